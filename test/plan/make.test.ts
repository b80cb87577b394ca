import fc from 'fast-check';
import { isUntampered, makePlan } from '../../src/plan';
import type { Change, Plan } from '../../src/plan';
import type { DesiredObject, HostDeclaration, ObservedObject, ObservedState } from '../../src/model';
import type { HostFacts } from '../../src/host';
import { enact } from '../support/enact';
import {
  anyObjects,
  asObserved,
  declaration,
  desired,
  desiredState,
  facts,
  observed,
  observedState,
} from '../support/states';

const NOW = Date.UTC(2026, 0, 31);

interface Given {
  readonly desired?: readonly DesiredObject[];
  readonly observed?: readonly ObservedObject[] | ObservedState;
  readonly host?: Partial<HostDeclaration>;
  readonly facts?: Partial<HostFacts>;
  readonly allow?: readonly string[];
  readonly targets?: readonly string[];
}

const plan = (given: Given): Plan =>
  makePlan({
    desired: desiredState(given.desired ?? [], [declaration(given.host)]),
    observed: [
      'collections' in (given.observed ?? [])
        ? (given.observed as ObservedState)
        : observedState((given.observed ?? []) as ObservedObject[]),
    ],
    facts: [facts(given.facts)],
    now: NOW,
    allow: given.allow ?? [],
    targets: given.targets ?? [],
  });

const ids = (made: Plan): string[] => made.changes.map(({ id }) => id.replace('mail: ', ''));
const codes = (made: Plan): string[] => made.findings.map(({ code }) => code);
const only = (made: Plan): Change => {
  expect(made.changes).toHaveLength(1);
  return made.changes[0] as Change;
};

const acme = desired('domain', { name: 'acme.example' });
const ada = desired('user', { email: 'ada@acme.example', givenName: 'Ada', quota: '10 GB' });
const grace = desired('user', { email: 'grace@acme.example' });

