import { makePlan } from '../../src/plan';
import type { Plan } from '../../src/plan';
import type { DesiredObject, HostDeclaration, ObservedObject } from '../../src/model';
import { enact } from '../support/enact';
import { declaration, desired, desiredState, facts, observed, observedState } from '../support/states';

const planOn = (
  day: string,
  wanted: readonly DesiredObject[],
  held: readonly ObservedObject[],
  host: Partial<HostDeclaration> = {},
): Plan =>
  makePlan({
    desired: desiredState(wanted, [declaration({ thresholds: { removals: 1 }, ...host })]),
    observed: [observedState(held)],
    facts: [facts()],
    now: Date.parse(`${day}T08:00:00Z`),
  });

const ids = (made: Plan): string[] => made.changes.map(({ id }) => id.replace('mail: ', ''));
const errors = (made: Plan): string[] =>
  made.findings.filter(({ severity }) => severity === 'error').map(({ summary }) => summary);

const org = desired('organization', { name: 'acme', administrators: ['ada@acme.example'] });
const acme = desired('domain', { name: 'acme.example' });
const ada = desired('user', { email: 'ada@acme.example' });
const APPROVAL = {
  address: 'bob@acme.example',
  notBefore: '2026-06-01',
  approvedBy: 'ada@acme.example',
  reason: 'left in March',
};
const leaving = (over: object = {}, written: object = {}): DesiredObject =>
  desired('user', { email: 'bob@acme.example', status: 'closed', removal: { ...APPROVAL, ...over }, ...written });

const atHost = [
  observed('organization', { name: 'acme', administrators: ['ada@acme.example'] }),
  observed('domain', { name: 'acme.example' }),
  observed('user', { email: 'ada@acme.example' }),
  observed('user', {
    email: 'bob@acme.example',
    status: 'active',
    usedBytes: 1_200_000_000,
    lastLoginAt: '2026-03-30T10:00:00Z',
  }),
];
const team = observed('group', {
  address: 'team@acme.example',
  members: ['ada@acme.example', 'bob@acme.example'],
  owners: ['bob@acme.example'],
});

