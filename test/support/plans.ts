/** Plans to render: one made by hand that has everything in it, random ones, and ones full of hostile text. */
import fc from 'fast-check';
import { KIND_NAMES, declarableAttributes, digest } from '../../src/model';
import type { Finding, Json } from '../../src/model';
import { makePlan } from '../../src/plan';
import type { Change, Plan, PlanInput } from '../../src/plan';
import { ACTIONS } from '../../src/plan/plan';
import { anyObjects, asObserved, declaration, desired, desiredState, facts, observed, observedState } from './states';

const NOW = Date.UTC(2026, 0, 31, 9, 30);

/** The same plan with other content, and the digest that fits it. */
export function amended(plan: Plan, over: Partial<Plan>): Plan {
  const { digest: _, ...body } = { ...plan, ...over };
  return { ...body, digest: digest(body) };
}

/** A company's plan that uses every action, every sort of row, and findings of each severity. */
export function acmePlan(): Plan {
  const input: PlanInput = {
    desired: {
      ...desiredState(
        [
          desired('organization', {
            name: 'acme',
            administrators: ['ada@acme.example', 'grace@acme.example'],
            branding: { theme: 'dark', homePage: 'https://acme.example/home' },
            notice: 'Maintenance on Sunday\nfrom 8 to 10',
          }),
          desired('domain', { name: 'acme.example', description: 'Main domain', active: true }),
          desired('domain', {
            name: 'acme-labs.example',
            catchAll: ['renee@acme-labs.example'],
            limits: { users: 100, quota: '500 GB' },
            spf: { enabled: true, policy: 'fail', includes: ['_spf.newsletter.example'] },
            dkim: { enabled: true, selector: 's2026', keyLength: 2048 },
          }),
          desired('user', {
            email: 'ada@acme.example',
            givenName: 'Augusta Ada',
            quota: '25 GB',
            previously: ['ada.byron@acme.example'],
          }),
          desired('user', {
            email: 'grace@acme.example',
            department: 'Voirie & Réseaux',
            licences: ['archive', 'secure-mail'],
            quota: '25 GB',
            phone: null,
            forwarding: { to: ['ada@acme.example'], keepCopy: true },
          }),
          desired('user', {
            email: 'renee@acme-labs.example',
            givenName: 'Renée',
            familyName: "O'Brien-Müller",
            initialPassword: 'command:vault read -field=password secret/renee',
            quota: '10 GB',
            postalAddress: { street: 'Rue Neuve 1', postalCode: '1000', city: 'Bruxelles', country: 'BE' },
            forwarding: { to: ['renee@elsewhere.example'], keepCopy: false },
          }),
          desired('user', { email: 'edsger@acme.example', initialPassword: 'env:EDSGER_PASSWORD' }),
          desired('user', { email: 'barbara@acme.example', status: 'active' }),
          desired('user', { email: 'alan@acme.example', status: 'closed' }),
          desired('user', { email: 'donald@acme.example', displayName: 'Donald' }),
          desired('alias', {
            address: 'info@acme.example',
            targets: ['ada@acme.example', 'partner@elsewhere.example'],
          }),
          desired('group', {
            address: 'team@acme.example',
            members: ['ada@acme.example', 'grace@acme.example', 'grcae@acme.example'],
            whoMayPost: 'members',
          }),
        ],
        [
          declaration({
            scope: { ...declaration().scope, alias: 'remove', group: 'remove' },
            thresholds: { removals: 0.5 },
          }),
        ],
      ),
      foreign: { null: 1, random: 2 },
    },
    observed: [
      observedState(
        [
          observed('organization', { name: 'acme', administrators: ['ada.byron@acme.example'], notice: 'Welcome' }),
          observed('domain', { name: 'acme.example', description: 'Main domain', active: true }),
          observed('user', { email: 'ada.byron@acme.example', givenName: 'Ada', quota: '10 GB' }),
          observed('user', {
            email: 'grace@acme.example',
            department: 'Research',
            licences: ['secure-mail', 'video'],
            quota: '10 GB',
            phone: '+3212345678',
            forwarding: { to: ['partner@elsewhere.example'], keepCopy: true },
          }),
          observed('user', { email: 'barbara@acme.example', status: 'closed' }),
          observed('user', { email: 'alan@acme.example', status: 'active' }),
          observed('user', { email: 'donald@acme.example', displayName: 'Donald' }),
          ...['old-1', 'old-2', 'old-3', 'old-4', 'old-5', 'old-6'].map((name) =>
            observed('user', { email: `${name}@acme.example` }),
          ),
          observed('alias', { address: 'info@acme.example', targets: ['ada.byron@acme.example'] }),
          observed('alias', { address: 'orders@acme.example', targets: ['old-1@acme.example', 'old-2@acme.example'] }),
          observed('group', { address: 'team@acme.example', members: ['alan@acme.example', 'grace@acme.example'] }),
          observed('group', { address: 'choir@acme.example', members: ['old-3@acme.example'] }),
        ],
        { group: { complete: false } },
      ),
    ],
    facts: [facts()],
    now: NOW,
  };
  const plan = makePlan(input);
  // What the checks say has tests of its own.
  const said = plan.findings.filter(({ code }) => code === 'removal-unsafe');
  const more: Finding[] = [
    {
      severity: 'info',
      code: 'good-to-know',
      summary: 'host "mail" signs outgoing mail of "acme-labs.example" once its DNS record is seen',
    },
    {
      severity: 'error',
      code: 'reference-missing',
      summary:
        'group "team@acme.example" names "grcae@acme.example" in members, which is neither declared nor at host "mail"',
      attribute: 'members',
      address: 'acme/mail_group.team',
      declaredAt: 'acme/team',
      fix: 'did you mean "grace@acme.example"? otherwise declare "grcae@acme.example"',
    },
  ];
  return amended(plan, { findings: [...said, ...more] });
}

