/** Whether the role addresses that every mail domain must have are delivered: postmaster and abuse. */
import { defineFindings, domainOf, finding, localPartOf } from '../../model';
import type { Finding } from '../../model';
import { describeRefusal, resolve, routingTable } from '../../routing';
import type { FutureObject } from '../after';
import { defineCheck, ofEach, placeOf } from './check';
import type { CheckInput } from './check';

const FINDINGS = defineFindings({
  'role-address-undeliverable': {
    severity: 'error',
    meaning:
      'postmaster@ or abuse@ of a domain stops being delivered (an error), or nobody receives postmaster@ of a new domain (a warning). Source: RFC 2142, RFC 5321 section 4.5.1.',
    remedy: 'Declare an alias for the address, or set postmaster or catchAll of the domain.',
    allowable: true,
  },
});

const ROLES: readonly string[] = ['postmaster', 'abuse'];

const remedyFor = (address: string): string =>
  `declare an alias ${JSON.stringify(address)} with somebody who reads it${address.startsWith('postmaster@') ? ', or set postmaster of the domain' : ''}`;

function* run(input: CheckInput): Iterable<Finding> {
  // Some hosts see to these addresses themselves and let nobody have them.
  const managed = new Set(
    input.facts.rules.flatMap((rule) => (rule.rule === 'reserved-local-part' ? rule.localParts : [])),
  );
  const domains = new Map<string, FutureObject>();
  for (const object of input.after) if (object.kind === 'domain') domains.set(object.identity, object);
  yield* stopped(input, domains, managed);
  if (!managed.has('postmaster')) yield* neverHeard(input, domains);
}

function* stopped(
  { delivery, observed, after }: CheckInput,
  domains: ReadonlyMap<string, FutureObject>,
  managed: ReadonlySet<string>,
): Iterable<Finding> {
  const roles = ROLES.filter((role) => !managed.has(role));
  // What is said of any other address of a domain holds for its role addresses too, unless they are declared.
  const touched = new Set(
    delivery.changes
      .filter(({ address }) => address.startsWith('*@') || ROLES.includes(localPartOf(address)))
      .map(({ address }) => domainOf(address)),
  );
  const had = observed.collections.domain?.objects;
  const served = [...touched].flatMap((name) => (had?.has(name) ? (domains.get(name) ?? []) : []));
  if (served.length === 0 || roles.length === 0) return;
  const before = routingTable(
    (['domain', 'user', 'alias', 'group'] as const).flatMap((kind) => [
      ...(observed.collections[kind]?.objects.values() ?? []),
    ]),
  );
  const later = routingTable(after);
  const silenced = served.flatMap((domain) =>
    roles.flatMap((role) => {
      const identity = `${role}@${domain.identity}`;
      const { refused } = resolve(later, identity);
      // A domain that takes no mail at all owes nobody an answer.
      if (refused === undefined || refused === 'domain-inactive') return [];
      return resolve(before, identity).refused === undefined ? [{ identity, domain, because: refused }] : [];
    }),
  );
  yield* ofEach(silenced, ({ identity, domain, because }) =>
    finding(FINDINGS, 'role-address-undeliverable', {
      summary: `${identity} would no longer be delivered: ${describeRefusal(because)}`,
      detail: 'other mail services report trouble and misuse there, and block domains that do not answer',
      ...placeOf(domain),
      fix: remedyFor(identity),
    }),
  );
}

/** Only of new domains, and only postmaster: a domain that has long lived without is not this plan's doing, and one abuse@ may serve several. */
function* neverHeard(
  { changes, after, delivery }: CheckInput,
  domains: ReadonlyMap<string, FutureObject>,
): Iterable<Finding> {
  if (!delivery.isComplete) return;
  const created = changes.flatMap(({ kind, action, identity }) => {
    const domain = kind === 'domain' && action === 'create' ? domains.get(identity) : undefined;
    const isServed = domain?.attributes.active !== false && !domain?.attributes.aliasOf;
    return domain !== undefined && isServed ? [domain] : [];
  });
  if (created.length === 0) return;
  const table = routingTable(after);
  const silent = created.filter(({ identity }) => resolve(table, `postmaster@${identity}`).refused !== undefined);
  yield* ofEach(silent, (domain) => ({
    ...finding(FINDINGS, 'role-address-undeliverable', {
      summary: `nobody would receive postmaster@${domain.identity}, which every mail domain must have`,
      detail: 'other mail services report trouble there (RFC 5321 section 4.5.1)',
      ...placeOf(domain),
      fix: remedyFor(`postmaster@${domain.identity}`),
    }),
    severity: 'warning',
  }));
}

export const roleAddresses = defineCheck({ findings: FINDINGS, run });
