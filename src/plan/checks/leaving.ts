/** Whether mail to addresses that are in use newly goes to somebody outside the organisation. */
import { defineFindings, finding } from '../../model';
import type { Finding } from '../../model';
import { describeAddresses } from '../../routing';
import type { AddressList, DeliveryChange } from '../../routing';
import { defineCheck, listed, placeOf } from './check';
import type { CheckInput } from './check';

const FINDINGS = defineFindings({
  'mail-leaves-organisation': {
    severity: 'warning',
    meaning: 'Mail to an address that was there before would newly go to somebody outside the organisation.',
    remedy: 'Make sure that they may read it; otherwise correct the alias, the forwarding or the catch-all.',
    allowable: true,
  },
});

function* run({ delivery, observed, after }: CheckInput): Iterable<Finding> {
  const held = (kind: 'domain' | 'user' | 'alias' | 'group', identity: string): boolean =>
    observed.collections[kind]?.objects.has(identity) === true;
  const isInUse = ({ address, before }: DeliveryChange): boolean =>
    before.recipients.count > 0 ||
    held('user', address) ||
    held('alias', address) ||
    (address.startsWith('*@') && held('domain', address.slice(2)));
  const leaving = new Map<string, AddressList>();
  for (const change of delivery.changes) {
    const left = change.effects.find((effect) => effect.effect === 'leaves');
    // Members of a group are the business of a check of its own.
    if (left !== undefined && isInUse(change) && !held('group', change.address))
      leaving.set(change.address, left.recipients);
  }
  if (leaving.size === 0) return;
  const ways = [...leaving].map(([address, to]) => `${address} to ${describeAddresses(to)}`);
  const [lead = ''] = [...leaving.keys()].sort();
  const first = after.find(({ identity }) => identity === lead || `*@${identity}` === lead);
  yield finding(FINDINGS, 'mail-leaves-organisation', {
    summary: `mail to ${leaving.size === 1 ? 'an address' : `${leaving.size} addresses`} would newly leave the organisation: ${listed(ways)}`,
    detail: 'whoever receives it there can read and keep it',
    ...(first === undefined ? {} : placeOf(first)),
    fix: 'see whether they may read it; otherwise correct the alias, the forwarding or the catch-all that leads there',
  });
}

export const leaving = defineCheck({ findings: FINDINGS, run });
