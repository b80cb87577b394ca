/** How is progress shown: as a bar on a terminal, as a line now and then elsewhere? */
import { Format, SingleBar } from 'cli-progress';
import { columnsOf } from './world';
import type { World } from './world';

export interface Meter {
  /** Shows how far the work is; `said` stands beside the bar. */
  show(value: number, total: number, said: string): void;
  /** Writes a line that stays. */
  note(text: string): void;
  end(): void;
}

/** Least time between two lines where there is no terminal. */
const BETWEEN_LINES = 3000;
const BAR_WIDTH = 24;

export const number = (value: number): string => value.toLocaleString('en-GB');

/** @param work What is being done, such as "reading". */
export const createMeter = (work: string, world: Pick<World, 'stderr' | 'clock'>): Meter =>
  world.stderr.isTTY === true ? barMeter(work, world) : lineMeter(work, world);

function barMeter(work: string, { stderr }: Pick<World, 'stderr'>): Meter {
  const bar = new SingleBar({
    stream: stderr,
    barsize: BAR_WIDTH,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    clearOnComplete: true,
    hideCursor: true,
    // Signals are the command's own affair: it stops the bar.
    gracefulExit: false,
    format: (options, { progress, value, total }, { said }: { said: string }) =>
      `${work} ${Format.BarFormat(progress, options)} ${number(value)}/${number(total)}${said === '' ? '' : `  ${said}`}`.slice(
        0,
        columnsOf(stderr) - 1,
      ),
  });
  let last: readonly [value: number, total: number, said: string] | undefined;
  const start = (value: number, total: number, said: string): void => bar.start(total, value, { said });
  return {
    show(value, total, said) {
      if (last === undefined) start(value, total, said);
      else {
        bar.setTotal(total);
        bar.update(value, { said });
      }
      last = [value, total, said];
    },
    note(text) {
      bar.stop();
      stderr.write(`${text}\n`);
      if (last !== undefined) start(...last);
    },
    end() {
      bar.stop();
      last = undefined;
    },
  };
}

function lineMeter(work: string, { stderr, clock }: Pick<World, 'stderr' | 'clock'>): Meter {
  let written = clock.now();
  return {
    show(value, total, said) {
      if (clock.now() - written < BETWEEN_LINES) return;
      written = clock.now();
      stderr.write(`${work} ${number(value)} of ${number(total)}${said === '' ? '' : `, ${said}`}\n`);
    },
    note: (text) => void stderr.write(`${text}\n`),
    end: () => undefined,
  };
}
