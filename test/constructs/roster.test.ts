import { performance } from 'node:perf_hooks';
import { TerraformStack } from 'cdktf';
import fc from 'fast-check';
import { MailAlias, MailGroup, MailProvider, MailRoster, MailUser } from '../../src/constructs';
import type { RosterRow } from '../../src/constructs';
import { resourceName } from '../../src/constructs/resource-name';
import { problemsOf, synth, synthApp, untyped } from './synthesis';

const users = (build: (stack: TerraformStack) => void) => synth(build).resource?.['mail_user'] ?? {};

it('writes each row as a user, with its place in the table and no construct of its own', () => {
  const written = users((stack) => {
    const roster = new MailRoster(stack, 'staff', {
      rows: [
        { email: 'ada@acme.example', givenName: 'Ada', postalAddress: { postalCode: '1000' } },
        { email: 'grace@acme.example', licences: ['secure-mail'] },
      ],
    });
    expect(roster.node.children).toHaveLength(0);
  });
  expect(written).toEqual({
    ada__acme_example: {
      email: 'ada@acme.example',
      given_name: 'Ada',
      postal_address: { postal_code: '1000' },
      '//': { metadata: { path: 'acme/staff/rows[0]' } },
    },
    grace__acme_example: {
      email: 'grace@acme.example',
      licences: ['secure-mail'],
      '//': { metadata: { path: 'acme/staff/rows[1]' } },
    },
  });
});

it('completes logins, fills in defaults, and makes addresses where a row has none', () => {
  const written = users((stack) => {
    new MailRoster(stack, 'staff', {
      rows: [{ email: 'ada' }, { email: 'bob@other.example', plan: 'free' }, { givenName: 'Eve', plan: null }],
      domain: 'acme.example',
      address: ({ givenName }) => `${givenName}`.toLowerCase(),
      defaults: { plan: 'pro' },
    });
  });
  expect(written).toMatchObject({
    ada__acme_example: { email: 'ada@acme.example', plan: 'pro' },
    bob__other_example: { email: 'bob@other.example', plan: 'free' },
    eve__acme_example: { email: 'eve@acme.example', plan: null },
  });
});

it('gives every row the provider and lifecycle of the roster', () => {
  const written = users((stack) => {
    const provider = new MailProvider(stack, 'eu', { host: 'sandbox', alias: 'eu' });
    const lifecycle = { preventDestroy: true, ignoreChanges: ['givenName'] } as const;
    new MailRoster(stack, 'staff', { rows: [{ email: 'ada@acme.example' }], provider, lifecycle });
  });
  expect(written['ada__acme_example']).toMatchObject({
    provider: 'mail.eu',
    lifecycle: { prevent_destroy: true, ignore_changes: ['given_name'] },
  });
});

it('stands beside constructs, other rosters and overrides', () => {
  const written = users((stack) => {
    const ada = new MailUser(stack, 'ada', { email: 'ada@acme.example' });
    new MailRoster(stack, 'staff', { rows: [{ email: 'bob@acme.example', quota: '1 GB', delegates: [ada] }] });
    new MailRoster(stack, 'guests', { rows: [{ email: 'eve@acme.example', quota: '1 GB' }] });
    stack.addOverride('resource.mail_user.eve__acme_example.quota', '2 GB');
  });
  expect(Object.keys(written).sort()).toEqual(['ada', 'bob__acme_example', 'eve__acme_example']);
  expect(written).toMatchObject({
    bob__acme_example: { delegates: ['${mail_user.ada.email}'], quota: '1 GB' },
    eve__acme_example: { email: 'eve@acme.example', quota: '2 GB' },
  });
});

it('refuses to share a resource name with a construct', () => {
  const build = (stack: TerraformStack) => {
    new MailUser(stack, 'eve__acme_example', { email: 'other@acme.example' });
    new MailRoster(stack, 'guests', { rows: [{ email: 'eve@acme.example' }] });
  };
  expect(() => synth(build)).toThrow(/takes the name mail_user\.eve__acme_example/);
});

