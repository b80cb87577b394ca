/** How many requests the sandbox takes in a time. */
import { SandboxError } from './failure';
import { Problem } from './problem';

/** So many calls in so many seconds; a burst may use them all at once. */
export interface Rate {
  readonly calls: number;
  readonly perSeconds: number;
}

/**
 * Makes a token bucket.
 * @returns a function that throws Problem `rate-limited`, whose Retry-After is when the next call will pass.
 * @throws SandboxError `bad-option`.
 */
export function limiter(rate: Rate | undefined, now: () => number): () => void {
  if (rate === undefined) return () => undefined;
  if (!(rate.calls >= 1 && rate.perSeconds > 0))
    throw new SandboxError(
      'bad-option',
      `rate is ${JSON.stringify(rate)}, allowed is at least 1 call in more than 0 seconds`,
    );
  const perMillisecond = rate.calls / (rate.perSeconds * 1000);
  let left = rate.calls;
  let last = now();
  return () => {
    const time = now();
    left = Math.min(rate.calls, left + (time - last) * perMillisecond);
    last = time;
    if (left < 1) throw rateLimited(Math.ceil((1 - left) / perMillisecond / 1000));
    left -= 1;
  };
}

/** @param seconds What Retry-After says (RFC 9110 section 10.2.3). */
export const rateLimited = (seconds: number): Problem =>
  new Problem('rate-limited', `too many requests, try again in ${seconds} s`, {
    headers: { 'retry-after': String(seconds) },
  });
