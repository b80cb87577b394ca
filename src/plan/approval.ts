/** Whether the removal of a mailbox is approved: by a declared administrator, for this very address, and still. */
import { finding } from '../model';
import type { DesiredObject, Finding } from '../model';
import { LADDER_FINDINGS } from './ladder-wording';
import type { Removal } from './removal';

/**
 * Why an approval is refused; empty when it is good. Of a mailbox that is gone only the successor still counts.
 */
export function approvalProblems(
  object: DesiredObject,
  removal: Removal,
  administrators: ReadonlySet<string>,
  today: string,
  isGone: boolean,
): Finding[] {
  const refused = (why: string, fix: string): Finding =>
    finding(LADDER_FINDINGS, 'removal-not-approved', {
      summary: `the removal of ${object.identity} is refused: ${why}`,
      attribute: 'removal',
      address: object.address,
      declaredAt: object.declaredAt,
      fix,
    });
  const problems: Finding[] =
    removal.successor === object.identity
      ? [refused('its successor is the mailbox itself', 'name somebody else, or leave successor out')]
      : [];
  if (isGone) return problems;
  const missing = (['address', 'notBefore', 'approvedBy', 'reason'] as const).filter((name) => removal[name] === '');
  if (missing.length > 0)
    return [refused(`it lacks ${missing.join(', ')}`, `add ${missing.join(', ')} to the removal`)];
  if (removal.address !== object.identity)
    problems.push(
      refused(`its approval names ${removal.address}`, 'approve this very address, or take the removal out'),
    );
  if (!administrators.has(removal.approvedBy))
    problems.push(
      refused(
        `its approver ${removal.approvedBy} is not a declared administrator`,
        'have it approved by one of the administrators of a declared organization',
      ),
    );
  if (removal.approvedBy === object.identity)
    problems.push(refused('it is approved by its own owner', 'have it approved by somebody else'));
  if (removal.expires < today)
    problems.push(
      refused(`its approval expired on ${removal.expires}`, 'have it approved anew, with a later notBefore or expires'),
    );
  return problems;
}
