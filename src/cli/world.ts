/** What does the program need of the world around it? All of it is here, so that a test can give it another world. */
import type { Writable } from 'node:stream';

/** Where text is written to: a terminal, a file or a pipe. */
export type Output = Writable & {
  readonly isTTY?: boolean;
  /** Characters in a line, where it is a terminal. */
  readonly columns?: number;
};

/** What became of a command that was run by the shell. */
export interface Ran {
  /** Undefined where a signal ended it. */
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

export interface World {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Name of the account that runs the program. */
  readonly user: string;
  /** The folder in which the program was started. */
  readonly cwd: string;
  /** Takes the result only: a plan, a report, JSON. */
  readonly stdout: Output;
  /** Takes progress, questions, notes and errors. */
  readonly stderr: Output;
  readonly clock: { now(): number; sleep(milliseconds: number, signal?: AbortSignal): Promise<void> };
  /** From 0 up to, but not including, 1. */
  readonly random: () => number;
  /** A whole number from 0 up to, but not including, `below`, that nobody can foretell: for secrets. */
  readonly secureRandom: (below: number) => number;
  /** Encrypts a text with age, so that the owner of any of the public keys can read it; gives it as lines of ASCII. */
  readonly encrypt: (text: string, recipients: readonly string[]) => Promise<string>;
  /** Asks a person; absent where there is nobody to ask. Undefined is the end of what they type. */
  readonly ask?: (question: string) => Promise<string | undefined>;
  /** Calls the listener for each Ctrl-C or request to end. Gives the way to stop listening. */
  readonly onInterrupt: (listener: () => void) => () => void;
  /** Ends the process at once. */
  readonly exit: (code: number) => void;
  /** Runs a command line by the shell, its input closed. */
  readonly shell: (
    command: string,
    settings: { readonly cwd: string; readonly env: Readonly<Record<string, string | undefined>> },
  ) => Promise<Ran>;
}

/** Width of a line where the output is no terminal. */
const DEFAULT_COLUMNS = 100;
const LEAST_COLUMNS = 40;

/** Characters that fit in a line. */
export const columnsOf = ({ columns }: Output): number =>
  columns === undefined || columns === 0 ? DEFAULT_COLUMNS : Math.max(columns, LEAST_COLUMNS);
