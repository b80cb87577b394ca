/** Is an object, as just read, still what the plan was made from, or already what the change would make of it? */
import { KINDS } from '../model';
import type { ObservedObject } from '../model';
import { holds, storedAttributes } from '../plan/compare';
import type { Change } from '../plan/plan';

export type Values = { readonly [name: string]: unknown };

/** Stands in the list of what moved for an object that is not there. */
export const GONE = 'no longer at the host';

/** Stands there for an object that has the same name and is not the same. */
export const ANOTHER = 'id (it was made anew)';

/** What was read for one change. */
export interface Seen {
  /** The object under the identity that it has before the change. */
  readonly here?: ObservedObject;
  /** Of a rename: the object under the identity that it shall have. */
  readonly there?: ObservedObject;
}

export type Judgement =
  | { readonly verdict: 'as-planned'; readonly object: ObservedObject }
  | { readonly verdict: 'as-wanted'; readonly object?: ObservedObject }
  | { readonly verdict: 'moved'; readonly moved: readonly string[] };

/** The values that can be read back once a change is done; secrets and what counts only at creation cannot. */
export function wantedOf(change: Change): Values {
  if (change.action === 'close') return { status: 'closed' };
  if (change.action === 'reopen') return { status: 'active' };
  const { attributes } = KINDS[change.kind];
  const wanted: { [name: string]: unknown } = {};
  for (const { name, after, sensitive } of change.attributes) {
    const traits = attributes[name];
    if (after !== undefined && !sensitive && !traits?.sensitive && !traits?.createOnly && !traits?.planOnly)
      wanted[name] = after;
  }
  return wanted;
}

/** Names the wanted values that an object does not hold. */
export function lacking(wanted: Values, object: ObservedObject): string[] {
  const held = object.attributes as Values;
  return Object.keys(wanted).filter((name) => !holds(wanted[name], held[name]));
}

const same = (a: unknown, b: unknown): boolean => holds(a, b) && holds(b, a);

/** Names the attributes that are neither as expected nor as wanted. */
function movedAttributes(expected: Values, object: ObservedObject, wanted: Values): string[] {
  const before = storedAttributes(object.kind, expected);
  const held = storedAttributes(object.kind, object.attributes as Values);
  const names = new Set([...Object.keys(before), ...Object.keys(held)]);
  return [...names].filter(
    (name) => !same(before[name], held[name]) && !(wanted[name] !== undefined && holds(wanted[name], held[name])),
  );
}

/** Whether the object was removed and made anew since: a mailbox of the same address is then somebody else's mail. */
const isAnother = (expected: Values, { attributes }: ObservedObject): boolean => {
  const { id } = attributes as Values;
  return typeof expected.id === 'string' && typeof id === 'string' && expected.id !== id;
};

/**
 * Judges an object before it is changed, or after an answer was lost.
 * @param expected Its attributes when the plan was made, or after an earlier change of the same plan; absent: nothing is expected.
 */
export function judge(change: Change, seen: Seen, expected: Values | undefined): Judgement {
  const { here, there } = seen;
  if (here === undefined) {
    if (change.action === 'delete') return { verdict: 'as-wanted' };
    if (there !== undefined && expected !== undefined) {
      const { identity } = KINDS[change.kind];
      if (movedAttributes(expected, there, { [identity]: change.identity }).length === 0)
        return { verdict: 'as-wanted', object: there };
    }
    return { verdict: 'moved', moved: [GONE] };
  }
  const wanted = wantedOf(change);
  const states = change.action !== 'delete' && change.action !== 'rename';
  if (states && lacking(wanted, here).length === 0) return { verdict: 'as-wanted', object: here };
  const moved = expected === undefined ? [] : movedAttributes(expected, here, wanted);
  if (expected !== undefined && isAnother(expected, here)) moved.push(ANOTHER);
  return moved.length > 0 ? { verdict: 'moved', moved } : { verdict: 'as-planned', object: here };
}
