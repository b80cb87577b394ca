/** How is work measured? In processor time, since other programs share the machine; in wall time only where another program is compared. */
import { performance } from 'node:perf_hooks';

export interface Taken {
  /** Seconds of processor time, user and system, of this process with all its threads. */
  readonly cpu: number;
  /** Seconds that passed. */
  readonly wall: number;
}

/** Starts a stopwatch; calling it reads it. */
export function stopwatch(): () => Taken {
  const start = process.cpuUsage();
  const began = performance.now();
  return () => {
    const { user, system } = process.cpuUsage(start);
    return { cpu: (user + system) / 1e6, wall: (performance.now() - began) / 1e3 };
  };
}

/** Measures one piece of work. */
export async function taken<T>(work: () => T | Promise<T>): Promise<Taken & { readonly value: T }> {
  const read = stopwatch();
  const value = await work();
  return { value, ...read() };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? NaN)
    : ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2;
}

/** The power of the size with which a cost grows: 1 is linear, 2 is quadratic. */
export const growth = (
  from: readonly [size: number, cost: number],
  to: readonly [size: number, cost: number],
): number => Math.log(to[1] / from[1]) / Math.log(to[0] / from[0]);
