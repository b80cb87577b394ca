/** A world for the command line: output is kept, answers are prepared, time stands still, Ctrl-C is a call. */
import { createHash, randomInt } from 'node:crypto';
import { Writable } from 'node:stream';
import { run } from '../../src/cli/run';
import type { Output, World } from '../../src/cli/world';
import { fakeClock } from './fake-clock';

class Kept extends Writable {
  text = '';

  constructor(
    readonly isTTY: boolean,
    readonly columns: number | undefined,
    private readonly heard: (text: string) => void,
  ) {
    super();
  }

  override _write(chunk: Buffer, _: BufferEncoding, done: () => void): void {
    this.text += chunk.toString('utf8');
    this.heard(this.text);
    done();
  }
}

export interface TerminalOptions extends Partial<Pick<World, 'env' | 'cwd' | 'shell' | 'clock' | 'encrypt'>> {
  /** @default false */
  readonly isTTY?: boolean;
  readonly columns?: number;
  /** What a person types at the questions, perhaps after doing something; without it there is nobody to ask. */
  readonly answers?: readonly (string | (() => Promise<string>))[];
  /** Called with all that was written so far. */
  readonly onOutput?: (text: string) => void;
  readonly onError?: (text: string) => void;
}

export interface Terminal {
  readonly world: World;
  readonly stdout: Output & { readonly text: string };
  readonly stderr: Output & { readonly text: string };
  /** Questions that were asked. */
  readonly asked: readonly string[];
  /** Codes of ends at once. */
  readonly exits: readonly number[];
  /** Presses Ctrl-C. */
  interrupt(): void;
  run(...argv: string[]): Promise<number>;
}

/** Stands for encryption: the text cannot be seen in it. */
const sealed = (text: string, recipients: readonly string[]): string =>
  `sealed for ${recipients.join(', ')}: ${createHash('sha256').update(text).digest('hex')}\n`;

export function terminal(options: TerminalOptions = {}): Terminal {
  const { isTTY = false, columns, answers, onOutput = () => undefined, onError = () => undefined } = options;
  const stdout = new Kept(isTTY, columns, onOutput);
  const stderr = new Kept(isTTY, columns, onError);
  const asked: string[] = [];
  const exits: number[] = [];
  const listeners = new Set<() => void>();
  const left = [...(answers ?? [])];
  const ask = (question: string): Promise<string | undefined> => {
    asked.push(question);
    const answer = left.shift();
    return typeof answer === 'function' ? answer() : Promise.resolve(answer);
  };
  const world: World = {
    env: {},
    user: 'ada',
    cwd: '/nowhere',
    stdout,
    stderr,
    clock: fakeClock(),
    random: () => 0.5,
    secureRandom: (below) => randomInt(below),
    encrypt: (text, recipients) => Promise.resolve(sealed(text, recipients)),
    ...(answers === undefined ? {} : { ask }),
    onInterrupt: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    exit: (code) => exits.push(code),
    shell: () => Promise.resolve({ code: 127, stdout: '', stderr: '' }),
    ...options,
  };
  return {
    world,
    stdout,
    stderr,
    asked,
    exits,
    interrupt: () => listeners.forEach((listener) => listener()),
    run: (...argv) => run(argv, world),
  };
}
