/** How does a command end: with which exit code, and with which words when it cannot go on? */
import type { Finding } from '../model';

export const EXIT = { done: 0, error: 1, pending: 2, partly: 3, blocked: 4 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** What each exit code means, for help and docs. */
export const EXIT_MEANINGS: readonly (readonly [ExitCode, string])[] = [
  [EXIT.done, 'done, or there is nothing to do'],
  [EXIT.error, 'an error: wrong use, a declaration that cannot be loaded, a host that cannot be read'],
  [EXIT.pending, 'there are changes to make (only with --detailed-exitcode)'],
  [EXIT.partly, 'partly applied: the report says what was not done'],
  [EXIT.blocked, 'the plan is blocked by a check'],
];

/** Ends a command with an explanation for the person who called it. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly exitCode: ExitCode;
  readonly findings: readonly Finding[];
  readonly fix: string | undefined;

  /** @param message In lower case, without a full stop; names what was written and its value. */
  constructor(
    message: string,
    details: {
      /** @default 1 */
      readonly exitCode?: ExitCode;
      /** Shown below the message. @default none */
      readonly findings?: readonly Finding[];
      /** The next step. */
      readonly fix?: string;
      readonly cause?: unknown;
    } = {},
  ) {
    super(message, { cause: details.cause });
    this.exitCode = details.exitCode ?? EXIT.error;
    this.findings = details.findings ?? [];
    this.fix = details.fix;
  }
}
