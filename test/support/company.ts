/** A company that every host can keep, as it is and as it is to be: every action that a plan can hold is needed on the way. */
import type { HostContext, MailHost } from '../../src/host';
import { observe } from '../../src/host';
import type { DesiredObject, KindName, ObservedObject, ObservedState } from '../../src/model';
import { KIND_NAMES } from '../../src/model';
import type { Plan } from '../../src/plan';
import type { FakeClock } from './fake-clock';
import { held, planned, reconcile } from './reconcile';
import type { Declared } from './reconcile';
import { desired } from './states';

const address = (local: string): string => `${local}@acme.example`;
const atLabs = (local: string): string => `${local}@acme-labs.example`;
const numbered = <T>(count: number, make: (number: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index + 1));

/** What is at the host from the start, in the order of creation. */
const BEFORE: readonly (readonly [KindName, Readonly<Record<string, unknown>>])[] = [
  ['domain', { name: 'acme.example' }],
  ...numbered(6, (n) => ['user', { email: address(`old-${n}`), displayName: `Old ${n}` }] as const),
  ['user', { email: address('away'), displayName: 'Away' }],
  ['user', { email: address('leaver') }],
  ['user', { email: address('stranger') }],
  ['alias', { address: address('info'), targets: [address('old-1')] }],
  ['alias', { address: address('gone'), targets: [address('old-2')] }],
  ['group', { address: address('crew'), members: [address('old-1')] }],
  ['group', { address: address('dissolved'), members: [address('old-3')] }],
];

const OBJECTS: readonly DesiredObject[] = [
  desired('domain', { name: 'acme.example', catchAll: [address('old-1')] }),
  desired('domain', { name: 'acme-labs.example' }),
  ...numbered(4, (n) =>
    desired('user', { email: address(`old-${n}`), displayName: `New ${n}`, quota: '10 GB', status: 'active' }),
  ),
  ...numbered(2, (n) => desired('user', { email: atLabs(`renamed-${n}`), displayName: 'Renamed', previously: [address(`old-${n + 4}`)] })), // prettier-ignore
  desired('user', { email: address('away'), status: 'active', displayName: 'Back' }),
  desired('user', { email: address('leaver'), status: 'closed' }),
  ...numbered(8, (n) => desired('user', { email: atLabs(`new-${n}`), displayName: `${n}`, initialPassword: 'env:FIRST' })), // prettier-ignore
  desired('alias', { address: address('info'), targets: [address('old-1'), address('old-2')] }),
  ...numbered(4, (n) => desired('alias', { address: address(`alias-${n}`), targets: [atLabs(`new-${n}`)] })),
  desired('group', { address: address('team'), members: [address('old-1'), address('old-2')], previously: [address('crew')] }), // prettier-ignore
  desired('group', { address: address('all'), members: [address('team'), ...numbered(8, (n) => atLabs(`new-${n}`))] }),
];

const DECLARED: Declared = {
  objects: OBJECTS,
  provider: {
    scope: { organization: 'keep', domain: 'keep', user: 'keep', alias: 'remove', group: 'remove' },
    thresholds: { removals: 0.9 },
  },
};

/** Groups of the company, for hosts that tell them by their addresses. */
export const COMPANY_GROUPS = 'team@*, all@*, crew@*, dissolved@*';

/** Where mailboxes of the start are in the end. */
const MOVED: ReadonlyMap<string, string> = new Map(
  numbered(2, (n) => [address(`old-${n + 4}`), atLabs(`renamed-${n}`)] as const),
);

/** A host with a clock that does not wait. */
export interface Connected {
  readonly host: MailHost;
  readonly context: HostContext;
  readonly clock: FakeClock;
}

type Create = (wanted: object, context: HostContext) => Promise<ObservedObject>;

/** Founds the company at a host that has nothing of it. */
export async function found({ host, context }: Connected): Promise<void> {
  for (const [kind, wanted] of BEFORE) await (host.handlers[kind]?.create as Create)(wanted, context);
  const { user } = host.handlers;
  const [away] = (await user?.read([address('away')], context)) ?? [];
  if (away !== undefined) await user?.close?.(away, context);
}

/** Nothing is left to do, and nothing was left out because of what could not be read. */
const isDone = ({ changes, findings }: Plan): boolean =>
  changes.length === 0 && findings.every(({ severity }) => severity === 'info');

/** Applies, with a new plan each time, until a plan says that nothing is left; gives how often, infinite when `most` is not enough. */
export async function untilDone(connected: Connected, most: number): Promise<number> {
  for (let round = 1; round <= most; round++) if (isDone((await reconcile(connected, DECLARED)).plan)) return round;
  return Infinity;
}

const names = (objects: Iterable<Pick<ObservedObject, 'kind' | 'identity'>>): string[] =>
  [...objects].map(({ kind, identity }) => `${kind} ${identity}`).sort();

const everything = (state: ObservedState): ObservedObject[] =>
  KIND_NAMES.flatMap((kind): ObservedObject[] =>
    state.collections[kind] === undefined ? [] : [...held<KindName>(state, kind).values()],
  );

/** What tells a mailbox from a new one of the same address. */
const substance = ({ attributes }: ObservedObject): unknown => {
  const { id, createdAt } = attributes as { readonly id?: string; readonly createdAt?: string };
  return { id, createdAt };
};

/** What the host holds, without faults. */
export const look = ({ host, context }: Connected): Promise<ObservedState> => observe(host, context);

/** Proves that all is as declared, with nothing twice, nothing lost, and every mailbox of the start the same one. */
export async function expectArrived(connected: Connected, before: ObservedState): Promise<void> {
  const { changes, findings } = await planned(connected, DECLARED);
  expect({ changes, findings: findings.filter(({ severity }) => severity !== 'info') }).toEqual({ changes: [], findings: [] }); // prettier-ignore
  const after = await look(connected);
  expect(names(everything(after))).toEqual(names([...OBJECTS, { kind: 'user', identity: address('stranger') }]));
  const users = held(after, 'user');
  for (const user of held(before, 'user').values()) {
    const now = users.get(MOVED.get(user.identity) ?? user.identity);
    expect(now && [now.identity, substance(now)]).toEqual([MOVED.get(user.identity) ?? user.identity, substance(user)]);
  }
}