/** A plan from one random state to another. */
export const anyPlan: fc.Arbitrary<Plan> = fc.tuple(anyObjects, anyObjects).map(([wanted, held]) =>
  makePlan({
    desired: desiredState(wanted, [
      declaration({ scope: { organization: 'keep', domain: 'remove', user: 'close', alias: 'remove', group: 'keep' } }),
    ]),
    observed: [observedState(held.map(asObserved))],
    facts: [facts()],
    now: NOW,
  }),
);

/** What people and programs have put into names to see what happens. */
const NASTY = [
  '```\n</details>\n# hello', '`', '``` ', '~~~', '<script>alert(1)</script>', '<!--', '-->', '--!>', '</summary>', '<b>', '&lt;', '@octocat', '@acme/admins',
  '#123', 'GH-123', 'acme/mail#1', '!12', '~label', '%"milestone"', 'https://evil.example/?x=1', 'www.evil.example', 'ada@acme.example', 'deadbeef', 'decade',
  '[a](b)', '![a](b)', '[!CAUTION]', '| a | b |', '|', '---', '***', '* a', '1. a', '> a', '\\', '"', '\\"', "'", '\n\n', '\r\n', '\t', '\u0000', '\u001b[31mred\u001b[0m',
  '\u001b]8;;https://evil.example\u0007x', '\u202egpj.exe', '\u2066', '\u200b', '\u200d', '\u2028', '\ufeff', '\u3164', '\ud800', '\udc00', '👩‍💻', 'Ωμέγα', 'مريم', ':smile:', '$x$', '__proto__',
  'constructor', '', ' ', 'a  b', '+ x', '- x', '@@ -1 +1 @@', 'x'.repeat(500), '`'.repeat(500), '\u202e'.repeat(300),
] as const; // prettier-ignore

