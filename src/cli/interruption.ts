/** What does Ctrl-C do? The first ends the work in good order, the second ends it at once. */
import type { World } from './world';

/** Exit code of a process that was ended by Ctrl-C: 128 + SIGINT. */
const ENDED_AT_ONCE = 130;

/**
 * Gives the work a signal that the first interruption aborts.
 * @param said What the first interruption does, told at once.
 */
export async function interruptible<T>(
  world: World,
  said: string,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const stop = new AbortController();
  const silence = world.onInterrupt(() => {
    if (stop.signal.aborted) return world.exit(ENDED_AT_ONCE);
    world.stderr.write(`\n${said}\n`);
    stop.abort();
  });
  try {
    return await work(stop.signal);
  } finally {
    silence();
  }
}