describe('a plan', () => {
  it('is empty when the host is as declared', () => {
    const made = plan({ desired: [acme, ada], observed: [asObserved(acme), asObserved(ada)] });
    expect(made.changes).toEqual([]);
    expect(made.unchanged).toBe(2);
    expect(made.findings).toEqual([]);
  });

  it('leaves alone what is not declared of an object', () => {
    const made = plan({
      desired: [acme, desired('user', { email: 'ada@acme.example' })],
      observed: [
        asObserved(acme),
        observed('user', { email: 'ada@acme.example', phone: '+3212345678', licences: ['x'] }),
      ],
    });
    expect(made.changes).toEqual([]);
  });

  it('clears what is declared as null or as an empty list', () => {
    const cleared = desired('user', { email: 'ada@acme.example', phone: null, licences: [] });
    const change = only(
      plan({
        desired: [acme, cleared],
        observed: [
          asObserved(acme),
          observed('user', { email: 'ada@acme.example', phone: '+3212345678', licences: ['x'] }),
        ],
      }),
    );
    expect(change.attributes).toEqual([
      { name: 'licences', before: ['x'], after: [] },
      { name: 'phone', before: '+3212345678', after: null },
    ]);
    expect(
      plan({ desired: [acme, cleared], observed: [asObserved(acme), observed('user', { email: 'ada@acme.example' })] })
        .changes,
    ).toEqual([]);
  });

  it('keeps the fields of a structured value that the declaration leaves out', () => {
    const signed = desired('domain', { name: 'acme.example', dkim: { enabled: true } });
    const held = { enabled: false, selector: 'dkim', keyLength: 2048 };
    const change = only(
      plan({ desired: [signed], observed: [observed('domain', { name: 'acme.example', dkim: held })] }),
    );
    expect(change.attributes).toEqual([{ name: 'dkim', before: held, after: { ...held, enabled: true } }]);
    expect(
      plan({
        desired: [signed],
        observed: [observed('domain', { name: 'acme.example', dkim: { ...held, enabled: true } })],
      }).changes,
    ).toEqual([]);
  });

  it('sends the first password at creation and never again', () => {
    const secret = desired('user', { email: 'ada@acme.example', initialPassword: 'env:ADA_PASSWORD' });
    expect(
      only(plan({ desired: [secret], observed: [observed('domain', { name: 'acme.example' })] })).attributes,
    ).toContainEqual({ name: 'initialPassword', after: 'env:ADA_PASSWORD', sensitive: true });
    expect(
      plan({ desired: [acme, secret], observed: [asObserved(acme), observed('user', { email: 'ada@acme.example' })] })
        .changes,
    ).toEqual([]);
  });

  it('honours ignore_changes', () => {
    const ignoring = desired(
      'user',
      { email: 'ada@acme.example', phone: '+3299999999', givenName: 'Ada' },
      { lifecycle: { preventDestroy: false, ignoreChanges: ['phone'] } },
    );
    const change = only(
      plan({
        desired: [acme, ignoring],
        observed: [asObserved(acme), observed('user', { email: 'ada@acme.example', phone: '+3212345678' })],
      }),
    );
    expect(change.attributes.map(({ name }) => name)).toEqual(['givenName']);
  });

  it('is the same, to the byte, whatever the order of declarations and of the host’s answers', () => {
    fc.assert(
      fc.property(anyObjects, anyObjects, fc.boolean(), (wanted, held, swap) => {
        const flip = <T>(list: readonly T[]): readonly T[] => (swap ? [...list].reverse() : list);
        const one = plan({ desired: wanted, observed: held.map(asObserved) });
        const other = plan({ desired: flip(wanted), observed: flip(held.map(asObserved)) });
        expect(JSON.stringify(other.changes)).toBe(JSON.stringify(one.changes));
      }),
      { numRuns: 100 },
    );
  });

  it('shows by its digest that it was tampered with', () => {
    const made = plan({ desired: [acme, ada] });
    expect(isUntampered(JSON.parse(JSON.stringify(made)) as Plan)).toBe(true);
    expect(isUntampered({ ...made, createdAt: '2030-01-01T00:00:00.000Z' })).toBe(false);
    expect(isUntampered({ ...made, changes: made.changes.slice(1) })).toBe(false);
  });

  it('narrowed to a target holds it and what it requires', () => {
    const alias = desired('alias', { address: 'info@acme.example', targets: ['ada@acme.example'] });
    const all = { desired: [acme, ada, grace, alias] };
    expect(ids(plan({ ...all, targets: [alias.address] }))).toEqual([
      'create domain acme.example',
      'create user ada@acme.example',
      'create alias info@acme.example',
    ]);
    expect(ids(plan({ ...all, targets: ['mail_user.grace_acme_example'] }))).toEqual([
      'create domain acme.example',
      'create user grace@acme.example',
    ]);
  });
});

describe('what a plan foretells', () => {
  const box = desired('user', { email: 'box@acme.example' });
  const caught = desired('domain', { name: 'acme.example', catchAll: ['box@acme.example'] });

  it('counts each call, second steps too', () => {
    const made = plan({ desired: [caught, box] });
    expect(made.changes).toHaveLength(3);
    expect(made.budget[0]?.writes).toBe(3);
  });

  it('is about its targets alone where it is narrowed to them', () => {
    const held = [observed('domain', { name: 'acme.example' }), observed('user', { email: 'ada@acme.example' })];
    const leaving = desired('alias', { address: 'info@acme.example', targets: ['partner@elsewhere.example'] });
    const made = plan({ desired: [acme, ada, leaving, grace], observed: held, targets: [grace.address] });
    expect(ids(made)).toEqual(['create user grace@acme.example']);
    expect(made.delivery[0]).toMatchObject({ changes: [], plain: 1 });
    expect(made.budget[0]).toMatchObject({ writes: 1, seats: { before: 1, after: 2 } });
    expect(codes(made)).toEqual([]);
  });

  it('leaves out what the host cannot store', () => {
    const { kinds } = facts();
    const forwarding = desired('user', {
      email: 'ada@acme.example',
      forwarding: { to: ['x@elsewhere.example'], keepCopy: true },
    });
    const made = plan({
      desired: [forwarding],
      observed: [observed('domain', { name: 'acme.example' })],
      facts: { kinds: { ...kinds, user: { supports: ['email'], rename: true, close: true } } },
    });
    expect(made.delivery[0]).toMatchObject({ changes: [], plain: 1 });
  });
});