describe('a user of a roster', () => {
  const rows = [{ email: 'Ada@acme.example' }, { email: 'bob@acme.example' }];

  it('is referred to by address or login, in its own stack and in another', () => {
    const stacks = synthApp((app) => {
      const [people, lists] = [new TerraformStack(app, 'people'), new TerraformStack(app, 'lists')];
      for (const stack of [people, lists]) new MailProvider(stack, 'mail', { host: 'sandbox' });
      const staff = new MailRoster(people, 'staff', { rows, domain: 'acme.example' });
      expect(staff.addresses).toEqual(['ada@acme.example', 'bob@acme.example']);
      const members = [staff.user('ada@ACME.example'), staff.user('bob')];
      new MailGroup(people, 'team', { address: 'team@acme.example', members });
      new MailAlias(lists, 'info', { address: 'info@acme.example', targets: [staff.user('bob')] });
    });
    expect(stacks['people']?.resource?.['mail_group']?.['team']?.['members']).toEqual([
      '${mail_user.ada__acme_example.email}',
      '${mail_user.bob__acme_example.email}',
    ]);
    expect(stacks['lists']?.resource?.['mail_alias']?.['info']?.['targets']).toEqual([
      expect.stringMatching(/^\$\{data\.terraform_remote_state\..*bob__acme_example/),
    ]);
  });

  it('that is not there is named, with the nearest', () => {
    expect(problemsOf((stack) => new MailRoster(stack, 'staff', { rows }).user('bop@acme.example'))).toEqual([
      '[acme/staff] the roster has no user "bop@acme.example", did you mean "bob@acme.example"?',
    ]);
  });
});

it('shows the problems of all rows, and those of the defaults once', () => {
  const problems = problemsOf((stack) => {
    const rows = [
      { email: 'ada@acme.example', quota: '25 gigs' },
      5,
      { emial: 'x@y.example' },
      { email: 'bob' },
      { email: '${var.someone}' },
      { email: 'ada@acme.example', initialPassword: 'hunter2', postalAddress: { country: 'Belgium' } },
    ];
    new MailRoster(stack, 'staff', { rows: untyped(rows), defaults: { plan: '<pro>' } });
  });
  expect(problems).toEqual([
    '[acme] "ada@acme.example" is declared twice: as user by acme/staff/rows[0] and as user by acme/staff/rows[5]; keep one of them',
    '[acme/staff] defaults: plan "<pro>" is not a name of at most 63 letters, digits, spaces and . _ + -',
    expect.stringContaining('[acme/staff] rows[0].quota: "25 gigs" is not a size'),
    '[acme/staff] rows[1] is 5, write an object such as { email: "ada@acme.example" }',
    '[acme/staff] rows[2]: a user has no attribute "emial", did you mean "email"?',
    '[acme/staff] rows[2].email: is empty; write a login or an address, or give the roster an address function',
    '[acme/staff] rows[3].email: "bob" has no "@"; write an address, or give the roster a domain to complete logins',
    '[acme/staff] rows[4].email: is known only later; declare this user as a MailUser, or write the address as text',
    expect.stringContaining('[acme/staff] rows[5].initialPassword: is not a reference to a secret'),
    expect.stringContaining('[acme/staff] rows[5].postalAddress.country: "Belgium" is not a country code'),
  ]);
  expect(problems.join()).not.toContain('hunter2');
});

it.each<[string, unknown, string]>([
  ['no table', {}, 'a roster takes exactly one of rows, csv and mailo, got none'],
  ['two tables', { rows: [], csv: 'a' }, 'a roster takes exactly one of rows, csv and mailo, got rows and csv'],
  ['a misspelt prop', { rows: [], domian: 'x' }, 'a roster has no prop "domian", did you mean "domain"?'],
  ['rows that are no list', { rows: 'ada' }, 'rows is "ada", write a list'],
  ['a path that is no text', { csv: 5 }, 'csv is 5, write the path of a file'],
  ['a wrong domain', { rows: [], domain: 'acme' }, 'domain "acme" has no dot; write the full domain name, such as "acme.example"'],
  ['a domain known later', { rows: [], domain: '${var.d}' }, 'domain is not known at synthesis; write it as text, such as "acme.example"'],
  ['an address that is no function', { rows: [], address: 'x' }, 'address is "x", write a function such as (row) => "login"'],
  ['an unknown choice', { rows: [], passwords: 'keep' }, 'passwords is "keep", allowed are "refuse" and "ignore"'],
  ['genders as text', { mailo: 'x', genders: 'mf' }, 'genders is "mf", write an object such as { 1: "male", 2: "female" }'],
  ['defaults as text', { rows: [], defaults: 'pro' }, 'defaults is "pro", write an object such as { plan: "pro" }'],
  ['an address function that fails', { rows: [{}], address: () => { throw new Error('no name'); } }, 'rows[0]: the address function failed: no name'],
])('says what is wrong with the props: %s', (_, props, problem) => {
  expect(problemsOf((stack) => new MailRoster(stack, 'staff', untyped(props)))).toContain(`[acme/staff] ${problem}`);
}); // prettier-ignore

it('cannot be depended on as a whole', () => {
  const build = (stack: TerraformStack) => {
    const staff = new MailRoster(stack, 'staff', { rows: [{ email: 'ada@acme.example' }] });
    new MailUser(stack, 'bob', { email: 'bob@acme.example', dependsOn: [staff] });
  };
  expect(() => synth(build)).toThrow('acme/staff: a roster cannot be referred to as a whole; refer to its users');
});

it('refuses props that are no object at once', () => {
  expect(() => synth((stack) => new MailRoster(stack, 'staff', untyped('staff.csv')))).toThrow(
    'acme/staff: a roster takes an object, got "staff.csv"',
  );
});

describe('the resource name of an address', () => {
  const address = fc
    .tuple(fc.stringMatching(/^[a-z0-9_+-]{1,4}(\.[a-z0-9_+-]{1,4})?$/), fc.stringMatching(/^[a-z0-9]{1,3}(\.[a-z]{1,3}){1,2}$/))
    .map(([local, domain]) => `${local}@${domain}`); // prettier-ignore

  it('is a name that Terraform takes', () => {
    fc.assert(fc.property(address, (one) => expect(resourceName(one)).toMatch(/^[a-z_][a-z0-9_-]*$/)));
  });

  it('differs where addresses differ', () => {
    fc.assert(
      fc.property(fc.uniqueArray(address, { maxLength: 40 }), (all) =>
        expect(new Set(all.map(resourceName)).size).toBe(all.length),
      ),
    );
    const close = ['a.b@c.example', 'a@b.c.example', 'a_b@c.example', 'a-b@c.example', 'a+b@c.example'];
    expect(new Set(close.map(resourceName)).size).toBe(close.length);
  });

  it('stays when rows come, go and change places', () => {
    const names = (rows: RosterRow[]) => Object.keys(users((stack) => new MailRoster(stack, 'staff', { rows }))).sort();
    const [a, b, c] = ['a_b@x.example', 'a.b@x.example', '1@x.example'].map((email) => ({ email }));
    expect(names([c!, b!, a!])).toEqual(names([a!, b!, c!]));
    expect(names([a!, b!, c!])).toEqual(expect.arrayContaining(names([b!])));
  });
});

it('grows about linearly with the number of rows', () => {
  const rowsOf = (count: number): RosterRow[] =>
    Array.from({ length: count }, (_, i) => ({ email: `u${i}@acme.example`, givenName: `Given ${i}`, plan: 'pro' }));
  const cost = (count: number): number => {
    const rows = rowsOf(count);
    const times = [1, 2, 3].map(() => {
      const start = performance.now();
      synth((stack) => new MailRoster(stack, 'staff', { rows }));
      return performance.now() - start;
    });
    return Math.min(...times);
  };
  cost(500);
  // Ten times the rows; a quadratic step would cost a hundred times as much.
  expect(cost(20_000) / cost(2_000)).toBeLessThan(40);
});
