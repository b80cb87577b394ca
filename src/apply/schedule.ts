/** Which change may start next at a host? In the plan's order, one whose requirements are all done. */
import type { Change } from '../plan/plan';

/** `over`: failed, refused, skipped or cancelled. */
type State = 'waiting' | 'ready' | 'running' | 'done' | 'over';

/** The changes of one host that are ready, first come first served, and the workers that wait for one. */
class Lane {
  private readonly ready: number[] = [];
  private head = 0;
  private readonly idle: ((index: number | undefined) => void)[] = [];
  /** Changes of this host that have not come to an end. */
  open = 0;

  push(index: number): void {
    const worker = this.idle.shift();
    if (worker === undefined) this.ready.push(index);
    else worker(index);
  }

  take(): number | undefined {
    return this.head < this.ready.length ? this.ready[this.head++] : undefined;
  }

  peek(count: number): number[] {
    return this.ready.slice(this.head, this.head + count);
  }

  wait(): Promise<number | undefined> {
    return new Promise((resolve) => this.idle.push(resolve));
  }

  dismiss(): void {
    for (const worker of this.idle.splice(0)) worker(undefined);
  }
}

/** Linear in the changes and their requirements. */
export class Schedule {
  private readonly state: State[];
  private readonly missing: number[];
  private readonly dependants: (number[] | undefined)[];
  private readonly lanes = new Map<string, Lane>();
  private readonly closed = new Set<string>();
  private stopped = false;

  /**
   * A requirement that the plan does not hold counts as done.
   * @throws Error when a change comes before one that it requires.
   */
  constructor(private readonly changes: readonly Change[]) {
    const indexes = new Map(changes.map(({ id }, index) => [id, index]));
    this.state = new Array<State>(changes.length).fill('waiting');
    this.missing = new Array<number>(changes.length).fill(0);
    this.dependants = new Array<number[] | undefined>(changes.length).fill(undefined);
    changes.forEach((change, index) => {
      for (const id of new Set(change.requires)) {
        const required = indexes.get(id);
        if (required === undefined) continue;
        if (required >= index)
          throw new Error(
            `the plan holds ${JSON.stringify(change.id)} before ${JSON.stringify(id)}, which it requires`,
          );
        (this.dependants[required] ??= []).push(index);
        this.missing[index] = (this.missing[index] ?? 0) + 1;
      }
    });
    changes.forEach((change, index) => {
      this.lane(change.host).open++;
      if (this.missing[index] === 0) this.makeReady(index);
    });
  }

  /** The next change to start at a host; undefined when there will be none. */
  async next(host: string): Promise<number | undefined> {
    const lane = this.lane(host);
    while (!this.stopped && !this.closed.has(host) && lane.open > 0) {
      const index = lane.take() ?? (await lane.wait());
      if (index === undefined) return undefined;
      if (this.state[index] !== 'ready' || this.stopped) continue;
      this.state[index] = 'running';
      return index;
    }
    return undefined;
  }

  /** The changes that are ready at a host and will be given next. */
  upcoming(host: string, count: number): number[] {
    return this.lane(host).peek(count);
  }

  /** Whether all that a change requires is done, and the change itself not over. */
  isDue(index: number): boolean {
    return this.state[index] === 'ready' || this.state[index] === 'running';
  }

  done(index: number): void {
    this.end(index, 'done');
    for (const next of this.dependants[index] ?? []) {
      this.missing[next] = (this.missing[next] ?? 0) - 1;
      if (this.missing[next] === 0 && this.state[next] === 'waiting') this.makeReady(next);
    }
  }

  /** Ends a change that was not done; gives all that now cannot be done either, in the plan's order. */
  failed(index: number): number[] {
    this.end(index, 'over');
    return this.endDependants([index]);
  }

  /** Ends a change that was stopped before it began; what requires it is left over. */
  abandoned(index: number): void {
    this.end(index, 'over');
  }

  /** Starts nothing more at a host; gives all that now will not be done, dependants at other hosts too, in the plan's order. */
  closeHost(host: string): number[] {
    this.closed.add(host);
    const own: number[] = [];
    this.changes.forEach((change, index) => {
      if (change.host === host && (this.state[index] === 'waiting' || this.state[index] === 'ready')) own.push(index);
    });
    for (const index of own) this.end(index, 'over');
    this.lane(host).dismiss();
    return [...own, ...this.endDependants(own)].sort((a, b) => a - b);
  }

  /** Starts nothing more anywhere. */
  stop(): void {
    this.stopped = true;
    for (const lane of this.lanes.values()) lane.dismiss();
  }

  /** Ends and gives what never started, in the plan's order. */
  leftOver(): number[] {
    const left = [...this.changes.keys()].filter(
      (index) => this.state[index] === 'waiting' || this.state[index] === 'ready',
    );
    for (const index of left) this.end(index, 'over');
    return left;
  }

  private endDependants(of: readonly number[]): number[] {
    const ended: number[] = [];
    const open = [...of];
    for (let at = open.pop(); at !== undefined; at = open.pop())
      for (const next of this.dependants[at] ?? []) {
        if (this.state[next] !== 'waiting') continue;
        this.end(next, 'over');
        ended.push(next);
        open.push(next);
      }
    return ended.sort((a, b) => a - b);
  }

  private makeReady(index: number): void {
    this.state[index] = 'ready';
    this.lane(this.changes[index]?.host ?? '').push(index);
  }

  private end(index: number, state: 'done' | 'over'): void {
    this.state[index] = state;
    const lane = this.lane(this.changes[index]?.host ?? '');
    if (--lane.open === 0) lane.dismiss();
  }

  private lane(host: string): Lane {
    let lane = this.lanes.get(host);
    if (lane === undefined) this.lanes.set(host, (lane = new Lane()));
    return lane;
  }
}
