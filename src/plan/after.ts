/** What a host will hold once the changes of a plan are made: what it holds now, with each change carried out on it. */
import { KINDS, KIND_NAMES } from '../model';
import type { DesiredObject, KindName, ObservedState } from '../model';
import type { UnorderedChange } from './diff';

/** An object as it will be, declared or not. */
export interface FutureObject {
  readonly kind: KindName;
  readonly identity: string;
  readonly attributes: { readonly [name: string]: unknown };
  /** The declaration, where there is one. */
  readonly declared?: DesiredObject;
}

/**
 * All objects of one host after the plan, in no particular order. It follows from the changes alone, so it is what a narrowed plan leads to as
 * well, and leaves out what the host cannot store.
 * @param desired What is declared at this host. Of a kind that could not be read, it stands for what is there.
 * @param changes In an order in which they can be made.
 */
export function stateAfter(
  desired: readonly DesiredObject[],
  observed: ObservedState,
  changes: readonly UnorderedChange[],
): FutureObject[] {
  const declarations = new Map(desired.map((object) => [keyOf(object.kind, object.identity), object]));
  const objects = new Map<string, FutureObject>();
  const put = (kind: KindName, identity: string, attributes: FutureObject['attributes']): void => {
    const key = keyOf(kind, identity);
    const declared = declarations.get(key);
    objects.set(
      key,
      declared === undefined ? { kind, identity, attributes } : { kind, identity, attributes, declared },
    );
  };
  for (const kind of KIND_NAMES)
    for (const { identity, attributes } of observed.collections[kind]?.objects.values() ?? [])
      put(kind, identity, attributes);
  for (const { action, kind, identity, from, attributes } of changes) {
    const before = keyOf(kind, from ?? identity);
    const held = objects.get(before)?.attributes;
    if (action === 'rename' || action === 'delete') objects.delete(before);
    if (action === 'delete') continue;
    const after: { [name: string]: unknown } = { ...held, [KINDS[kind].identity]: identity };
    for (const { name, after: value, sensitive } of attributes) if (!sensitive) after[name] = value;
    if (action === 'close') after.status = 'closed';
    if (action === 'reopen') after.status = 'active';
    put(kind, identity, after);
  }
  for (const { kind, identity, attributes } of desired)
    if (!wasRead(observed, kind) && !objects.has(keyOf(kind, identity))) put(kind, identity, attributes);
  return [...objects.values()];
}

const keyOf = (kind: KindName, identity: string): string => `${kind} ${identity}`;

const wasRead = ({ collections }: ObservedState, kind: KindName): boolean =>
  collections[kind]?.findings.every(({ code }) => code !== 'read-failed') ?? false;
