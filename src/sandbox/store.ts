/** How the sandbox's state survives: memory for answers, a log on disk for what was acknowledged. */
import { mkdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { KIND_NAMES } from '../model';
import { SandboxError } from './failure';
import { lockFile } from './lock';
import { Log, readLog, replaceLog } from './log';
import { State } from './state';
import type { Transaction, Write } from './object';

const FORMAT = 'mailstate.sandbox/1';
/** A log shorter than this is not worth compacting. */
const FEW_LINES = 1000;
/** How many objects a line of a compacted log holds. */
const BATCH = 100;

interface Header {
  readonly format: string;
  /** Number of the last transaction before the compaction, so that no ETag is given twice. */
  readonly revision: number;
}

export class Store {
  private constructor(
    readonly state: State,
    private readonly log: Log | undefined,
    private readonly unlock: () => Promise<void>,
  ) {}

  /**
   * Opens the store.
   * @param file Where it is kept. @default memory only
   * @param start Writes of a store in which nothing was ever written.
   * @throws SandboxError `file-in-use`, `foreign-file`, `corrupt-file`.
   */
  static async open(file: string | undefined, start: readonly Write[]): Promise<Store> {
    const state = new State();
    if (file === undefined) {
      begin(state, start);
      return new Store(state, undefined, () => Promise.resolve());
    }
    const path = resolve(file);
    await mkdir(dirname(path), { recursive: true });
    const unlock = await lockFile(
      path,
      (process, lock) =>
        new SandboxError(
          'file-in-use',
          `${path} is served by process ${process}; stop that sandbox or name another file (its lock is ${lock})`,
        ),
    );
    try {
      const lines = await readLog(path, reader(path, state));
      const isNew = state.revision === 0;
      if (isNew) begin(state, start);
      if (isNew || lines === undefined || (lines > FEW_LINES && lines > 2 * state.size))
        await replaceLog(path, snapshot(state));
      return new Store(state, await Log.open(path), unlock);
    } catch (thrown) {
      await unlock();
      throw thrown;
    }
  }

  /** Number for the next transaction. */
  get nextRevision(): number {
    return this.state.revision + 1;
  }

  /** Carries a transaction out at once in memory; `settled` tells when it is on disk. */
  commit(...writes: readonly Write[]): void {
    const transaction: Transaction = { revision: this.nextRevision, writes };
    this.state.commit(transaction);
    this.log?.append(transaction);
  }

  /** Resolves when all that was committed so far is on disk, so that no answer tells what a crash could take back. */
  settled(): Promise<void> {
    return this.log?.settled() ?? Promise.resolve();
  }

  async close(): Promise<void> {
    try {
      await this.log?.close();
    } finally {
      await this.unlock();
    }
  }
}

function begin(state: State, writes: readonly Write[]): void {
  if (writes.length > 0) state.apply({ revision: state.revision + 1, writes });
}

/** Takes the header, then transactions. */
function reader(file: string, state: State): (record: unknown) => void {
  let header: Header | undefined;
  return (record) => {
    if (header !== undefined) return void state.apply(record as Transaction);
    header = record as Header;
    if (header.format !== FORMAT)
      throw new SandboxError('foreign-file', `${file} is not of the format ${FORMAT}; name another file`);
    state.advance(header.revision);
  };
}

function* snapshot(state: State): Iterable<Header | Transaction> {
  yield { format: FORMAT, revision: state.revision };
  for (const kind of KIND_NAMES) {
    let writes: Write[] = [];
    for (const put of state.collection(kind).values()) {
      writes.push({ kind, put });
      if (writes.length < BATCH) continue;
      yield { revision: state.revision, writes };
      writes = [];
    }
    if (writes.length > 0) yield { revision: state.revision, writes };
  }
}