describe('the removal of a mailbox', () => {
  it('goes down one rung with each plan, says what is lost and what comes next, and never deletes before the date', () => {
    const wanted = [org, acme, ada, leaving({}, { closedNotice: 'Bob has left' })];
    const days: [day: string, changes: string[], said: RegExp][] = [
      ['2026-04-01', ['update group team@acme.example'], /step 1 of 4.*taken out of the groups/],
      ['2026-04-01', ['update user bob@acme.example', 'close user bob@acme.example'], /step 2 of 4.*closed/],
      ['2026-04-02', [], /step 3 of 4.*until 2026-06-01/],
      ['2026-05-31', [], /step 3 of 4/],
      [
        '2026-06-01',
        ['delete user bob@acme.example'],
        /step 4 of 4.*deleted from host "mail" with all its mail, as approved by ada@acme.example/,
      ],
      ['2026-06-02', [], /not at host "mail" any more/],
      ['2027-06-02', [], /not at host "mail" any more/],
    ];
    let held: ObservedObject[] = [...atHost, team];
    for (const [day, changes, said] of days) {
      const made = planOn(day, wanted, held);
      expect(errors(made)).toEqual([]);
      expect(ids(made)).toEqual(changes);
      const step = made.findings.find(({ code }) => code.startsWith('removal-'));
      expect(step?.summary).toMatch(said);
      if (!step?.summary.includes('any more'))
        expect(step?.detail).toContain('it holds 1.2 GB, it was last used on 2026-03-30');
      held = enact(held, made.changes);
    }
    expect(held.map(({ identity }) => identity)).not.toContain('bob@acme.example');
    expect(held.find(({ kind }) => kind === 'group')?.attributes).toMatchObject({
      members: ['ada@acme.example'],
      owners: [],
    });
  });

  it('passes mail on to a successor until the date, and gives the address to the successor afterwards', () => {
    const wanted = [org, acme, ada, leaving({ successor: 'ada@acme.example' })];
    let held: ObservedObject[] = [...atHost];
    const run = (day: string): string[] => {
      const made = planOn(day, wanted, held);
      expect(errors(made)).toEqual([]);
      held = enact(held, made.changes);
      return ids(made);
    };
    expect(run('2026-04-01')).toEqual(['update user bob@acme.example']);
    expect(held.find(({ identity }) => identity === 'bob@acme.example')?.attributes).toMatchObject({
      status: 'locked',
      forwarding: { to: ['ada@acme.example'], keepCopy: true },
    });
    expect(run('2026-04-02')).toEqual([]);
    expect(run('2026-06-01')).toEqual(['close user bob@acme.example']);
    expect(run('2026-06-01')).toEqual(['delete user bob@acme.example', 'create alias bob@acme.example']);
    expect(run('2026-06-02')).toEqual([]);
  });

  it.each<[string, object, string, RegExp]>([
    ['is expired', {}, '2026-08-31', /its approval expired on 2026-08-30/],
    ['is expired by its own date', { expires: '2026-06-15' }, '2026-06-16', /expired on 2026-06-15/],
    ['names another address', { address: 'rob@acme.example' }, '2026-06-02', /its approval names rob@acme.example/],
    [
      'comes from somebody who is no declared administrator',
      { approvedBy: 'eve@acme.example' },
      '2026-06-02',
      /approver eve@acme.example is not a declared administrator/,
    ],
    ['lacks its date', { notBefore: undefined }, '2026-06-02', /it lacks notBefore/],
    [
      'names the mailbox itself as successor',
      { successor: 'bob@acme.example' },
      '2026-06-02',
      /successor is the mailbox itself/,
    ],
  ])('is refused, and the mailbox not touched, where the approval %s', (_, over, day, why) => {
    for (const status of ['active', 'closed']) {
      const held = atHost.map((object) =>
        object.identity === 'bob@acme.example' ? observed('user', { ...object.attributes, status }) : object,
      );
      const made = planOn(day, [org, acme, ada, leaving(over)], held);
      expect(ids(made)).toEqual([]);
      expect(errors(made)).toEqual([expect.stringMatching(why)]);
    }
  });

  it('is refused where its owner approves it, administrator or not', () => {
    const both = desired('organization', { name: 'acme', administrators: ['ada@acme.example', 'bob@acme.example'] });
    const made = planOn('2026-06-02', [both, acme, ada, leaving({ approvedBy: 'bob@acme.example' })], atHost);
    expect(errors(made)).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/approved by its own owner/),
        expect.stringMatching(/organization "acme" names it in administrators/),
      ]),
    );
  });

  it('is refused while other declarations name the mailbox', () => {
    const crew = desired('group', { address: 'team@acme.example', members: ['bob@acme.example'] });
    expect(errors(planOn('2026-04-01', [org, acme, ada, crew, leaving()], [...atHost, team]))).toEqual([
      expect.stringMatching(/group "team@acme.example" names it in members/),
    ]);
  });

  it('is refused while another mailbox that goes names it as its successor', () => {
    const removal = { ...APPROVAL, address: 'eve@acme.example', successor: 'bob@acme.example' };
    const eve = desired('user', { email: 'eve@acme.example', removal });
    const made = planOn('2026-04-01', [org, acme, ada, leaving(), eve], atHost);
    expect(errors(made)).toContain(
      'bob@acme.example is to be removed, but user "eve@acme.example" names it in removal.successor',
    );
  });

  it('takes it out of a group that is renamed in the same plan', () => {
    const crew = desired('group', { address: 'crew@acme.example', previously: ['team@acme.example'] });
    const made = planOn('2026-04-01', [org, acme, ada, crew, leaving()], [...atHost, team]);
    expect(ids(made)).toEqual(['rename group crew@acme.example', 'update group crew@acme.example']);
    expect(made.changes[1]?.attributes.map(({ name }) => name)).toEqual(['members', 'owners']);
  });

  it('leaves the address of a mailbox that is gone to its successor, whoever else it still leads to', () => {
    const removal = { ...APPROVAL, address: 'eve@acme.example', successor: 'ada@acme.example' };
    const eve = desired('user', { email: 'eve@acme.example', removal });
    const held = observed('alias', { address: 'eve@acme.example', targets: ['bob@acme.example'] });
    const made = planOn('2026-07-01', [org, acme, ada, eve, leaving()], [...atHost, held]);
    expect(ids(made)).toEqual(['update alias eve@acme.example']);
    expect(made.changes[0]?.attributes[0]?.after).toEqual(['ada@acme.example']);
  });

  it('does not leave an undeclared alias to nobody, unless a successor takes it or the policy removes it', () => {
    const info = observed('alias', { address: 'info@acme.example', targets: ['bob@acme.example'] });
    const held = [...atHost, info];
    expect(errors(planOn('2026-04-01', [org, acme, ada, leaving()], held))).toEqual([
      expect.stringMatching(/info@acme.example, leads to nobody else/),
    ]);
    const succeeded = planOn('2026-04-01', [org, acme, ada, leaving({ successor: 'ada@acme.example' })], held);
    expect(succeeded.changes[0]?.attributes).toEqual([
      { name: 'targets', before: ['bob@acme.example'], after: ['ada@acme.example'] },
    ]);
    expect(
      ids(
        planOn('2026-04-01', [org, acme, ada, leaving()], held, { scope: { ...declaration().scope, alias: 'remove' } }),
      ),
    ).toEqual(['delete alias info@acme.example']);
  });

  it('makes no alias that leads to itself of a mailbox that is gone, where it is its own successor', () => {
    const gone = atHost.filter(({ identity }) => identity !== 'bob@acme.example');
    const made = planOn('2026-07-01', [org, acme, ada, leaving({ successor: 'bob@acme.example' })], gone);
    expect(ids(made)).toEqual([]);
    expect(errors(made)).toEqual([expect.stringMatching(/its successor is the mailbox itself/)]);
  });

  it('never creates a mailbox, on a host that lost it or never had it', () => {
    const made = planOn(
      '2026-04-01',
      [org, acme, ada, leaving()],
      atHost.filter(({ identity }) => identity !== 'bob@acme.example'),
    );
    expect(ids(made)).toEqual([]);
  });
});
