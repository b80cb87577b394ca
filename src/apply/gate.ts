/** May the next call to a host be sent? So many at once, and none once the apply was asked to stop. */
import { HostError } from '../host';

export class Gate {
  private free: number;
  private readonly waiting: (() => void)[] = [];

  constructor(
    readonly width: number,
    private readonly signal: AbortSignal,
  ) {
    this.free = width;
  }

  /** @throws HostError CANCELLED when the signal came before the call's turn, and what the call throws. */
  async run<T>(call: () => Promise<T>): Promise<T> {
    if (this.free > 0) this.free--;
    else await new Promise<void>((resolve) => this.waiting.push(resolve));
    try {
      if (this.signal.aborted) throw new HostError({ code: 'CANCELLED', message: 'the apply was asked to stop' });
      return await call();
    } finally {
      const next = this.waiting.shift();
      if (next === undefined) this.free++;
      else next();
    }
  }
}
