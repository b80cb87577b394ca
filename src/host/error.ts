/** Why a call to a mail host failed: a closed list, the same for every driver. */

export const HOST_ERROR_CODES = {
  NOT_FOUND: 'the host has no such object',
  CONFLICT: 'the host already has an object of that address or name',
  CHANGED: 'the object changed at the host since it was read',
  IN_USE: 'the host keeps the object because others depend on it',
  INVALID: 'the host refuses the values',
  LIMIT: 'a limit of the host or of the subscription is reached',
  UNSUPPORTED: 'the host cannot do this',
  UNAUTHENTICATED: 'the host does not accept the token',
  FORBIDDEN: 'the account may not do this',
  RATE_LIMITED: 'the host asks to slow down, and went on asking',
  UNAVAILABLE: 'the host cannot be reached or fails',
  TIMEOUT: 'the host did not answer in time',
  PROTOCOL: 'the host answered something that its API does not allow',
  CANCELLED: 'the call was cancelled before it was sent',
} as const;
export type HostErrorCode = keyof typeof HOST_ERROR_CODES;

/** Whether a failed write may have happened all the same. */
export type Outcome = 'not-done' | 'unknown';

export interface HostErrorDetails {
  readonly code: HostErrorCode;
  /** In lower case, without a full stop, in the host's own words where it has any; never a secret. */
  readonly message: string;
  /** `unknown` where the answer was lost after the request left. @default 'not-done' */
  readonly outcome?: Outcome;
  /** HTTP status or the protocol's own code. */
  readonly status?: number | string;
  /** What was called, such as `POST /v1/users`. */
  readonly operation?: string;
  readonly cause?: unknown;
}

export class HostError extends Error {
  override readonly name = 'HostError';
  readonly code: HostErrorCode;
  readonly outcome: Outcome;
  readonly status: number | string | undefined;
  readonly operation: string | undefined;

  constructor(details: HostErrorDetails) {
    super(details.message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = details.code;
    this.outcome = details.outcome ?? 'not-done';
    this.status = details.status;
    this.operation = details.operation;
  }
}

/** Turns whatever was thrown into a HostError; an error of unknown origin says nothing about the outcome. */
export function asHostError(thrown: unknown, operation?: string): HostError {
  if (thrown instanceof HostError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new HostError({ code: 'PROTOCOL', outcome: 'unknown', message, operation, cause: thrown });
}
