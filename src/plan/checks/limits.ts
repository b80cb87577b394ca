/** Whether the plan takes more seats, storage, users, aliases or quota than the subscription or a domain's own limits allow. */
import { defineFindings, domainOf, finding, formatByteSize } from '../../model';
import type { AttributesOf, Finding, ObservedObject } from '../../model';
import type { FutureObject } from '../after';
import { defineCheck, ofEach, placeOf } from './check';
import type { CheckInput } from './check';

const FINDINGS = defineFindings({
  'over-limit': {
    severity: 'error',
    meaning: 'The plan would go over a limit of the subscription or of a domain, or further over it.',
    remedy: 'Raise the limit first, or declare less.',
    allowable: true,
  },
});

/** Something that may not grow beyond a limit. */
interface Measure {
  /** Tells measures apart, and orders them. */
  readonly identity: string;
  readonly before: number;
  /** Absent where there was no limit. */
  readonly limitBefore?: number | undefined;
  readonly after: number;
  readonly limit: number;
  readonly said: Omit<Finding, 'code' | 'severity'>;
}

/** How far a value is over its limit. */
const excess = (value: number, limit: number | undefined): number =>
  limit === undefined ? 0 : Math.max(0, value - limit);

function* run(input: CheckInput): Iterable<Finding> {
  if (input.changes.length === 0) return;
  const broken = [...subscription(input), ...domains(input)].filter(
    ({ before, limitBefore, after, limit }) => excess(after, limit) > excess(before, limitBefore),
  );
  yield* ofEach(broken, ({ said }) =>
    finding(FINDINGS, 'over-limit', {
      detail: 'the host would refuse what is over it, halfway through the plan',
      ...said,
    }),
  );
}

/** Adds up one field of what all organisations of the host tell; undefined where none does. */
function told(input: CheckInput, name: 'seats' | 'storage', field: 'used' | 'total'): number | undefined {
  let sum: number | undefined;
  for (const { attributes } of input.observed.collections.organization?.objects.values() ?? []) {
    const value = (attributes as AttributesOf<'organization'>)[name]?.[field];
    if (value !== undefined) sum = (sum ?? 0) + value;
  }
  return sum;
}

function* subscription(input: CheckInput): Iterable<Measure> {
  const { changes, observed, after, facts, declaration } = input;
  const place = { declaredAt: declaration.declaredAt };
  const seats = told(input, 'seats', 'total');
  if (seats !== undefined) {
    const growth = changes.reduce(
      (sum, { kind, action }) => sum + (kind !== 'user' ? 0 : action === 'create' ? 1 : action === 'delete' ? -1 : 0),
      0,
    );
    const used = told(input, 'seats', 'used') ?? observed.collections.user?.objects.size ?? 0;
    yield {
      identity: `${facts.name} seats`,
      before: used,
      limitBefore: seats,
      after: used + growth,
      limit: seats,
      said: {
        summary: `${used + growth} seats would be taken at host "${facts.name}", and the subscription has ${seats}`,
        ...place,
        fix: 'add seats to the subscription first, or create fewer users',
      },
    };
  }
  const storage = told(input, 'storage', 'total');
  if (storage === undefined) return;
  const later = quotas(after);
  yield {
    identity: `${facts.name} storage`,
    before: quotas(observed.collections.user?.objects.values() ?? []),
    limitBefore: storage,
    after: later,
    limit: storage,
    said: {
      summary: `the quotas at host "${facts.name}" would add up to ${formatByteSize(later)}, and the subscription has ${formatByteSize(storage)}`,
      detail: 'users could run out of storage before they reach their quota',
      ...place,
      fix: 'add storage to the subscription first, or give smaller quotas',
    },
  };
}

type Objects = Iterable<FutureObject | ObservedObject>;

const quotaOf = ({ kind, attributes }: FutureObject | ObservedObject): number =>
  kind === 'user' ? ((attributes as AttributesOf<'user'>).quota ?? 0) : 0;

function quotas(objects: Objects): number {
  let sum = 0;
  for (const object of objects) sum += quotaOf(object);
  return sum;
}

/** What a domain's limits speak of. */
const LIMITED = ['users', 'aliases', 'quota', 'userQuota'] as const;
type Limited = (typeof LIMITED)[number];
type Tally = Record<Limited, number>;
const NOTHING: Readonly<Tally> = { users: 0, aliases: 0, quota: 0, userQuota: 0 };

/** Counts what is in each domain. */
function tallies(objects: Objects): ReadonlyMap<string, Tally> {
  const found = new Map<string, Tally>();
  for (const object of objects) {
    if (object.kind !== 'user' && object.kind !== 'alias') continue;
    const domain = domainOf(object.identity);
    let tally = found.get(domain);
    if (tally === undefined) found.set(domain, (tally = { ...NOTHING }));
    tally[object.kind === 'user' ? 'users' : 'aliases']++;
    tally.quota += quotaOf(object);
    tally.userQuota = Math.max(tally.userQuota, quotaOf(object));
  }
  return found;
}

const SAID: Readonly<Record<Limited, (value: number, limit: number) => string>> = {
  users: (value, limit) => `would have ${value} users, and its limits allow ${limit}`,
  aliases: (value, limit) => `would have ${value} aliases, and its limits allow ${limit}`,
  quota: (value, limit) =>
    `would have quotas of ${formatByteSize(value)} together, and its limits allow ${formatByteSize(limit)}`,
  userQuota: (value, limit) =>
    `would have a user with a quota of ${formatByteSize(value)}, and its limits allow ${formatByteSize(limit)}`,
};

function* domains({ observed, after }: CheckInput): Iterable<Measure> {
  const limited = after.filter(({ kind, attributes }) => kind === 'domain' && attributes.limits);
  if (limited.length === 0) return;
  const before = tallies(
    [observed.collections.user, observed.collections.alias].flatMap((held) => [...(held?.objects.values() ?? [])]),
  );
  const later = tallies(after);
  for (const domain of limited) {
    const { identity } = domain;
    const limits = (domain.attributes as AttributesOf<'domain'>).limits ?? {};
    const was = observed.collections.domain?.objects.get(identity)?.attributes as AttributesOf<'domain'> | undefined;
    for (const name of LIMITED) {
      const limit = limits[name];
      if (limit === undefined) continue;
      const value = (later.get(identity) ?? NOTHING)[name];
      yield {
        identity: `${identity} ${name}`,
        before: (before.get(identity) ?? NOTHING)[name],
        limitBefore: was?.limits?.[name],
        after: value,
        limit,
        said: {
          summary: `domain ${JSON.stringify(identity)} ${SAID[name](value, limit)}`,
          attribute: 'limits',
          ...placeOf(domain),
          fix: `raise limits.${name} of the domain, or declare less in it`,
        },
      };
    }
  }
}

export const limits = defineCheck({ findings: FINDINGS, run });
