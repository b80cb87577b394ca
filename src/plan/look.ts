/** How many objects a host held when it was last looked at, and which of its collections lost implausibly much since then. */
import type { HostDeclaration, KindName, ObservedState } from '../model';
import type { UnorderedChange } from './diff';
import type { Action } from './plan';

/** The size of one complete collection. */
export interface Look {
  readonly host: string;
  readonly kind: KindName;
  readonly count: number;
}
export type LastLook = readonly Look[];

/** A collection that lost implausibly much: a host that lost its data looks like one whose objects were removed. */
export interface Shrinkage {
  readonly kind: KindName;
  /** Objects at the last look. */
  readonly before: number;
  readonly now: number;
  /** Removals by policy that were left out of the plan. */
  readonly withheld: number;
  /** Objects that the plan creates, which may be those that vanished. */
  readonly created: number;
}

/** Largest part of a collection that may have vanished since the last look, where the declaration does not say. */
export const DEFAULT_SHRINKAGE = 0.5;
/** A loss of fewer objects is an ordinary day. */
const LEAST_LOST = 5;

/**
 * Tells what to remember of a look at the hosts. Remember it when the plan holds no `collection-shrank`, so that a loss is not taken for
 * the new measure unseen, and again after an apply.
 * @param done Changes that were carried out since. @default none
 * @param last The look before: what was not read completely this time is remembered from it. @default none
 */
export function lookOf(
  observed: readonly ObservedState[],
  done: readonly { readonly host: string; readonly kind: KindName; readonly action: Action }[] = [],
  last: LastLook = [],
): LastLook {
  const counts = new Map<string, Look>(last.map((look) => [keyOf(look), look]));
  for (const { host, collections } of observed)
    for (const { kind, complete, objects } of Object.values(collections))
      if (complete) counts.set(`${host} ${kind}`, { host, kind, count: objects.size });
  for (const change of done) {
    const look = counts.get(keyOf(change));
    const growth = change.action === 'create' ? 1 : change.action === 'delete' ? -1 : 0;
    if (look !== undefined && growth !== 0)
      counts.set(keyOf(look), { ...look, count: Math.max(0, look.count + growth) });
  }
  return [...counts.values()].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

const keyOf = ({ host, kind }: { readonly host: string; readonly kind: KindName }): string => `${host} ${kind}`;

/**
 * Finds the collections that shrank implausibly, and leaves the removals that the scope policy asks for in them out of the changes.
 * @param isLetPass Whether the loss was looked at and is meant; then nothing is left out.
 */
export function withoutUnsafeRemovals(
  declaration: HostDeclaration,
  observed: ObservedState,
  changes: readonly UnorderedChange[],
  lastLook: LastLook,
  isLetPass: boolean,
): { readonly changes: readonly UnorderedChange[]; readonly shrunk: readonly Shrinkage[] } {
  const { shrinkage = DEFAULT_SHRINKAGE } = declaration.thresholds;
  const losses = lastLook.filter(({ host, kind, count }) => {
    const collection = observed.collections[kind];
    if (host !== observed.host || collection?.complete !== true) return false;
    const lost = count - collection.objects.size;
    return lost >= LEAST_LOST && lost > count * shrinkage;
  });
  if (losses.length === 0) return { changes, shrunk: [] };
  const kinds = new Set(losses.map(({ kind }) => kind));
  const isKept = (change: UnorderedChange): boolean => isLetPass || !kinds.has(change.kind) || !isByPolicy(change);
  const shrunk = losses.map(({ kind, count }) => {
    const here = changes.filter((change) => change.kind === kind);
    return {
      kind,
      before: count,
      now: observed.collections[kind]?.objects.size ?? 0,
      withheld: here.filter((change) => !isKept(change)).length,
      created: here.filter(({ action }) => action === 'create').length,
    };
  });
  return { changes: changes.filter(isKept), shrunk };
}

/** Whether nothing but the scope policy asks for the removal: what is declared has an address in the code. */
const isByPolicy = ({ action, address }: UnorderedChange): boolean =>
  address === undefined && (action === 'close' || action === 'delete');
