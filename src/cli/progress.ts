/** What does a person see while hosts are read and a plan is carried out? */
import { NO_PROGRESS, advance } from '../apply';
import type { ApplyEvent, Progress } from '../apply';
import { doing } from '../apply/wording';
import { printable } from '../model';
import type { KindName } from '../model';
import { createMeter, number } from './meter';
import type { World } from './world';

/** Failures told while the work goes on; all of them are in the report. */
const MOST_NOTES = 50;

/** Shows the reading of hosts: objects read of those there are, by kind. */
export function readingProgress(world: World) {
  const meter = createMeter('reading', world);
  const kinds = new Map<string, { readonly kind: KindName; read: number; total: number }>();
  return {
    listener(host: string, kind: KindName, read: number, total: number | undefined): void {
      kinds.set(`${host} ${kind}`, { kind, read, total: total ?? read });
      const all = [...kinds.values()];
      const sum = (of: 'read' | 'total', only?: KindName): number =>
        all.reduce((before, each) => before + (only === undefined || each.kind === only ? each[of] : 0), 0);
      const said = [...new Set(all.map((each) => each.kind))].map((each) => `${each} ${number(sum('read', each))}`);
      meter.show(sum('read'), sum('total'), said.join(', '));
    },
    end: () => meter.end(),
  };
}

/** Shows how far an apply is, and each failure as it comes. */
export function applyingProgress(world: World) {
  const meter = createMeter('applying', world);
  let progress: Progress = NO_PROGRESS;
  let notes = 0;
  return {
    take(event: ApplyEvent): void {
      progress = advance(progress, event, world.clock.now());
      const failure = failureIn(event);
      if (failure !== undefined && ++notes <= MOST_NOTES) meter.note(printable(failure));
      if (notes === MOST_NOTES + 1 && failure !== undefined) meter.note('further failures are told in the report');
      if (progress.total > 0) meter.show(progress.ended - progress.cancelled, progress.total, sayingOf(progress));
    },
    stopping: () => meter.note('stopping: calls under way finish, nothing new is started; Ctrl-C again ends at once'),
    end: () => meter.end(),
  };
}

function failureIn(event: ApplyEvent): string | undefined {
  if (event.type === 'change-failed') return `failed: ${doing(event.change)}: ${event.failure.message}`;
  if (event.type === 'change-refused')
    return `refused: ${doing(event.change)}: changed since the plan was made (${event.moved.join(', ')})`;
  return undefined;
}

function sayingOf({ phase, rate, remainingMilliseconds, failed, refused, skipped }: Progress): string {
  if (phase === 'verifying') return 'reading back';
  return [
    ...(rate > 0 ? [`${number(Math.round(rate))} a second`] : []),
    ...(remainingMilliseconds === undefined ? [] : [`${time(remainingMilliseconds)} left`]),
    ...(failed + refused > 0 ? [`${number(failed + refused)} failed`] : []),
    ...(skipped > 0 ? [`${number(skipped)} skipped`] : []),
  ].join(', ');
}

function time(milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / 1000);
  return seconds < 120 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`;
}
