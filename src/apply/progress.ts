/** How far is an apply, how fast is it, and how long will it take? */
import type { ApplyEvent } from './events';

export interface Progress {
  readonly phase: 'waiting' | 'applying' | 'verifying' | 'finished';
  readonly total: number;
  /** Changes that came to an end, whichever. */
  readonly ended: number;
  readonly done: number;
  readonly failed: number;
  readonly refused: number;
  readonly skipped: number;
  readonly cancelled: number;
  /** When the first event came, in milliseconds. */
  readonly startedAt: number;
  /** Changes that were carried out or tried, a second; 0 while not known. */
  readonly rate: number;
  /** Absent while not known. */
  readonly remainingMilliseconds?: number;
}

export const NO_PROGRESS: Progress = {
  phase: 'waiting',
  total: 0,
  ended: 0,
  done: 0,
  failed: 0,
  refused: 0,
  skipped: 0,
  cancelled: 0,
  startedAt: 0,
  rate: 0,
};

/**
 * Takes one event into account.
 * @param now The time, in milliseconds.
 */
export function advance(progress: Progress, event: ApplyEvent, now: number): Progress {
  switch (event.type) {
    case 'started':
      return { ...NO_PROGRESS, phase: 'applying', total: event.total, startedAt: now };
    case 'change-done':
      return ended(progress, 'done', now);
    case 'change-failed':
      return ended(progress, 'failed', now);
    case 'change-refused':
      return ended(progress, 'refused', now);
    case 'change-skipped':
      return ended(progress, 'skipped', now);
    case 'change-cancelled':
      return ended(progress, 'cancelled', now);
    case 'verifying':
      return { ...progress, phase: 'verifying' };
    case 'finished':
      return { ...progress, phase: 'finished', remainingMilliseconds: 0 };
    case 'change-started':
    case 'not-kept':
    case 'noted':
      return progress;
    default:
      return event satisfies never;
  }
}

function ended(
  progress: Progress,
  how: 'done' | 'failed' | 'refused' | 'skipped' | 'cancelled',
  now: number,
): Progress {
  const next = { ...progress, ended: progress.ended + 1, [how]: progress[how] + 1 };
  const elapsed = now - next.startedAt;
  // What was skipped or cancelled took no time, so it says nothing about the speed.
  const tried = next.done + next.failed + next.refused;
  if (tried === 0 || elapsed <= 0) return next;
  return {
    ...next,
    rate: (tried * 1000) / elapsed,
    remainingMilliseconds: ((next.total - next.ended) * elapsed) / tried,
  };
}
