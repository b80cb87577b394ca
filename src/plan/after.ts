/** What each host will hold once a plan is applied: the declared over the observed, and the undeclared as the policy leaves it. */
import type { DesiredObject, KindName, ObservedState } from '../model';
import { overlaid } from './compare';
import type { UnorderedChange } from './diff';

/** An object as it will be, declared or not. */
export interface FutureObject {
  readonly kind: KindName;
  readonly identity: string;
  readonly attributes: { readonly [name: string]: unknown };
  /** The declaration, where there is one. */
  readonly declared?: DesiredObject;
}

/** All objects of one host after the plan, in no particular order. */
export function stateAfter(
  desired: readonly DesiredObject[],
  observed: ObservedState,
  changes: readonly UnorderedChange[],
): FutureObject[] {
  const from = new Map<string, string>();
  const gone = new Set<string>();
  const closed = new Set<string>();
  const written = new Map<string, { [name: string]: unknown }>();
  for (const { host, action, kind, identity, from: before, attributes } of changes) {
    if (host !== observed.host) continue;
    if (action === 'rename' && before !== undefined) {
      from.set(`${kind} ${identity}`, before);
      gone.add(`${kind} ${before}`);
    } else if (action === 'delete') gone.add(`${kind} ${identity}`);
    else if (action === 'close') closed.add(`${kind} ${identity}`);
    else if (action === 'update')
      written.set(`${kind} ${identity}`, Object.fromEntries(attributes.map(({ name, after }) => [name, after])));
  }
  const future: FutureObject[] = [];
  const declared = new Set<string>();
  for (const object of desired) {
    if (object.host !== observed.host) continue;
    const key = `${object.kind} ${object.identity}`;
    declared.add(key);
    const held = observed.collections[object.kind]?.objects.get(from.get(key) ?? object.identity)?.attributes;
    future.push({ kind: object.kind, identity: object.identity, attributes: merged(object, held), declared: object });
  }
  for (const collection of Object.values(observed.collections))
    for (const { kind, identity, attributes } of collection.objects.values()) {
      const key = `${kind} ${identity}`;
      if (declared.has(key) || gone.has(key)) continue;
      // What is not declared is written as well, where an approved removal takes a mailbox out of it.
      const after = written.has(key) ? { ...attributes, ...written.get(key) } : attributes;
      future.push({ kind, identity, attributes: closed.has(key) ? { ...after, status: 'closed' } : after });
    }
  return future;
}

function merged(
  object: DesiredObject,
  held: { readonly [name: string]: unknown } | undefined,
): FutureObject['attributes'] {
  const wanted = object.attributes as { readonly [name: string]: unknown };
  if (held === undefined) return wanted;
  const ignored = object.lifecycle.ignoreChanges;
  const result: { [name: string]: unknown } = { ...held };
  for (const name of Object.keys(wanted))
    if (ignored !== 'all' && !ignored.includes(name)) result[name] = overlaid(wanted[name], held[name]);
  return result;
}
