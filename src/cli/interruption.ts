/** What does Ctrl-C do? The first ends the work in good order, the second ends it at once. */
import type { World } from './world';

/** Exit code of a process that was ended by Ctrl-C: 128 + SIGINT. */
const ENDED_AT_ONCE = 130;

/** A progress bar hides the cursor and stops lines from wrapping. */
const RESTORE = '\u001b[?25h\u001b[?7h\n';

/** Gives the work a signal that the first interruption aborts. */
export async function interruptible<T>(world: World, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const stop = new AbortController();
  const silence = world.onInterrupt(() => {
    if (stop.signal.aborted) {
      if (world.stderr.isTTY === true) world.stderr.write(RESTORE);
      return world.exit(ENDED_AT_ONCE);
    }
    stop.abort();
  });
  try {
    return await work(stop.signal);
  } finally {
    silence();
  }
}
