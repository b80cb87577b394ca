/** Whether everything that is referred to will be there: members, targets, delegates, domains. */
import { KINDS, defineFindings, domainOf, finding, nearest, plural, referencesOf, withArticle } from '../../model';
import type { Finding, KindName } from '../../model';
import { defineCheck, placeOf } from './check';
import type { CheckInput } from './check';

const FINDINGS = defineFindings({
  'reference-missing': {
    severity: 'error',
    meaning:
      'Something refers to an address or domain of this host that is neither declared nor there, or is of a kind that cannot stand there.',
    remedy: 'Declare what is referred to, correct the spelling, or allow the finding.',
    allowable: true,
  },
  'domain-missing': {
    severity: 'error',
    meaning: 'Addresses are declared in a domain that is neither declared nor at the host.',
    remedy: 'Declare the domain, or correct the address.',
  },
});

/** Suggestions are looked for in at most this many findings: each one looks at every address there is. */
const SUGGESTIONS = 20;

function* run({ desired, after, observed, facts }: CheckInput): Iterable<Finding> {
  const domains = new Set<string>();
  const addresses = new Set<string>();
  const named: Readonly<Record<string, Set<string>>> = {
    organization: new Set(),
    domain: domains,
    user: new Set(),
    alias: addresses,
    group: addresses,
  };
  for (const list of [after, desired])
    for (const { kind, identity } of list) {
      named[kind]?.add(identity);
      if (kind === 'user') addresses.add(identity);
    }
  // Some hosts take any domain and keep no list of them.
  if (facts.kinds.domain !== undefined) yield* missingDomains(desired, domains, facts.name);

  // What a short or failed read did not show may well be there.
  const whole = (['domain', 'user', 'alias', 'group'] as const).every(
    (kind) => facts.kinds[kind] === undefined || observed.collections[kind]?.complete === true,
  );
  if (!whole) return;
  let suggestions = SUGGESTIONS;
  let kinds: ReadonlyMap<string, KindName> | undefined;
  for (const object of desired)
    for (const [attribute, value] of Object.entries(object.attributes)) {
      const reference = KINDS[object.kind].attributes[attribute]?.reference;
      if (reference === undefined) continue;
      const known = named[reference.to.length === 1 ? (reference.to[0] ?? 'alias') : 'alias'] ?? addresses;
      for (const identity of referencesOf(object.kind, attribute, value)) {
        if (known.has(identity)) continue;
        if (reference.outside && identity.includes('@') && !domains.has(domainOf(identity))) continue;
        kinds ??= new Map(after.map((held) => [held.identity, held.kind]));
        const other = kinds.get(identity);
        const near = other === undefined && suggestions-- > 0 ? nearest(identity, known) : undefined;
        const but =
          other === undefined
            ? `which is neither declared nor at host "${facts.name}"`
            : `but it is ${withArticle(other)}, and ${attribute} takes ${reference.to.map(plural).join(', ')} only`;
        yield finding(FINDINGS, 'reference-missing', {
          summary: `${object.kind} ${JSON.stringify(object.identity)} names ${JSON.stringify(identity)} in ${attribute}, ${but}`,
          attribute,
          address: object.address,
          declaredAt: object.declaredAt,
          fix:
            other !== undefined
              ? `name ${reference.to.map(withArticle).join(' or ')}, or take it out`
              : near === undefined
                ? `declare ${JSON.stringify(identity)}, or take it out`
                : `did you mean ${JSON.stringify(near)}? otherwise declare ${JSON.stringify(identity)}`,
        });
      }
    }
}

function* missingDomains(
  desired: CheckInput['desired'],
  domains: ReadonlySet<string>,
  host: string,
): Iterable<Finding> {
  const missing = new Map<string, { first: CheckInput['desired'][number]; count: number }>();
  for (const object of desired) {
    const domain = object.identity.includes('@') ? domainOf(object.identity) : undefined;
    if (domain === undefined || domains.has(domain)) continue;
    const entry = missing.get(domain);
    if (entry === undefined) missing.set(domain, { first: object, count: 1 });
    else {
      entry.count++;
      if (object.identity < entry.first.identity) entry.first = object;
    }
  }
  for (const [domain, { first, count }] of missing) {
    const near = nearest(domain, domains);
    yield finding(FINDINGS, 'domain-missing', {
      summary: `${first.kind} ${JSON.stringify(first.identity)}${count === 1 ? ' is' : ` and ${count - 1} more are`} in the domain ${JSON.stringify(domain)}, which is neither declared nor at host "${host}"`,
      ...placeOf({ ...first, attributes: {}, declared: first }),
      fix:
        near === undefined
          ? `declare the domain with new MailDomain(…, { name: ${JSON.stringify(domain)} })`
          : `did you mean ${JSON.stringify(near)}? otherwise declare the domain ${JSON.stringify(domain)}`,
    });
  }
}

export const references = defineCheck({ findings: FINDINGS, run });
