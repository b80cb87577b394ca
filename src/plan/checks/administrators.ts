/** Whether somebody is left who can log in and administer each organisation. */
import { defineFindings, domainOf, finding, referencesOf } from '../../model';
import type { Finding, ObservedObject } from '../../model';
import type { FutureObject } from '../after';
import { defineCheck, listed, ofEach, placeOf } from './check';
import type { CheckInput } from './check';

const FINDINGS = defineFindings({
  'last-administrator': {
    severity: 'error',
    meaning: 'An organisation would be left without an administrator who can log in.',
    remedy: 'Keep one administrator active, or name another one first.',
  },
});

type Side = Iterable<Pick<FutureObject, 'kind' | 'identity' | 'attributes'> | ObservedObject>;

/** Why an administrator cannot log in; undefined where he can, as far as is known. */
type Hindrance = (address: string) => string | undefined;

function hindrances(side: Side, isWhole: boolean): Hindrance {
  const domains = new Set<string>();
  const status = new Map<string, unknown>();
  for (const { kind, identity, attributes } of side) {
    if (kind === 'domain') domains.add(identity);
    if (kind === 'user') status.set(identity, (attributes as { readonly status?: unknown }).status);
  }
  return (address) => {
    const held = status.get(address);
    if (status.has(address)) return held === 'closed' || held === 'locked' ? held : undefined;
    // Somebody outside may administer as well; of a list that was not read to its end nothing is known.
    return isWhole && domains.has(domainOf(address)) ? 'no user' : undefined;
  };
}

function* run({ observed, after, changes, facts }: CheckInput): Iterable<Finding> {
  if (changes.length === 0) return;
  const isWhole = facts.kinds.user !== undefined && observed.collections.user?.complete === true;
  const held = [observed.collections.domain, observed.collections.user].flatMap((collection) => [
    ...(collection?.objects.values() ?? []),
  ]);
  const before = hindrances(held, isWhole);
  const later = hindrances(after, isWhole);
  const renamed = new Map(
    changes.flatMap(({ kind, from, identity }) => (kind === 'user' && from !== undefined ? [[from, identity]] : [])),
  );
  const names = (attributes: object): readonly string[] =>
    referencesOf(
      'organization',
      'administrators',
      (attributes as { readonly administrators?: unknown }).administrators,
    );
  const set = new Map(
    changes
      .filter(
        ({ kind, attributes }) => kind === 'organization' && attributes.some(({ name }) => name === 'administrators'),
      )
      .map(({ identity, from }) => [identity, from]),
  );

  const orphaned: (FutureObject & { readonly because: readonly string[] })[] = [];
  for (const organization of after) {
    if (organization.kind !== 'organization' || organization.attributes.administrators === undefined) continue;
    const because: string[] = [];
    const administrators = names(organization.attributes);
    for (const address of administrators) {
      const hindrance = later(renamed.get(address) ?? address);
      if (hindrance !== undefined) because.push(`${address} (${hindrance})`);
    }
    if (because.length < administrators.length) continue;
    const was = observed.collections.organization?.objects.get(organization.identity);
    const had = was !== undefined && names(was.attributes).some((address) => before(address) === undefined);
    const declares = set.has(organization.identity) && administrators.length > 0;
    if (had || declares) orphaned.push({ ...organization, because });
  }
  yield* ofEach(orphaned, (organization) =>
    finding(FINDINGS, 'last-administrator', {
      summary: `organization ${JSON.stringify(organization.identity)} would be left without an administrator who can log in${organization.because.length === 0 ? '' : `: ${listed(organization.because)}`}`,
      detail: 'nobody could administer its mail any more, nor undo this',
      attribute: 'administrators',
      ...placeOf(organization),
      fix: 'keep one of its administrators active, or name another one in administrators',
    }),
  );
}

export const administrators = defineCheck({ findings: FINDINGS, run });
