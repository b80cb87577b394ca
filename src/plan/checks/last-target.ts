/** Whether a user is closed or removed who is the last to receive an alias or a catch-all, or the last to own a group. */
import { defineFindings, finding, referencesOf } from '../../model';
import type { Finding } from '../../model';
import type { UnorderedChange } from '../diff';
import { defineCheck, listed, ofEach } from './check';
import type { CheckInput } from './check';

const FINDINGS = defineFindings({
  'closing-last-target': {
    severity: 'error',
    meaning:
      'A user would be closed or removed who is the only target of an alias, the only owner of a group or the only catch-all of a domain, and these stay.',
    remedy: 'Name somebody else there first, or remove the alias, the group or the catch-all as well.',
    allowable: true,
  },
});

/** Where a user may be the last one named. */
const PLACES = {
  alias: { attribute: 'targets', is: 'target of the alias' },
  group: { attribute: 'owners', is: 'owner of the group' },
  domain: { attribute: 'catchAll', is: 'catch-all of the domain' },
} as const;
type Place = keyof typeof PLACES;

function* run({ changes, after }: CheckInput): Iterable<Finding> {
  const leaving = new Map<string, UnorderedChange>();
  for (const change of changes)
    if (change.kind === 'user' && (change.action === 'close' || change.action === 'delete'))
      leaving.set(change.identity, change);
  if (leaving.size === 0) return;

  const closed = new Set<string>();
  const answered = new Set<string>();
  for (const { kind, identity, attributes } of after)
    if (kind === 'user' && attributes.status === 'closed') closed.add(identity);
    else if (kind === 'user' || kind === 'alias' || kind === 'group') answered.add(identity);
  const isGone = (address: string): boolean => !answered.has(address) && (closed.has(address) || leaving.has(address));

  const left = new Map<string, Map<Place, string[]>>();
  for (const { kind, identity, attributes } of after) {
    if (!(kind === 'alias' || kind === 'group' || kind === 'domain') || attributes.active === false) continue;
    const named = referencesOf(kind, PLACES[kind].attribute, attributes[PLACES[kind].attribute]);
    if (named.length === 0 || !named.every(isGone)) continue;
    for (const user of named) {
      if (!leaving.has(user)) continue;
      const places = left.get(user) ?? new Map<Place, string[]>();
      left.set(user, places.set(kind, [...(places.get(kind) ?? []), identity]));
    }
  }
  const users = [...left].map(([identity, places]) => ({ identity, places, change: leaving.get(identity) }));
  yield* ofEach(users, ({ identity, places, change }) =>
    finding(FINDINGS, 'closing-last-target', {
      summary: `${identity} would be ${change?.action === 'delete' ? 'removed' : 'closed'} and is the last ${whereOf(places)}`,
      detail: consequence(places),
      address: change?.address,
      declaredAt: change?.declaredAt,
      fix: 'name somebody else there first, or take it out of the code as well',
    }),
  );
}

const whereOf = (places: ReadonlyMap<Place, readonly string[]>): string =>
  (['alias', 'group', 'domain'] as const)
    .flatMap((place) => (places.has(place) ? [`${PLACES[place].is} ${listed(places.get(place) ?? [])}`] : []))
    .join(', and the last ');

const consequence = (places: ReadonlyMap<Place, unknown>): string =>
  [
    ...(places.has('alias') || places.has('domain') ? ['mail would be refused there'] : []),
    ...(places.has('group') ? ['nobody could look after the group any more'] : []),
  ].join('; ');

export const lastTarget = defineCheck({ findings: FINDINGS, run });
