/** A clock that moves only when somebody sleeps, and remembers how long they slept. */
export interface FakeClock {
  now(): number;
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
  /** Milliseconds of every sleep so far. */
  readonly slept: number[];
}

/** @param start Milliseconds since the epoch. @default 2026-01-01 */
export function fakeClock(start = Date.UTC(2026, 0, 1)): FakeClock {
  let now = start;
  const slept: number[] = [];
  return {
    now: () => now,
    sleep: (milliseconds, signal) => {
      if (signal?.aborted) return Promise.reject(signal.reason as Error);
      slept.push(milliseconds);
      now += milliseconds;
      return Promise.resolve();
    },
    slept,
  };
}
