/** Who at the host names a mailbox that is to go, and which declaration speaks for them? */
import { KIND_NAMES, KINDS, referencesOf } from '../model';
import type { DesiredObject, ObservedObject, ObservedState } from '../model';
import type { Removal } from './removal';

type Values = { readonly [name: string]: unknown };

/** A mailbox that is to go. */
export interface Leaving {
  readonly object: DesiredObject;
  readonly removal: Removal;
}

/** An object at the host and one of its attributes that names a mailbox which is to go. */
export interface Holder {
  readonly object: ObservedObject;
  readonly attribute: string;
}

/** Who at the host names a mailbox that is to go; its own attributes do not count. */
export function holders(observed: ObservedState, leaving: ReadonlyMap<string, Leaving>): Map<string, Holder[]> {
  const found = new Map<string, Holder[]>();
  for (const kind of KIND_NAMES) {
    const referring = Object.keys(KINDS[kind].attributes).filter((name) =>
      KINDS[kind].attributes[name]?.reference?.to.includes('user'),
    );
    if (referring.length === 0) continue;
    for (const object of observed.collections[kind]?.objects.values() ?? [])
      for (const attribute of referring)
        for (const identity of referencesOf(kind, attribute, (object.attributes as Values)[attribute])) {
          if (!leaving.has(identity) || (kind === 'user' && object.identity === identity)) continue;
          const list = found.get(identity);
          if (list === undefined) found.set(identity, [{ object, attribute }]);
          else list.push({ object, attribute });
        }
  }
  return found;
}

/** The declarations by what they are about at the host: of a rename, also by the name before it; of a successor, the address that was left to it. */
export function ownersOf(
  desired: readonly DesiredObject[],
  leaving: ReadonlyMap<string, Leaving>,
  observed: ObservedState,
): ReadonlyMap<string, DesiredObject> {
  const owners = new Map<string, DesiredObject>();
  for (const [identity, { object, removal }] of leaving)
    if (removal.successor !== undefined) owners.set(`alias ${identity}`, successorAlias(object, removal.successor));
  for (const object of desired) {
    const { previously } = object.attributes as { readonly previously?: readonly string[] | null };
    if (observed.collections[object.kind]?.objects.has(object.identity)) continue;
    for (const name of previously ?? []) owners.set(`${object.kind} ${name}`, object);
  }
  for (const object of desired) owners.set(`${object.kind} ${object.identity}`, object);
  return owners;
}

/** The address goes on to the successor once the mailbox is gone. */
export function successorAlias(object: DesiredObject, successor: string): DesiredObject {
  const attributes: DesiredObject<'alias'>['attributes'] = { address: object.identity, targets: [successor] };
  return { ...object, kind: 'alias', attributes };
}
