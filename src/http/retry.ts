/** Whether and when a failed call is sent again: only what is safe to repeat, later each time. */
import type { Attempt, Method } from './exchange';

export interface RetryPolicy {
  /** Times a call is sent at most, when it fails. @default 6 */
  readonly attempts: number;
  /** Longest first wait, in milliseconds; it doubles with every attempt. @default 200 */
  readonly firstDelay: number;
  /** Longest wait that is not asked for by the host, in milliseconds. @default 10,000 */
  readonly maxDelay: number;
  /** How long one call waits in all while the host asks to slow down, in milliseconds. @default 120,000 */
  readonly patience: number;
}

export const RETRY_POLICY: RetryPolicy = { attempts: 6, firstDelay: 200, maxDelay: 10_000, patience: 120_000 };

/** Repeating these leaves the host as one call would (RFC 9110 section 9.2.2). */
const IDEMPOTENT: ReadonlySet<Method> = new Set(['GET', 'HEAD', 'PUT', 'DELETE']);

const TEMPORARY: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504]);

/** Whether the host has certainly not carried the call out. */
export function certainlyNotDone(attempt: Attempt): boolean {
  if (attempt.type === 'failed') return !attempt.sent;
  if (attempt.status === 503) return attempt.headers['retry-after'] !== undefined;
  return attempt.status >= 300 && attempt.status < 500;
}

/** Whether another try may go better. A call that timed out has had its time; a wrong name or certificate stays wrong. */
function mayGoBetter(attempt: Attempt): boolean {
  if (attempt.type === 'answered') return TEMPORARY.has(attempt.status);
  return attempt.reason === 'refused' || attempt.reason === 'unreachable' || attempt.reason === 'cut';
}

/**
 * Reads Retry-After, seconds or a date (RFC 9110 section 10.2.3), as milliseconds from now. A date is taken against the
 * host's own Date where it sent one, so that a wrong clock does no harm.
 */
export function retryAfter(headers: Readonly<Record<string, unknown>>, now: number): number | undefined {
  const value = headers['retry-after'];
  if (typeof value !== 'string') return undefined;
  if (/^\s*\d+\s*$/.test(value)) return Number(value) * 1000;
  const [until, sent] = [Date.parse(value), Date.parse(String(headers['date']))];
  return Number.isNaN(until) ? undefined : Math.max(0, until - (Number.isNaN(sent) ? now : sent));
}

export interface Tries {
  /** Tries that failed, those included that were asked to slow down. */
  readonly failed: number;
  /** Tries that were answered with 429. */
  readonly slowed: number;
  /** Milliseconds waited so far because the host asked to slow down. */
  readonly waited: number;
}

/**
 * How long to wait before the call is sent again, in milliseconds, or undefined where it is not.
 * @param repeatable The caller says that this call may be repeated although its outcome is unknown.
 * @param random From 0 up to 1.
 */
export function delayBefore(
  method: Method,
  repeatable: boolean,
  attempt: Attempt,
  tries: Tries,
  policy: RetryPolicy,
  now: number,
  random: number,
): number | undefined {
  const safe = IDEMPOTENT.has(method) || repeatable || certainlyNotDone(attempt);
  if (!safe || !mayGoBetter(attempt)) return undefined;
  const backoff = random * Math.min(policy.maxDelay, policy.firstDelay * 2 ** (tries.failed - 1));
  const asked = attempt.type === 'answered' ? retryAfter(attempt.headers, now) : undefined;
  const delay = asked === undefined ? backoff : asked + random * policy.firstDelay;
  if (asked !== undefined && tries.waited + asked > policy.patience) return undefined;
  // Being asked to slow down is no failure, as long as the host does not go on asking for ever.
  const slowed = attempt.type === 'answered' && attempt.status === 429;
  const left = slowed
    ? tries.waited + delay <= policy.patience && tries.slowed < 100
    : tries.failed - tries.slowed < policy.attempts;
  return left ? delay : undefined;
}
