/** What a declaration says of the removal of a mailbox, and the rungs of the way there. */
import type { DesiredObject } from '../model';

/** The steps down, one with each plan: `forward` instead of `close` while a successor receives the mail; `gone` is the end. */
export const RUNGS = ['detach', 'forward', 'close', 'keep', 'delete', 'gone'] as const;
export type Rung = (typeof RUNGS)[number];

/** An approval as declared; fields that were left out are empty. */
export interface Removal {
  readonly address: string;
  readonly notBefore: string;
  readonly expires: string;
  readonly approvedBy: string;
  readonly reason: string;
  readonly successor?: string;
}

/** Days for which an approval is good after `notBefore`, where it does not say. */
const GOOD_FOR_DAYS = 90;

/** The approval that a declaration carries, if it does. */
export function removalOf(object: DesiredObject): Removal | undefined {
  if (object.kind !== 'user') return undefined;
  const written = (object as DesiredObject<'user'>).attributes.removal;
  if (written === undefined || written === null) return undefined;
  const { address = '', notBefore = '', approvedBy = '', reason = '', successor } = written;
  const expires = written.expires ?? (notBefore === '' ? '' : daysAfter(notBefore, GOOD_FOR_DAYS));
  return { address, notBefore, expires, approvedBy, reason, ...(successor === undefined ? {} : { successor }) };
}

const daysAfter = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
