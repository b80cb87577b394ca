/** What has a person to know of a password that was generated? */
import { finding } from '../model';
import type { Finding } from '../model';
import type { Change } from '../plan/plan';
import type { Verdict } from './carry-out';
import { APPLY_FINDINGS } from './findings';
import { named } from './wording';

/**
 * Says where the password is that a change set, or may have set.
 * @param file The file that holds it; undefined where none was made.
 */
export function passwordFindings(file: string | undefined, change: Change, verdict: Verdict): Finding[] {
  if (file === undefined) return [];
  const { address, declaredAt } = change;
  const fix = `let one of the secretRecipients read it with "age -d -i KEYFILE ${file}"`;
  if (verdict.type === 'done' && !verdict.adopted) {
    const summary = `the new password of ${named(change)} is in ${file}, encrypted`;
    return [finding(APPLY_FINDINGS, 'password-generated', { summary, address, declaredAt, fix })];
  }
  if (verdict.type === 'cancelled' || (verdict.type === 'failed' && verdict.failure.outcome === 'not-done')) return [];
  const summary = `it is not known whether ${named(change)} got its new password; if it did, it is in ${file}, encrypted`;
  return [finding(APPLY_FINDINGS, 'password-uncertain', { summary, address, declaredAt, fix })];
}
