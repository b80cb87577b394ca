/** What an apply says while it runs, and its fold, the report. */
import type { HostErrorCode, Outcome } from '../host';
import type { Finding } from '../model';
import type { Change } from '../plan/plan';

/** Why a change was not carried out. */
export interface Failure {
  readonly code: HostErrorCode;
  readonly message: string;
  /** `unknown` where the answer was lost and re-reading did not settle it. */
  readonly outcome: Outcome;
}

export type ApplyEvent =
  | { readonly type: 'started'; readonly total: number }
  | { readonly type: 'change-started'; readonly change: Change }
  /** `adopted`: it was already as wanted. */
  | { readonly type: 'change-done'; readonly change: Change; readonly adopted: boolean; readonly milliseconds: number }
  | { readonly type: 'change-failed'; readonly change: Change; readonly failure: Failure }
  /** The object is not as it was when the plan was made; `moved` names the attributes. */
  | { readonly type: 'change-refused'; readonly change: Change; readonly moved: readonly string[] }
  /** A change it requires did not succeed. */
  | { readonly type: 'change-skipped'; readonly change: Change; readonly because: string }
  /** The apply was asked to stop before the change began. */
  | { readonly type: 'change-cancelled'; readonly change: Change }
  | { readonly type: 'verifying'; readonly total: number }
  /** Something the host did not keep, found by reading back. */
  | { readonly type: 'not-kept'; readonly change: Change; readonly finding: Finding }
  /** Something about the apply as a whole, such as what could not be read back. */
  | { readonly type: 'noted'; readonly finding: Finding }
  | { readonly type: 'finished'; readonly report: Report };

export interface Report {
  readonly done: readonly Change[];
  /** Among those done, the ones that were already as wanted. */
  readonly adopted: readonly Change[];
  readonly failed: readonly { readonly change: Change; readonly failure: Failure }[];
  readonly refused: readonly { readonly change: Change; readonly moved: readonly string[] }[];
  readonly skipped: readonly { readonly change: Change; readonly because: string }[];
  readonly cancelled: readonly Change[];
  /** What the host did not keep, and what could not be read back. */
  readonly findings: readonly Finding[];
  readonly milliseconds: number;
  /** Calls sent to all hosts. */
  readonly calls: number;
}

/** Whether all of the plan was done and kept. */
export const isComplete = (report: Report): boolean =>
  [report.failed, report.refused, report.skipped, report.cancelled].every((list) => list.length === 0) &&
  report.findings.every((finding) => finding.severity !== 'error');
