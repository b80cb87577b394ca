/** Which host can store and do what? The page docs/reference/hosts.md, from the drivers. */
import { DRIVERS } from '../../src/drivers';
import { factsOf } from '../../src/host';
import type { Driver, HostFacts } from '../../src/host';
import { KINDS, KIND_NAMES, PROVIDER, attributeOf, plural, withArticle } from '../../src/model';
import type { HostDeclaration, KindName } from '../../src/model';
import { code, page, table } from './markdown';

/** How each driver is known to keep its contract, and settings with which it can be looked at: one line for each. */
export const VERIFIED: Readonly<Record<string, { readonly how: string; readonly settings: Partial<HostDeclaration> }>> =
  {
    sandbox: { how: 'live, at every run of the tests', settings: { endpoint: PROVIDER.endpoint.samples[0] } },
  };

/** The facts of a host that is not asked anything. */
async function lookedAt(driver: Driver): Promise<HostFacts> {
  const declaration: HostDeclaration = {
    name: 'mail',
    driver: driver.name,
    token: PROVIDER.token.samples[0],
    options: {},
    scope: { organization: 'keep', domain: 'keep', user: 'keep', alias: 'keep', group: 'keep' },
    thresholds: {},
    checks: {},
    ...VERIFIED[driver.name]?.settings,
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
    'What each driver can store and do, made from the drivers themselves. Verified means by the conformance suite, which every driver must pass.',
    table(
      ['host', 'what it is', 'verified'],
      known.map(({ driver: { name, description } }) => [code(name), description, VERIFIED[name]?.how ?? 'not']),
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
    bullets('Rules that a plan must keep:', rules.map(({ rule, because }) => `${code(rule)}: ${because}`)),
    bullets('What it does on its own:', effects.map(({ description, seen }) => `${description} (last seen ${seen})`)),
  ].filter((part) => part !== ''); // prettier-ignore
}

const bullets = (title: string, lines: readonly string[]): string =>
  lines.length === 0 ? '' : `${title}\n\n${lines.map((line) => `- ${line}`).join('\n')}`;
