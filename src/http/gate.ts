/** When a call may leave: no more at once than the host allows, and no more often. */

/** Time, injected so that tests need not wait. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Rejects when the signal aborts. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

export interface Rate {
  /** Calls allowed... */
  readonly calls: number;
  /** ...in any span of so many seconds. */
  readonly perSeconds: number;
}

export class Gate {
  private inside = 0;
  private readonly waiting = new Set<() => void>();
  /** When the last `rate.calls` calls were let through, as a ring. */
  private readonly passed: number[] = [];
  private passes = 0;
  private closedUntil = 0;

  constructor(
    private readonly concurrency: number,
    private readonly rate: Rate | undefined,
    private readonly clock: Clock,
  ) {}

  /** Lets nobody through for so many milliseconds: the host asked to slow down. */
  pause(milliseconds: number): void {
    this.closedUntil = Math.max(this.closedUntil, this.clock.now() + milliseconds);
  }

  /** Waits for its turn, runs the call and makes room. Rejects when the signal aborts before its turn. */
  async through<T>(call: () => Promise<T>, signal: AbortSignal): Promise<T> {
    signal.throwIfAborted();
    if (this.inside < this.concurrency) this.inside += 1;
    else await this.turn(signal);
    try {
      const delay = this.delay();
      if (delay > 0) await this.clock.sleep(delay, signal);
      signal.throwIfAborted();
      return await call();
    } finally {
      const [next] = this.waiting;
      // The place is handed over, so that nobody who comes later can take it.
      if (next === undefined) this.inside -= 1;
      else next();
    }
  }

  private turn(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const stop = (): void => {
        this.waiting.delete(enter);
        reject(signal.reason as Error);
      };
      const enter = (): void => {
        this.waiting.delete(enter);
        signal.removeEventListener('abort', stop);
        resolve();
      };
      this.waiting.add(enter);
      signal.addEventListener('abort', stop, { once: true });
    });
  }

  /** Milliseconds to wait; the moment is reserved at once, so that two callers never get the same one. */
  private delay(): number {
    if (this.rate === undefined && this.closedUntil === 0) return 0;
    const now = this.clock.now();
    let at = Math.max(now, this.closedUntil);
    if (this.rate !== undefined) {
      const slot = this.passes++ % this.rate.calls;
      at = Math.max(at, (this.passed[slot] ?? -Infinity) + this.rate.perSeconds * 1000);
      this.passed[slot] = at;
    }
    return at - now;
  }
}
