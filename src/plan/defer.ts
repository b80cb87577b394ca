/** Breaks rings of references by setting some attributes in a second step, after all objects of the ring are there. */
import { KINDS, KIND_NAMES, referencesOf } from '../model';
import type { UnorderedChange } from './diff';
import type { AttributeChange } from './plan';

/**
 * Splits changes of each ring: what the model marks as deferrable, and names an object that the ring makes, moves to an update of its own.
 * Gives undefined where nothing can be split.
 */
export function brokenByDeferral(
  changes: readonly UnorderedChange[],
  rings: readonly (readonly number[])[],
): UnorderedChange[] | undefined {
  const later = new Map<number, ReadonlySet<string>>();
  for (const ring of rings) {
    const made = new Set(ring.flatMap((node) => changes[node]?.identity ?? []));
    const waiting = ring.flatMap((node) => {
      const change = changes[node];
      if (change === undefined || isSecondStep(change)) return [];
      const names = change.attributes
        .filter((attribute) => isDeferrable(change, attribute, made))
        .map(({ name }) => name);
      return names.length === 0 ? [] : [{ node, names, rank: KIND_NAMES.indexOf(change.kind) }];
    });
    // Only those highest up: once the organisation waits for its administrators, the rest may be no ring at all, and each split costs a call.
    const highest = Math.min(...waiting.map(({ rank }) => rank));
    for (const { node, names, rank } of waiting) if (rank === highest) later.set(node, new Set(names));
  }
  if (later.size === 0) return undefined;
  return changes.flatMap((change, node) => {
    const names = later.get(node);
    if (names === undefined) return [change];
    const now = change.attributes.filter(({ name }) => !names.has(name));
    const { action: _, from: __, ...rest } = change;
    const second: UnorderedChange = {
      ...rest,
      id: `${change.host}: update ${change.kind} ${change.identity}${LATER}`,
      action: 'update',
      attributes: change.attributes.filter(({ name }) => names.has(name)),
    };
    return now.length === 0 && change.action === 'update' ? [second] : [{ ...change, attributes: now }, second];
  });
}

/** Ends the id of a second step; no address or name can end so. */
const LATER = ' (second step)';

/** Whether a change sets what had to wait until the objects it names were there. */
export const isSecondStep = ({ id }: { readonly id: string }): boolean => id.endsWith(LATER);

function isDeferrable(change: UnorderedChange, { name, after }: AttributeChange, made: ReadonlySet<string>): boolean {
  const traits = KINDS[change.kind].attributes[name];
  return traits?.deferrable === true && referencesOf(change.kind, name, after).some((identity) => made.has(identity));
}
