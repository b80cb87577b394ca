/** What a plan will cost: calls, time at the host's rate, and the seats, storage and credit it takes where the host tells. */
import { KIND_NAMES } from '../model';
import type { KindName, ObservedState } from '../model';
import type { HostFacts } from '../host';
import type { FutureObject } from './after';
import type { UnorderedChange } from './diff';
import type { HostBudget } from './plan';

/** Counts what a plan will cost at one host. */
export function budgetOf(
  facts: HostFacts,
  observed: ObservedState,
  after: readonly FutureObject[],
  changes: readonly UnorderedChange[],
): HostBudget {
  const reads = KIND_NAMES.reduce((sum, kind) => sum + rereads(kind, facts, observed, changes), 0);
  const { rate } = facts.limits;
  const calls = changes.length + reads;
  const told = organizationTells(observed);
  const before = [...(observed.collections.user?.objects.values() ?? [])];
  const users = after.filter(({ kind }) => kind === 'user');
  return {
    host: facts.name,
    writes: changes.length,
    reads,
    ...(rate === undefined ? {} : { seconds: Math.ceil((calls / rate.calls) * rate.perSeconds) }),
    seats: { before: before.length, after: users.length, ...(told.seats === undefined ? {} : { total: told.seats }) },
    quota: {
      before: quotas(before),
      after: quotas(users),
      ...(told.storage === undefined ? {} : { total: told.storage }),
    },
    ...(told.credit === undefined ? {} : { credit: told.credit }),
  };
}

/** Calls to read the touched objects of a kind: by name in chunks, or as a list where that takes fewer. */
function rereads(
  kind: KindName,
  { limits }: HostFacts,
  observed: ObservedState,
  changes: readonly UnorderedChange[],
): number {
  const here = changes.filter((change) => change.kind === kind);
  const held = observed.collections[kind]?.objects.size ?? 0;
  const calls = (count: number, most: number): number =>
    count === 0
      ? 0
      : Math.min(Math.ceil(count / (limits.readSize ?? 1)), Math.max(1, Math.ceil(most / limits.pageSize)));
  const before = new Set(
    here.filter(({ action }) => action !== 'create').map(({ identity, from }) => from ?? identity),
  );
  const afterwards = new Set(here.map(({ identity }) => identity));
  const created = here.filter(({ action }) => action === 'create').length;
  return calls(before.size, held) + calls(afterwards.size, held + created);
}

const quotas = (users: readonly { readonly attributes: object }[]): number =>
  users.reduce((sum, { attributes }) => sum + ((attributes as { readonly quota?: number | null }).quota ?? 0), 0);

/** What the host tells of the subscription; where it has several organisations, of all together. */
function organizationTells(observed: ObservedState): {
  seats?: number;
  storage?: number;
  credit?: { amount: number; currency: string };
} {
  const told: { seats?: number; storage?: number; credit?: { amount: number; currency: string } } = {};
  for (const { attributes } of observed.collections.organization?.objects.values() ?? []) {
    const { seats, storage, credit } = attributes as {
      seats?: { total?: number } | null;
      storage?: { total?: number } | null;
      credit?: { amount?: number; currency?: string } | null;
    };
    if (typeof seats?.total === 'number') told.seats = (told.seats ?? 0) + seats.total;
    if (typeof storage?.total === 'number') told.storage = (told.storage ?? 0) + storage.total;
    if (typeof credit?.amount === 'number') told.credit = { amount: credit.amount, currency: credit.currency ?? '' };
  }
  return told;
}
