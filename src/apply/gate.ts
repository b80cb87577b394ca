/** How many calls to one host are under way at once? */

export class Gate {
  private free: number;
  private readonly waiting: (() => void)[] = [];

  constructor(readonly width: number) {
    this.free = width;
  }

  async run<T>(call: () => Promise<T>): Promise<T> {
    if (this.free > 0) this.free--;
    else await new Promise<void>((resolve) => this.waiting.push(resolve));
    try {
      return await call();
    } finally {
      const next = this.waiting.shift();
      if (next === undefined) this.free++;
      else next();
    }
  }
}
