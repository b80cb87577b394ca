/** Which host can store and do what? The page docs/reference/hosts.md, from the drivers. */
import { DRIVERS } from '../../src/drivers';
import { unconnected } from '../../src/drivers/postfixadmin/driver';
import { allowedValues, factsOf } from '../../src/host';
import type { Driver, HostFacts, HostRule, MailHost, Verified } from '../../src/host';
import { KINDS, KIND_NAMES, PROVIDER, attributeOf, plural, withArticle } from '../../src/model';
import type { HostDeclaration, KindName } from '../../src/model';
import { code, page, table } from './markdown';

/** Settings with which a driver can be looked at, where those of the model's samples do not do: one line for each. */
const SETTINGS: Readonly<Record<string, Partial<HostDeclaration>>> = {};

/** Hosts of drivers that ask when they connect, as they look with all that the driver knows: one line for each. */
const UNCONNECTED: Readonly<Record<string, () => MailHost>> = { postfixadmin: unconnected };

const HOW = {
  live: ['live', ''],
  contract: ['by contract only', 'a server of our own that speaks '],
} as const satisfies Readonly<Record<Verified['how'], readonly [string, string]>>;

/** How, against what, when, and what was not. */
const howVerified = ({ how, version, date, except = '' }: Verified): string[] => [
  HOW[how][0],
  `${HOW[how][1]}${version}`,
  date ?? 'at every run of the tests',
  except,
];

/** The facts of a host that is not asked anything. */
async function lookedAt(driver: Driver): Promise<HostFacts> {
  const outline = UNCONNECTED[driver.name];
  if (outline !== undefined) return factsOf(outline());
  const declaration: HostDeclaration = {
    name: 'mail',
    driver: driver.name,
    endpoint: String(PROVIDER.endpoint.samples[0]),
    token: String(PROVIDER.token.samples[0]),
    options: {},
    scope: { organization: 'keep', domain: 'keep', user: 'keep', alias: 'keep', group: 'keep' },
    thresholds: {},
    checks: {},
    ...SETTINGS[driver.name],
  };
  const host = await driver.connect(declaration, {
    secret: () => Promise.resolve('not-a-token'),
    clock: { now: () => 0, sleep: () => Promise.resolve() },
    random: () => 0,
  });
  await host.close();
  return factsOf(host);
}

interface Known {
  readonly driver: Driver;
  readonly facts: HostFacts;
}

/** The page. */
export async function hostsPage(): Promise<string> {
  const known = await Promise.all(
    Object.values(DRIVERS).map(async (driver): Promise<Known> => ({ driver, facts: await lookedAt(driver) })),
  );
  const names = known.map(({ driver }) => driver.name);
  return page(
    '# Hosts',
    'What each driver can store and do, made from the drivers themselves.',
    table(
      ['host', 'what it is'],
      known.map(({ driver: { name, description } }) => [code(name), description]),
    ),
    '## How that is known',
    'Every driver passes the conformance suite. Verified *live* means: against the software of the host itself, on the day that is named, and again whenever `npm run test:hosts` runs. *By contract only* means: against a server of our own that was written from the description of the host’s API, since its software was not to be had; try such a host before you trust it, with `mailstate conformance --domain trial.acme.example`, which works in a throw-away domain of your own host and removes all that it made.',
    table(
      ['host', 'verified', 'against', 'last', 'never tried'],
      known.map(({ driver: { name, verified } }) => [code(name), ...howVerified(verified)]),
    ),
    '## What can be done',
    table(['', ...names], abilities(known)),
    '## What is stored',
    table(['attribute', ...names], KIND_NAMES.flatMap((kind) => stored(kind, known))),
    ...known.flatMap(details),
  ); // prettier-ignore
}

const mark = (can: boolean | undefined): string => (can ? '✓' : '');

function abilities(known: readonly Known[]): string[][] {
  const can = (kind: KindName, what: 'rename' | 'close'): string[] =>
    known.map(({ facts }) => mark(facts.kinds[kind]?.[what]));
  return [
    ...KIND_NAMES.map((kind) => [`keeps ${plural(kind)}`, ...known.map(({ facts }) => mark(kind in facts.kinds))]),
    ...(['user', 'alias', 'group', 'domain'] as const).map((kind) => [`renames ${withArticle(kind)}`, ...can(kind, 'rename')]),
    ['closes and reopens a user', ...can('user', 'close')],
  ]; // prettier-ignore
}

const stored = (kind: KindName, known: readonly Known[]): string[][] =>
  Object.keys(KINDS[kind].attributes)
    .filter((name) => attributeOf(kind, name)?.planOnly !== true)
    .map((name) => [
      code(`${kind}.${name}`),
      ...known.map(({ facts }) => mark(facts.kinds[kind]?.supports.includes(name))),
    ]);

function details({ driver, facts: { limits, effects, rules } }: Known): string[] {
  const { concurrency, rate, pageSize, readSize = 1 } = limits;
  const pace = rate === undefined ? 'as many as it takes' : `${rate.calls} in ${rate.perSeconds} seconds`;
  return [
    `## ${driver.name}`,
    `Calls at once: ${concurrency}. Calls at most: ${pace}. Objects in a page: ${pageSize}, in one re-read: ${readSize}.`,
    table(['option', 'meaning'], Object.entries(driver.options).map(([name, meaning]) => [code(name), meaning])),
    bullets('Rules that a plan must keep:', rules.map(ruleLine)),
    bullets('What it does on its own:', effects.map(({ description, seen }) => `${description} (last seen ${seen})`)),
  ].filter((part) => part !== ''); // prettier-ignore
}

/** A rule about values names the attribute; other rules have names of their own. */
function ruleLine(rule: HostRule): string {
  if (rule.rule !== 'value') return `${code(rule.rule)}: ${rule.because}`;
  const name = code([rule.kind, rule.attribute, ...(rule.field === undefined ? [] : [rule.field])].join('.'));
  const cleared = 'not' in rule.must && rule.must.not === null;
  return `${name} ${cleared ? 'cannot be cleared' : `is ${allowedValues(rule.must)}`}: ${rule.because}`;
}

const bullets = (title: string, lines: readonly string[]): string =>
  lines.length === 0 ? '' : `${title}\n\n${lines.map((line) => `- ${line}`).join('\n')}`;