/** Any text at all, often one that means something to a terminal, to Markdown, to HTML or to a bot. */
export const hostileText: fc.Arbitrary<string> = fc
  .array(fc.oneof(fc.constantFrom(...NASTY), fc.string({ unit: 'binary', maxLength: 5 }), fc.constant('word')), {
    minLength: 1,
    maxLength: 4,
  })
  .chain((parts) => fc.constantFrom('', ' ').map((between) => parts.join(between)));

/** A hostile name that can be a key: reading JSON drops `__proto__` among keys on purpose. */
const fieldName = hostileText.filter((name) => name !== '__proto__');

const hostileValue: fc.Arbitrary<Json> = fc.oneof(
  hostileText,
  fc.array(hostileText, { maxLength: 3 }),
  fc.dictionary(hostileText, fc.oneof(hostileText, fc.constant(null), fc.array(hostileText, { maxLength: 2 })), {
    maxKeys: 3,
  }),
  fc.constantFrom<Json>(null, true, 0, 25_000_000_000, []),
);

const maybe = { nil: undefined };
const hostileChange = (hosts: readonly string[]): fc.Arbitrary<Omit<Change, 'id'>> =>
  fc
    .record({
      action: fc.constantFrom(...ACTIONS),
      host: fc.constantFrom(...hosts),
      kind: fc.constantFrom(...KIND_NAMES),
      identity: hostileText,
      from: hostileText,
      address: fc.option(hostileText, maybe),
      declaredAt: fc.option(hostileText, maybe),
      observed: fc.dictionary(fieldName, hostileValue, { maxKeys: 2 }),
    })
    .chain((change) =>
      fc
        .uniqueArray(fc.constantFrom(...declarableAttributes(change.kind)), { maxLength: 4 })
        .chain((names) =>
          fc.tuple(
            ...names.map((name) => fc.record({ name: fc.constant(name), before: hostileValue, after: hostileValue })),
          ),
        )
        .map((attributes) => ({ ...change, attributes, requires: [] })),
    );

const hostileFinding: fc.Arbitrary<Finding> = fc.record(
  {
    severity: fc.constantFrom('error', 'warning', 'info'),
    code: fc.constantFrom('mail-loop', 'reference-missing'),
    summary: hostileText.map((text) => `user ${JSON.stringify(text)} names ${text} in members`),
    detail: hostileText,
    address: hostileText,
    attribute: hostileText,
    declaredAt: hostileText,
    fix: hostileText,
  },
  { requiredKeys: ['severity', 'code', 'summary'] },
);

/** A plan in which every text that somebody else wrote is hostile, at one host or several. */
export const hostilePlan: fc.Arbitrary<Plan> = fc
  .uniqueArray(hostileText, { minLength: 1, maxLength: 3 })
  .chain((hosts) =>
    fc.record({
      hosts: fc.constant(hosts.map((name) => ({ name, driver: name, endpoint: name }))),
      changes: fc.array(hostileChange(hosts), { maxLength: 6 }),
      findings: fc.array(hostileFinding, { maxLength: 4 }),
      undeclared: fc.array(
        fc.record({
          host: fc.constantFrom(...hosts),
          kind: fc.constantFrom(...KIND_NAMES),
          identity: hostileText,
          policy: fc.constantFrom('keep', 'close', 'remove'),
        }),
        { maxLength: 4 },
      ),
      foreign: fc.dictionary(fieldName, fc.nat(9), { maxKeys: 2 }),
    }),
  )
  .map(({ changes, ...rest }) => {
    const numbered = changes.map((change, position): Change => ({ id: `change ${position}`, ...change }));
    // Through JSON, as every plan may go: no undefined, no lone surrogate that UTF-8 could not hold.
    return JSON.parse(JSON.stringify(amended(EMPTY, { ...rest, changes: numbered }))) as Plan;
  });

const EMPTY = makePlan({ desired: desiredState([]), observed: [observedState([])], facts: [facts()], now: NOW });