describe('properties of plans', () => {
  it('what is as declared needs no change', () => {
    fc.assert(
      fc.property(anyObjects, (objects) =>
        expect(plan({ desired: objects, observed: objects.map(asObserved) }).changes).toEqual([]),
      ),
      { numRuns: 150 },
    );
  });

  it('carrying a plan out, in its order, leaves nothing to change', () => {
    fc.assert(
      fc.property(anyObjects, anyObjects, (wanted, held) => {
        const before = held.map(asObserved);
        const made = plan({
          desired: wanted,
          observed: before,
          host: { scope: { organization: 'keep', domain: 'keep', user: 'close', alias: 'remove', group: 'remove' } },
        });
        // A kind that changes (an alias that becomes a user) needs the old object gone first; the check on occupied addresses refuses the rest.
        fc.pre(!codes(made).includes('dependency-cycle') && !codes(made).includes('address-occupied'));
        const after = enact(before, made.changes);
        expect(
          plan({
            desired: wanted,
            observed: after,
            host: { scope: { organization: 'keep', domain: 'keep', user: 'close', alias: 'remove', group: 'remove' } },
          }).changes,
        ).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  it('never removes a mailbox, whatever the declaration and the policy', () => {
    fc.assert(
      fc.property(
        anyObjects,
        anyObjects,
        fc.constantFrom<'keep' | 'close' | 'remove'>('keep', 'close', 'remove'),
        (wanted, held, user) => {
          const made = plan({
            desired: wanted,
            observed: held.map(asObserved),
            host: { scope: { organization: 'keep', domain: 'keep', user, alias: 'remove', group: 'remove' } },
          });
          expect(made.changes.filter(({ kind, action }) => kind === 'user' && action === 'delete')).toEqual([]);
        },
      ),
      { numRuns: 150 },
    );
  });
});

describe('the order of changes', () => {
  it('makes what is referred to first', () => {
    const team = desired('group', { address: 'team@acme.example', members: ['ada@acme.example', 'info@acme.example'] });
    const info = desired('alias', { address: 'info@acme.example', targets: ['ada@acme.example'] });
    const org = desired('organization', { name: 'acme' });
    expect(ids(plan({ desired: [team, info, ada, acme, org] }))).toEqual([
      'create organization acme', 'create domain acme.example', 'create user ada@acme.example', 'create alias info@acme.example', 'create group team@acme.example',
    ]); // prettier-ignore
  });

  it('sets a catch-all in a second step only where its user is not there yet', () => {
    const caught = desired('domain', { name: 'acme.example', catchAll: ['ada@acme.example'], description: 'Main' });
    expect(ids(plan({ desired: [caught, ada] }))).toEqual([
      'create domain acme.example',
      'create user ada@acme.example',
      'update domain acme.example (second step)',
    ]);
    expect(ids(plan({ desired: [caught, ada], observed: [observed('domain', { name: 'acme.example' })] }))).toEqual([
      'create user ada@acme.example',
      'update domain acme.example',
    ]);
  });

  it('splits no more changes than the ring needs', () => {
    const org = desired('organization', { name: 'acme', administrators: ['ada@acme.example'], departments: ['Board'] });
    const caught = desired('domain', { name: 'acme.example', catchAll: ['box@acme.example'] });
    const boss = desired('user', { email: 'ada@acme.example', department: 'Board' });
    const box = desired('user', { email: 'box@acme.example', delegates: ['ada@acme.example'] });
    expect(ids(plan({ desired: [org, caught, boss, box] }))).toEqual([
      'create organization acme',
      'create domain acme.example',
      'create user ada@acme.example',
      'update organization acme (second step)',
      'create user box@acme.example',
      'update domain acme.example (second step)',
    ]);
  });

  it('lets go of an address before what held it is closed or removed', () => {
    const held = [
      observed('domain', { name: 'acme.example' }),
      observed('user', { email: 'ada@acme.example' }),
      observed('user', { email: 'grace@acme.example' }),
      observed('alias', { address: 'info@acme.example', targets: ['ada@acme.example'] }),
    ];
    const closed = desired('user', { email: 'ada@acme.example', status: 'closed', displayName: 'Ada (left)' });
    const info = desired('alias', { address: 'info@acme.example', targets: ['grace@acme.example'] });
    expect(ids(plan({ desired: [acme, closed, grace, info], observed: held, allow: ['too-many-removals'] }))).toEqual([
      'update user ada@acme.example',
      'update alias info@acme.example',
      'close user ada@acme.example',
    ]);
  });

  it('removes from the leaves up', () => {
    const held = [
      observed('domain', { name: 'old.example' }),
      observed('alias', { address: 'a@old.example', targets: ['b@old.example'] }),
      observed('alias', { address: 'b@old.example', targets: ['x@elsewhere.example'] }),
    ];
    const made = plan({
      observed: held,
      host: { scope: { organization: 'keep', domain: 'remove', user: 'keep', alias: 'remove', group: 'keep' } },
    });
    expect(ids(made)).toEqual([
      'delete alias a@old.example',
      'delete alias b@old.example',
      'delete domain old.example',
    ]);
  });

  it('frees an address before it is given to another', () => {
    const held = [observed('domain', { name: 'acme.example' }), observed('user', { email: 'ada@acme.example' })];
    const renamed = desired('user', { email: 'ada.king@acme.example', previously: ['ada@acme.example'] });
    const alias = desired('alias', { address: 'ada@acme.example', targets: ['ada.king@acme.example'] });
    expect(ids(plan({ desired: [acme, alias, renamed], observed: held }))).toEqual([
      'rename user ada.king@acme.example',
      'create alias ada@acme.example',
    ]);
  });

  it('names a ring of declarations that need one another', () => {
    const a = desired('user', { email: 'a@acme.example' }, { dependsOn: ['acme/mail_user.b_acme_example'] });
    const b = desired('user', { email: 'b@acme.example' }, { dependsOn: ['acme/mail_user.a_acme_example'] });
    const made = plan({ desired: [acme, a, b], observed: [asObserved(acme)] });
    expect(codes(made)).toEqual(['dependency-cycle']);
    expect(made.findings[0]?.summary).toContain('"a@acme.example"');
  });

  it('copes with ten thousand nested groups without overflowing', () => {
    const groups = Array.from({ length: 10_000 }, (_, i) =>
      desired('group', { address: `g${i}@acme.example`, members: i === 0 ? [] : [`g${i - 1}@acme.example`] }),
    );
    const made = plan({ desired: [acme, ...groups], observed: [asObserved(acme)] });
    expect(made.changes[made.changes.length - 1]?.identity).toBe('g9999@acme.example');
    expect(made.findings).toEqual([]);
  });
});

describe('a rename', () => {
  const held = [
    observed('domain', { name: 'acme.example' }),
    observed('user', { email: 'ada.byron@acme.example', givenName: 'Ada' }),
  ];
  const renamed = desired('user', {
    email: 'ada@acme.example',
    givenName: 'Augusta Ada',
    previously: ['ada.byron@acme.example', 'ab@acme.example'],
  });

  it('is one operation that keeps the mailbox, followed by what else changes', () => {
    const made = plan({ desired: [acme, renamed], observed: held });
    expect(ids(made)).toEqual(['rename user ada@acme.example', 'update user ada@acme.example']);
    expect(made.changes[0]?.from).toBe('ada.byron@acme.example');
    expect(made.undeclared).toEqual([]);
  });

  it('is refused with the way out where the host cannot rename, and never becomes delete and create', () => {
    const { kinds } = facts();
    const made = plan({
      desired: [acme, renamed],
      observed: held,
      facts: { kinds: { ...kinds, user: { supports: [], rename: false, close: true } } },
      host: { scope: { ...declaration().scope, user: 'close' } },
    });
    expect(made.changes).toEqual([]);
    expect(codes(made)).toContain('rename-unsupported');
    expect(made.findings.find(({ code }) => code === 'rename-unsupported')?.fix).toContain('as an alias of it');
  });

  it('says so when both addresses are at the host, and touches neither', () => {
    const both = [...held, observed('user', { email: 'ada@acme.example', givenName: 'Augusta Ada' })];
    const made = plan({ desired: [acme, renamed], observed: both });
    expect(made.changes).toEqual([]);
    expect(codes(made)).toEqual(['previous-still-there']);
  });

  it('never hands the mailbox of one declared person to another', () => {
    const people = [observed('domain', { name: 'acme.example' }), observed('user', { email: 'ada@acme.example' })];
    const alan = desired('user', { email: 'alan@acme.example', previously: ['ada@acme.example'] });
    const made = plan({ desired: [acme, ada, alan], observed: people });
    expect(ids(made)).toEqual(['update user ada@acme.example']);
    expect(codes(made)).toEqual(['rename-source-declared']);
    expect(
      plan({ desired: [acme, ada, alan], observed: [...people, observed('user', { email: 'alan@acme.example' })] })
        .findings,
    ).toEqual([]);
  });

  it('is refused where two claim the same mailbox', () => {
    const rival = desired('user', { email: 'adb@acme.example', previously: ['ada.byron@acme.example'] });
    expect(codes(plan({ desired: [acme, renamed, rival], observed: held }))).toEqual(['rename-claimed-twice']);
  });

  it('waits for a complete list where neither address was in it, and nobody else waits', () => {
    const made = plan({
      desired: [acme, renamed, desired('user', { email: 'grace@acme.example' })],
      observed: observedState([observed('domain', { name: 'acme.example' })], { user: { complete: false } }),
    });
    expect(ids(made)).toEqual(['create user grace@acme.example']);
    expect(codes(made)).toEqual(['rename-unsafe']);
  });
});

describe('what is at the host and not declared', () => {
  const held = [
    observed('domain', { name: 'acme.example' }),
    ...['a', 'b', 'c', 'd', 'e'].map((name) => observed('user', { email: `${name}@acme.example` })),
    observed('alias', { address: 'old@acme.example', targets: ['a@acme.example'] }),
  ];

  it('is reported and kept unless a policy says otherwise', () => {
    const made = plan({ desired: [acme], observed: held });
    expect(made.changes).toEqual([]);
    expect(made.undeclared).toHaveLength(6);
  });

  it('is closed or removed by policy, a mailbox only ever closed', () => {
    const made = plan({
      desired: [acme],
      observed: held,
      host: {
        scope: { organization: 'keep', domain: 'keep', user: 'close', alias: 'remove', group: 'keep' },
        thresholds: { removals: 1 },
      },
    });
    expect(ids(made)).toEqual(
      [
        'delete alias old@acme.example',
        'close user a@acme.example',
        'close user b@acme.example',
        'close user c@acme.example',
        'close user d@acme.example',
        'close user e@acme.example',
      ].sort(
        (x, y) =>
          made.changes.findIndex(({ id }) => id.endsWith(x)) - made.changes.findIndex(({ id }) => id.endsWith(y)),
      ),
    );
    expect(made.findings).toEqual([]);
  });

  it('is not touched where the list was not complete, and only there', () => {
    const short = observedState(held, { user: { complete: false } });
    const made = plan({
      desired: [acme],
      observed: short,
      host: {
        scope: { organization: 'keep', domain: 'keep', user: 'close', alias: 'remove', group: 'keep' },
        thresholds: { removals: 1 },
      },
    });
    expect(ids(made)).toEqual(['delete alias old@acme.example']);
    expect(codes(made)).toEqual(['removal-unsafe']);
  });

  it('is held back where one plan would take away too much, counted against the host', () => {
    const made = plan({
      observed: held,
      host: { scope: { organization: 'keep', domain: 'keep', user: 'close', alias: 'keep', group: 'keep' } },
    });
    expect(made.findings).toContainEqual(
      expect.objectContaining({
        code: 'too-many-removals',
        severity: 'error',
        summary: '5 of the 5 users at host "mail" would be closed or removed (100 %), allowed are at most 25 %',
      }),
    );
    const once = plan({
      observed: held,
      allow: ['too-many-removals', 'closing-last-target'],
      host: { scope: { organization: 'keep', domain: 'keep', user: 'close', alias: 'keep', group: 'keep' } },
    });
    expect(once.findings.map(({ severity }) => severity)).not.toContain('error');
  });
});

describe('checks', () => {
  const base = [observed('domain', { name: 'acme.example' }), observed('user', { email: 'ada@acme.example' })];

  it.each<[string, Given, string, RegExp, RegExp]>([
    [
      'a member that does not exist',
      {
        desired: [acme, ada, desired('group', { address: 'team@acme.example', members: ['adda@acme.example'] })],
        observed: base,
      },
      'reference-missing',
      /names "adda@acme.example" in members/,
      /did you mean "ada@acme.example"/,
    ],
    [
      'an address in a domain that nobody has',
      { desired: [desired('user', { email: 'ada@acmee.example' })], observed: base },
      'domain-missing',
      /in the domain "acmee.example"/,
      /did you mean "acme.example"/,
    ],
    [
      'an alias that shadows a user of the host',
      {
        desired: [acme, desired('alias', { address: 'ada@acme.example', targets: ['x@elsewhere.example'] })],
        observed: base,
      },
      'address-occupied',
      /declared as alias, but is a user/,
      /declare it as user/,
    ],
    [
      'a group that contains itself',
      {
        desired: [acme, desired('group', { address: 'all@acme.example', members: ['all@acme.example'] })],
        observed: base,
      },
      'mail-loop',
      /group "all@acme.example" leads back to itself/,
      /take one/,
    ],
    [
      'groups that contain one another',
      {
        desired: [
          acme,
          desired('group', { address: 'a@acme.example', members: ['b@acme.example'] }),
          desired('group', { address: 'b@acme.example', members: ['a@acme.example'] }),
        ],
        observed: [
          ...base,
          observed('group', { address: 'a@acme.example' }),
          observed('group', { address: 'b@acme.example' }),
        ],
      },
      'mail-loop',
      /"a@acme.example", "b@acme.example" lead back/,
      /take one/,
    ],
    [
      'a reserved address',
      {
        desired: [acme, desired('alias', { address: 'abuse@acme.example', targets: ['ada@acme.example'] })],
        observed: base,
        facts: { rules: [{ rule: 'reserved-local-part', localParts: ['abuse'], because: 'the service manages it' }] },
      },
      'address-reserved',
      /"abuse@acme.example" cannot be made/,
      /another address/,
    ],
    [
      'a domain that still has addresses',
      { observed: base, host: { scope: { ...declaration().scope, domain: 'remove' }, thresholds: { removals: 1 } } },
      'domain-not-empty',
      /1 address would still be in it/,
      /move or remove/,
    ],
    [
      'an attribute that the host cannot store',
      {
        desired: [acme, ada],
        observed: [asObserved(acme)],
        facts: { kinds: { ...facts().kinds, user: { supports: ['email', 'givenName'], rename: true, close: true } } },
      },
      'attribute-unsupported',
      /cannot store quota/,
      /--allow attribute-unsupported/,
    ],
    [
      'a mailbox guarded against closing',
      {
        desired: [
          acme,
          desired(
            'user',
            { email: 'ada@acme.example', status: 'closed' },
            { lifecycle: { preventDestroy: true, ignoreChanges: [] } },
          ),
        ],
        observed: base,
      },
      'prevent-destroy',
      /has prevent_destroy/,
      /in a change of its own/,
    ],
  ])('refuse %s, say where and what to do', (_, given, code, summary, fix) => {
    const found = plan(given).findings.filter(({ severity }) => severity === 'error');
    expect(found.map((one) => one.code)).toEqual([code]);
    expect(found[0]?.summary).toMatch(summary);
    expect(found[0]?.fix).toMatch(fix);
  });

  it('say nothing of outside members, nor of what a short list may have left out', () => {
    const team = desired('group', {
      address: 'team@acme.example',
      members: ['partner@elsewhere.example', 'nobody@acme.example'],
    });
    expect(
      codes(plan({ desired: [acme, team], observed: observedState(base, { alias: { complete: false } }) })),
    ).toEqual([]);
  });

  it('say once what a hundred declarations have in common', () => {
    const many = Array.from({ length: 100 }, (_, i) =>
      desired('user', { email: `u${i}@acme.example`, gender: 'other' }),
    );
    const found = plan({
      desired: [acme, ...many],
      observed: [asObserved(acme)],
      facts: { kinds: { ...facts().kinds, user: { supports: ['email'], rename: true, close: true } } },
    }).findings;
    expect(found).toHaveLength(1);
    expect(found[0]?.summary).toContain('and 99 more');
  });
});
