/** Whether the tool would shut out the account that it runs as. */
import { defineFindings, emailAddress, finding, localPartOf, referencesOf } from '../../model';
import type { Finding } from '../../model';
import type { UnorderedChange } from '../diff';
import { defineCheck, ofEach } from './check';
import type { CheckInput } from './check';

const FINDINGS = defineFindings({
  'own-account': {
    severity: 'error',
    meaning:
      'The account that mailstate itself logs in with would be closed, locked, renamed, removed or lose its rights.',
    remedy: 'Make this change with another account, or in the host’s own console.',
  },
});

function* run({ declaration, changes, facts }: CheckInput): Iterable<Finding> {
  const parsed = emailAddress.safeParse(declaration.username);
  const username = parsed.success ? parsed.data : declaration.username?.trim().toLowerCase();
  if (username === undefined || username === '') return;
  // A login without a domain is that of a mailbox of this local part in any domain.
  const isOwn = (address: string): boolean =>
    username.includes('@') ? address === username : address.includes('@') && localPartOf(address) === username;
  const suffered = new Map<string, { change: UnorderedChange; readonly harms: string[] }>();
  for (const change of changes)
    for (const [address, harm] of harmsOf(change)) {
      if (!isOwn(address)) continue;
      const known = suffered.get(address);
      if (known === undefined) suffered.set(address, { change, harms: [harm] });
      else {
        known.harms.push(harm);
        if (change.id < known.change.id) known.change = change;
      }
    }
  const accounts = [...suffered].map(([identity, rest]) => ({ identity, ...rest }));
  yield* ofEach(accounts, ({ identity, change, harms }) =>
    finding(FINDINGS, 'own-account', {
      summary: `${identity} would be ${harms.sort().join(', and ')}, and mailstate itself runs as it at host "${facts.name}"`,
      detail: 'the apply could fail midway, and no further one could log in',
      address: change.address,
      declaredAt: change.declaredAt,
      fix: 'let mailstate run as another account (username of the provider block), or do it in the host’s own console',
    }),
  );
}

/** Whom a change shuts out, and how. */
function* harmsOf(change: UnorderedChange): Iterable<readonly [address: string, harm: string]> {
  const { kind, action, identity, from, attributes } = change;
  if (kind === 'organization')
    for (const { name, before, after } of attributes) {
      if (name !== 'administrators') continue;
      const still = new Set(referencesOf(kind, name, after));
      for (const address of referencesOf(kind, name, before))
        if (!still.has(address)) yield [address, `taken out of the administrators of ${JSON.stringify(identity)}`];
    }
  if (kind !== 'user') return;
  if (action === 'close') yield [identity, 'closed'];
  if (action === 'delete') yield [identity, 'removed'];
  if (action === 'rename' && from !== undefined) yield [from, `renamed to ${identity}`];
  const status = attributes.find(({ name }) => name === 'status')?.after;
  if (action === 'update' && (status === 'locked' || status === 'closed')) yield [identity, status];
}

export const ownAccount = defineCheck({ findings: FINDINGS, run });
