/** How do lines get onto the disk for good, many writers sharing one flush? */
import { mkdir, open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';

const BLOCK = 64 * 1024;

/** Finds where the last whole line ends, and that line. */
async function tail(handle: FileHandle, size: number): Promise<{ readonly end: number; readonly line?: string }> {
  for (let length = Math.min(size, BLOCK); ; length = Math.min(size, length * 2)) {
    const { buffer } = await handle.read(Buffer.alloc(length), 0, length, size - length);
    const end = buffer.lastIndexOf(10) + 1;
    const start = end < 2 ? 0 : buffer.lastIndexOf(10, end - 2) + 1;
    if (start > 0 || length === size)
      return {
        end: end === 0 ? 0 : size - length + end,
        ...(end === 0 ? {} : { line: buffer.toString('utf8', start, end - 1) }),
      };
  }
}

/** A file to which lines are only ever appended. Only its owner may read it. */
export class DurableLines {
  private pending: string[] = [];
  private written: Promise<void> = Promise.resolve();
  private queued: Promise<void> | undefined;

  private constructor(
    private readonly handle: FileHandle,
    /** The last line that the file held when it was opened. */
    readonly last: string | undefined,
  ) {}

  /**
   * Opens a file, or makes it. A last line that was torn by a crash is cut off: whoever wrote it never heard that it was written.
   * @throws what the file system says.
   */
  static async open(file: string): Promise<DurableLines> {
    await mkdir(dirname(file), { recursive: true });
    const handle = await open(file, 'a+', 0o600);
    const { size } = await handle.stat();
    const { end, line } = await tail(handle, size);
    if (end < size) await handle.truncate(end);
    return new DurableLines(handle, line);
  }

  /** Adds a line, which reaches the disk with the next flush. */
  append(line: string): void {
    this.pending.push(`${line}\n`);
  }

  /**
   * Resolves when all lines added so far are on the disk. While one flush is under way, all further ones wait for the next together.
   * @throws what the file system says, from the first failure on every time.
   */
  flush(): Promise<void> {
    if (this.queued !== undefined) return this.queued;
    if (this.pending.length === 0) return this.written;
    this.queued = this.written.then(() => this.commit());
    this.written = this.queued;
    this.written.catch(() => undefined);
    return this.queued;
  }

  /** Empties the file. */
  async clear(): Promise<void> {
    await this.handle.truncate(0);
  }

  async close(): Promise<void> {
    await this.flush().finally(() => this.handle.close());
  }

  private async commit(): Promise<void> {
    this.queued = undefined;
    const text = this.pending.join('');
    this.pending = [];
    await this.handle.appendFile(text);
    await this.handle.datasync();
  }
}
