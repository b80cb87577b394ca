/** What is measured: a company of any size as its manifest declares it, and as a host may hold it. */
import { readManifest } from '../../src/manifest';
import type { DesiredState } from '../../src/model';
import type { SeedObject } from '../../src/sandbox';

/**
 * How far the host is from what is declared. `none`: not at all; `tenth`: of every thirty objects one is missing, one
 * differs, and in place of a third one another alias is there that is not declared; `create`: there are only the domains; `update`: everyone differs.
 */
export type Drift = 'none' | 'tenth' | 'create' | 'update';

type Body = Readonly<Record<string, unknown>>;

/** So many objects of each kind. */
export function parts(size: number) {
  const domains = Math.max(1, Math.round(size / 1000));
  const [groups, aliases] = [Math.floor(size / 10), Math.floor(size / 5)];
  return { organizations: 1, domains, users: size - 1 - domains - groups - aliases, aliases, groups };
}

/**
 * The stack of a company: people in departments, aliases that refer to them, groups of ten people that hold two further groups each.
 * @param endpoint Where its host is.
 */
export function company(size: number, endpoint = 'http://127.0.0.1:9'): { readonly [block: string]: unknown } {
  const { domains, users, aliases, groups } = parts(size);
  const domain = (i: number): string => `branch${i % domains}.example`;
  const user = (i: number): string => `person${i % users}@${domain(i % users)}`;
  const group = (i: number): string => `team${i}@${domain(i)}`;
  const resource = {
    mail_organization: { company: { name: 'company', departments: DEPARTMENTS, administrators: [user(0)] } },
    mail_domain: named(domains, 'branch', (i) => ({ name: domain(i), description: `Branch ${i}` })),
    mail_user: named(users, 'person', (i) => ({
      email: user(i),
      given_name: `Given${i % 997}`,
      family_name: `Family${i}`,
      display_name: `Given${i % 997} Family${i}`,
      department: DEPARTMENTS[i % DEPARTMENTS.length],
      plan: i % 4 === 0 ? 'business_25go' : 'pro_10go',
      quota: i % 4 === 0 ? '25 GB' : '10 GB',
      language: i % 3 === 0 ? 'fr' : 'en-GB',
    })),
    mail_alias: named(aliases, 'alias', (i) => ({
      address: `contact${i}@${domain(i)}`,
      targets: [`\${mail_user.person${i % users}.email}`, user(i * 7 + 1)],
    })),
    mail_group: named(groups, 'team', (i) => ({
      address: group(i),
      name: `Team ${i}`,
      members: [
        ...Array.from({ length: 10 }, (_, k) => user(i * 7919 + k * 3571)),
        ...[2 * i + 1, 2 * i + 2].filter((inner) => inner < groups).map(group),
      ],
    })),
  };
  return { provider: { mail: [{ ...PROVIDER, endpoint }] }, resource };
}

const DEPARTMENTS = ['Research', 'Sales', 'Voirie & Réseaux', 'Support'];
const PROVIDER = {
  host: 'sandbox',
  token: 'env:MAIL_TOKEN',
  scope: { alias: 'remove' },
  thresholds: { removals: 1, shrinkage: 1 },
};

const named = (count: number, name: string, body: (i: number) => Body): Readonly<Record<string, Body>> =>
  Object.fromEntries(
    Array.from({ length: count }, (_, i) => [
      `${name}${i}`,
      { ...body(i), '//': { metadata: { path: `company/${name}${i}` } } },
    ]),
  );

/** The state that a stack declares. */
export function declared(stack: unknown): DesiredState {
  const { desired, findings } = readManifest([{ name: 'company', json: stack }]);
  if (desired === undefined) throw new Error(findings[0]?.summary ?? 'nothing is declared');
  return desired;
}

/** What a host holds of a declared state. */
export function held({ objects }: DesiredState, drift: Drift): SeedObject[] {
  return objects.flatMap(({ kind, identity, attributes }, i): SeedObject[] => {
    const object: SeedObject = { kind, attributes };
    const isBranch = kind === 'domain' || kind === 'organization';
    if (drift === 'none' || isBranch) return [object];
    const other: SeedObject = { kind, attributes: { ...attributes, ...DIFFERENT[kind] } };
    if (drift === 'create') return [];
    if (drift === 'update') return [other];
    if (i % 30 === 3) return [];
    if (i % 30 === 13) return [other];
    const left: SeedObject = {
      kind: 'alias',
      attributes: { address: `left-${identity}`, targets: [`old-${identity}`] },
    };
    return i % 30 === 23 ? [object, left] : [object];
  });
}

const DIFFERENT = {
  user: { department: 'Sales', displayName: 'Somebody' },
  alias: { active: false, description: 'old', targets: ['somebody@elsewhere.example'] },
  group: { name: 'Old name' },
} as const;
