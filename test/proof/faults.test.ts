/** A host that fails every fifth call, in every way a host can: applying again comes to what is declared, with nothing twice and nothing lost. */
import { observe } from '../../src/host';
import { KIND_NAMES } from '../../src/model';
import type { DesiredObject, KindName, ObservedObject, ObservedState } from '../../src/model';
import type { Plan } from '../../src/plan';
import { FAULT_KINDS } from '../../src/sandbox';
import type { FaultKind, SeedObject } from '../../src/sandbox';
import { held, planned, reconcile, runs } from '../support/reconcile';
import type { Declared } from '../support/reconcile';
import { desired } from '../support/states';
import { sandboxWorld } from '../support/worlds';
import type { SandboxWorld } from '../support/worlds';

const address = (local: string): string => `${local}@acme.example`;
const numbered = <T>(count: number, make: (number: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index + 1));

const user = (local: string, rest: Readonly<Record<string, unknown>>): SeedObject => ({
  kind: 'user',
  attributes: { email: address(local), status: 'active', ...rest },
});

/** What the host holds from the start: mailboxes with mail in them, their addresses and lists. */
const SEED: readonly SeedObject[] = [
  { kind: 'organization', attributes: { name: 'acme', displayName: 'Acme' } },
  ...numbered(8, (n) => user(`old-${n}`, { id: `u-old-${n}`, usedBytes: 1000 * n, givenName: `Old ${n}` })),
  user('away', { id: 'u-away', usedBytes: 77_000, status: 'closed' }),
  user('leaver', { id: 'u-leaver', usedBytes: 88_000 }),
  user('stranger', { id: 'u-stranger', usedBytes: 99_000 }),
  { kind: 'alias', attributes: { address: address('info'), targets: [address('old-1')] } },
  { kind: 'alias', attributes: { address: address('gone'), targets: [address('old-2')] } },
  { kind: 'group', attributes: { address: address('crew'), id: 'g-crew', members: [address('old-1')] } },
  { kind: 'group', attributes: { address: address('dissolved'), id: 'g-dissolved', members: [address('old-3')] } },
];

/** Every action that a plan can hold: create, update, rename, close, reopen and delete. */
const OBJECTS: readonly DesiredObject[] = [
  desired('organization', { name: 'acme', displayName: 'Acme Ltd', departments: ['Research'] }),
  desired('domain', { name: 'acme.example', description: 'Main domain', catchAll: [address('old-1')] }),
  desired('domain', { name: 'acme-labs.example' }),
  ...numbered(6, (n) => desired('user', { email: address(`old-${n}`), givenName: `New ${n}`, quota: '10 GB' })),
  ...numbered(2, (n) =>
    desired('user', {
      email: `renamed-${n}@acme-labs.example`,
      familyName: 'Renamed',
      previously: [address(`old-${n + 6}`)],
    }),
  ),
  desired('user', { email: address('away'), status: 'active', givenName: 'Back' }),
  desired('user', { email: address('leaver'), status: 'closed' }),
  ...numbered(12, (n) =>
    desired('user', { email: `new-${n}@acme-labs.example`, initialPassword: 'env:FIRST', department: 'Research' }),
  ),
  desired('alias', { address: address('info'), targets: [address('old-1'), address('old-2')] }),
  ...numbered(6, (n) => desired('alias', { address: address(`alias-${n}`), targets: [`new-${n}@acme-labs.example`] })),
  desired('group', { address: address('team'), members: [address('old-1'), address('info')], previously: [address('crew')] }), // prettier-ignore
  desired('group', { address: address('all'), members: [address('team'), ...numbered(12, (n) => `new-${n}@acme-labs.example`)] }), // prettier-ignore
];

const DECLARED: Declared = {
  objects: OBJECTS,
  provider: {
    scope: { organization: 'keep', domain: 'keep', user: 'keep', alias: 'remove', group: 'remove' },
    thresholds: { removals: 0.9 },
  },
};

/** Where the mailboxes and lists of the start are in the end. */
const ADDRESS_AFTER: ReadonlyMap<string, string> = new Map([
  [address('old-7'), 'renamed-1@acme-labs.example'],
  [address('old-8'), 'renamed-2@acme-labs.example'],
  [address('crew'), address('team')],
]);

/** Applying again is enough, so many times at most. */
const MOST_ROUNDS = 40;

/** Nothing is left to do, and nothing was left out because of what could not be read. */
const isEmpty = ({ changes, findings }: Plan): boolean => changes.length === 0 && findings.length === 0;

/** Applies, with a new plan each time, until a plan says that nothing is left. */
async function untilDone(world: SandboxWorld): Promise<number> {
  for (let round = 1; round <= MOST_ROUNDS; round++) {
    const { plan } = await reconcile(world, DECLARED);
    if (isEmpty(plan)) return round;
  }
  return Infinity;
}

const everything = (state: ObservedState): ObservedObject[] =>
  KIND_NAMES.flatMap((kind): ObservedObject[] => [...held<KindName>(state, kind).values()]);

const nameOf = ({ kind, identity }: Pick<ObservedObject, 'kind' | 'identity'>): string => `${kind} ${identity}`;

/** What must outlive everything: who it is, and the mail in it. */
const substance = ({ attributes }: ObservedObject): object => {
  const { id, usedBytes } = attributes as { readonly id?: string; readonly usedBytes?: number };
  return { id, usedBytes };
};

/** Brings the host to what is declared through the faults of one seed; gives how many of them there were. */
async function converge(kinds: readonly FaultKind[], seed: number): Promise<number> {
  const world = await sandboxWorld({ domains: ['acme.example'], seed: SEED }, { options: { pageSize: 10 } });
  try {
    const before = await observe(world.host, world.context);
    world.sandbox.setFaults({ rate: 0.2, kinds, seed, delay: 1, lag: 5 });
    expect(await untilDone(world)).toBeLessThanOrEqual(MOST_ROUNDS);
    const injected = Object.values(world.sandbox.injectedFaults()).reduce((sum, count) => sum + count, 0);

    world.sandbox.setFaults({});
    expect(isEmpty(await planned(world, DECLARED))).toBe(true);
    const after = await observe(world.host, world.context);
    const wanted = [...OBJECTS.map(nameOf), `user ${address('stranger')}`];
    expect(everything(after).map(nameOf).sort()).toEqual(wanted.sort());
    for (const object of everything(before)) {
      const identity = ADDRESS_AFTER.get(object.identity) ?? object.identity;
      const there = held<KindName>(after, object.kind).get(identity);
      if (wanted.includes(nameOf({ ...object, identity })))
        expect(there && { identity, ...substance(there) }).toEqual({ identity, ...substance(object) });
    }
    return injected;
  } finally {
    await world.close();
  }
}

describe('a host of which every fifth call goes wrong', () => {
  const ways: readonly (readonly [string, readonly FaultKind[], number])[] = [
    ...FAULT_KINDS.map((kind) => [kind, [kind], 3] as const),
    ['every one of these', FAULT_KINDS, 10],
  ];
  it.each(ways)(
    'comes to what is declared, with nothing twice and nothing lost: %s',
    async (_, kinds, seeds) => {
      let injected = 0;
      for (const seed of numbered(runs(seeds), (number) => number)) injected += await converge(kinds, seed);
      expect(injected).toBeGreaterThan(0);
    },
    20_000 * runs(1),
  );
});
