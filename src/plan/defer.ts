/** Breaks rings of references by setting some attributes in a second step, after all objects of the ring are there. */
import { KINDS, referencesOf } from '../model';
import type { UnorderedChange } from './diff';
import type { AttributeChange } from './plan';

/**
 * Splits the changes of each ring: what the model marks as deferrable, and names an object that the ring makes, moves to an update of its own.
 * Gives undefined where nothing can be split.
 */
export function brokenByDeferral(
  changes: readonly UnorderedChange[],
  rings: readonly (readonly number[])[],
): UnorderedChange[] | undefined {
  const later = new Map<number, ReadonlySet<string>>();
  for (const ring of rings) {
    const made = new Set(ring.flatMap((node) => changes[node]?.identity ?? []));
    for (const node of ring) {
      const change = changes[node];
      if (change === undefined || isSecondStep(change)) continue;
      const names = change.attributes
        .filter((attribute) => isDeferrable(change, attribute, made))
        .map(({ name }) => name);
      if (names.length > 0) later.set(node, new Set(names));
    }
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
