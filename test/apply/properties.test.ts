import fc from 'fast-check';
import type { ApplyEvent } from '../../src/apply';
import { factsOf } from '../../src/host';
import type { DesiredObject } from '../../src/model';
import { makePlan } from '../../src/plan';
import type { Plan } from '../../src/plan';
import { MemoryHost } from '../support/memory-host';
import type { Fault } from '../support/memory-host';
import { applied } from '../support/applying';
import type { Applied } from '../support/applying';
import { anyObjects, declaration, desiredState } from '../support/states';

/** What goes wrong with each call in turn; after the last, nothing does. */
const faults = fc.array(
  fc.option(fc.constantFrom<Fault>('before', 'after', 'nothing', 'LIMIT', 'CHANGED', 'RATE_LIMITED')),
  { maxLength: 60 },
);

const world = fc.record({
  before: anyObjects,
  after: anyObjects,
  faults,
  /** The call during which the apply is stopped, in each round. */
  stops: fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 2 }),
  /** The call during which somebody edits a user from outside. */
  edits: fc.option(fc.integer({ min: 1, max: 40 })),
  limits: fc.record({
    concurrency: fc.integer({ min: 1, max: 5 }),
    readSize: fc.integer({ min: 1, max: 4 }),
    pageSize: fc.integer({ min: 1, max: 50 }),
  }),
});

const SCOPE = { organization: 'keep', domain: 'remove', user: 'close', alias: 'remove', group: 'remove' } as const;

/** The checks are left unheard: a plan that would be blocked is carried out all the same. */
function fresh(host: MemoryHost, desired: readonly DesiredObject[]): Plan {
  return makePlan({
    desired: desiredState(desired, [declaration({ scope: SCOPE, thresholds: { removals: 1 } })]),
    observed: [host.state()],
    facts: [factsOf(host)],
    now: 0,
  });
}

/** A host that holds some objects; none has an address that is wanted for another kind, save what the scope lets go. */
function holding(objects: readonly DesiredObject[], wanted: readonly DesiredObject[], limits: object): MemoryHost {
  const host = new MemoryHost(limits);
  for (const { kind, identity, attributes } of objects) {
    const clashes = kind === 'user' && wanted.some((other) => other.kind !== kind && other.identity === identity);
    const { initialPassword: _, previously: __, ...held } = attributes as { readonly [name: string]: unknown };
    if (!clashes) host.put(kind, held);
  }
  return host;
}

function expectOrderly(plan: Plan, { events }: Applied): void {
  const ended = new Map<string, ApplyEvent['type']>();
  for (const event of events) {
    if (event.type === 'change-started')
      for (const id of event.change.requires) expect(ended.get(id)).toBe('change-done');
    else if ('change' in event && event.type !== 'not-kept') {
      expect(ended.has(event.change.id)).toBe(false);
      ended.set(event.change.id, event.type);
    }
  }
  expect([...ended.keys()].sort()).toEqual(plan.changes.map(({ id }) => id).sort());
}

describe('any plan under any faults', () => {
  it('ends each change once, in order, within the limits; run again it comes to the declared state', async () => {
    await fc.assert(
      fc.asyncProperty(world, async ({ before, after, faults, stops, edits, limits }) => {
        const host = holding(before, after, limits);
        host.fault = ({ number }) => faults[number - 1] ?? undefined;
        for (let round = 0, plan = fresh(host, after); plan.changes.length > 0; round++, plan = fresh(host, after)) {
          expect(round).toBeLessThan(60);
          const stop = new AbortController();
          const last = (stops[round] ?? Infinity) + host.calls();
          host.during = ({ number }) => {
            if (number === last) {
              stop.abort();
              callsWhenStopped = host.calls();
            }
            const user = [...(host.state().collections.user?.objects.keys() ?? [])][0];
            if (number === edits && user !== undefined) host.edit('user', user, { department: 'Elsewhere' });
          };
          const calls = host.calls();
          let callsWhenStopped: number | undefined;
          const result = await applied(plan, [host], { signal: stop.signal });
          expectOrderly(plan, result);
          expect(host.peak).toBeLessThanOrEqual(limits.concurrency);
          expect(host.calls()).toBe(callsWhenStopped ?? host.calls());
          const isRing = plan.findings.some(({ code }) => code === 'dependency-cycle');
          if (calls >= faults.length && callsWhenStopped === undefined && edits === null && !isRing)
            expect(result.report).toMatchObject({ failed: [], refused: [], skipped: [], cancelled: [], findings: [] });
        }
      }),
      { numRuns: 60 },
    );
  }, 30_000);
});
