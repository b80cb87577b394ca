/** What a plan does to the mail and what it will cost, as lines for a reader, before they become text or Markdown. */
import { counted, formatByteSize, printable } from '../../model';
import { describeEffect } from '../../routing';
import type { DeliveryChange, Effect } from '../../routing';
import type { HostBudget, HostDelivery, Plan } from '../plan';

/** What happens to the mail of one address. */
export interface MailLine {
  readonly address: string;
  /** Mail is lost, leaves the organisation or runs in a circle. */
  readonly isGrave: boolean;
  /** What happens, most severe first. */
  readonly phrases: readonly string[];
}

const GRAVE: ReadonlySet<Effect['effect']> = new Set(['stops', 'leaves', 'loops', 'duplicates']);

export const mailLine = (change: DeliveryChange): MailLine => ({
  address: printable(change.address),
  isGrave: change.effects.some(({ effect }) => GRAVE.has(effect)),
  phrases: telling(change).map((effect) => printable(describeEffect(effect))),
});

/** The effects without those that repeat another one: who is newly reached, where all of them are outside; the catch-all, at its own entry. */
function telling({ address, effects }: DeliveryChange): readonly Effect[] {
  const leaves = effects.find(({ effect }) => effect === 'leaves');
  const told = effects.filter((effect) => {
    if (effect.effect === 'gains' || effect.effect === 'starts')
      return leaves?.effect !== 'leaves' || leaves.recipients.count !== effect.recipients.count;
    return !(effect.effect === 'caught' || effect.effect === 'released') || address !== `*@${effect.domain}`;
  });
  return told.length === 0 ? effects : told;
}

/** What else is to be known of the mail of a host; empty where the lines say it all. */
export function mailNotes({ plain, isComplete, changes }: HostDelivery): string[] {
  return [
    ...(plain === 0
      ? []
      : [`${counted(plain, 'new mailbox')} ${plain === 1 ? 'receives its' : 'receive their'} own mail`]),
    ...(isComplete || changes.length + plain === 0
      ? []
      : ['the host’s lists were not complete, so the mail of further addresses may change']),
  ];
}

/** What the plan costs at each host that it changes, one sentence a host. */
export function costsOf({ budget, hosts }: Plan): string[] {
  return budget
    .filter(({ writes }) => writes > 0)
    .map((cost) => `${hosts.length > 1 ? `${printable(cost.host)}: ` : ''}${costOf(cost)}`);
}

function costOf({ writes, reads, seconds, seats, quota, credit }: HostBudget): string {
  const of = (total: string | undefined): string => (total === undefined ? '' : ` of ${total}`);
  const size = (bytes: number): string => formatByteSize(bytes);
  const parts = [
    `${counted(writes, 'call')} to write and about ${reads} to read back`,
    seconds === undefined ? '' : `at least ${duration(seconds)} at the host’s rate`,
    seats.before === seats.after ? '' : `mailboxes ${seats.before} → ${seats.after}${of(seats.total?.toString())}`,
    quota.before === quota.after
      ? ''
      : `quotas ${size(quota.before)} → ${size(quota.after)}${of(quota.total === undefined ? undefined : size(quota.total))}`,
    credit === undefined ? '' : `credit left ${credit.amount} ${printable(credit.currency)}`,
  ];
  return parts.filter((part) => part !== '').join(', ');
}

function duration(seconds: number): string {
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 120 ? `${minutes} min` : `${Math.ceil(minutes / 60)} h`;
}
