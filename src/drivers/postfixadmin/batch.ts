/** How do many single changes become few transactions? Those asked for in the same turn, or while one is under way, go together. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { HostError } from '../../host';

/** What came of one member of a batch. */
export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: HostError };

interface Waiting<I, T> {
  readonly item: I;
  readonly signal: AbortSignal;
  readonly resolve: (value: T) => void;
  readonly reject: (error: unknown) => void;
}

export class Batcher<I, T> {
  #waiting: Waiting<I, T>[] = [];
  #isRunning = false;

  /**
   * @param carryOut Does a batch, all or none. Throws for the batch as a whole; single refusals are among the outcomes.
   * @param size Most members of a batch.
   */
  constructor(
    private readonly carryOut: (items: readonly I[]) => Promise<readonly Outcome<T>[]>,
    private readonly size: number,
  ) {}

  add(item: I, signal: AbortSignal): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, signal, resolve, reject });
      if (!this.#isRunning) void this.#run();
    });
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    // Whoever asks in this turn is still to come.
    await nextTurn();
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, this.size).filter((waiting) => {
        if (waiting.signal.aborted)
          waiting.reject(new HostError({ code: 'CANCELLED', message: 'stopped before it was sent' }));
        return !waiting.signal.aborted;
      });
      if (batch.length > 0) await this.#do(batch);
    }
    this.#isRunning = false;
  }

  /** Does a batch; one that the host refuses as a whole is halved, so that one bad member does not fail the others. */
  async #do(batch: readonly Waiting<I, T>[]): Promise<void> {
    let outcomes: readonly Outcome<T>[];
    try {
      outcomes = await this.carryOut(batch.map(({ item }) => item));
    } catch (thrown) {
      if (batch.length === 1 || !isOfOne(thrown)) for (const { reject } of batch) reject(thrown);
      else {
        const middle = Math.ceil(batch.length / 2);
        await this.#do(batch.slice(0, middle));
        await this.#do(batch.slice(middle));
      }
      return;
    }
    batch.forEach(({ resolve, reject }, index) => {
      const outcome = outcomes[index];
      if (outcome?.ok) resolve(outcome.value);
      else reject(outcome?.error);
    });
  }
}

/** Whether a refusal may be the fault of one member: then nothing of the batch was done, and the others may be tried again. */
const isOfOne = (thrown: unknown): boolean =>
  thrown instanceof HostError &&
  thrown.outcome === 'not-done' &&
  !['UNAUTHENTICATED', 'FORBIDDEN', 'TIMEOUT', 'CANCELLED'].includes(thrown.code) &&
  // A deadlock is settled by smaller transactions; a lost connection is not.
  (thrown.code !== 'UNAVAILABLE' || ['40P01', '40001', 1213, 1205].includes(thrown.status ?? ''));
