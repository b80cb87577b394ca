/** How records outlive the process: a file of checksummed lines that is only ever appended to, or replaced as a whole. */
import { createReadStream } from 'node:fs';
import { open, rename, truncate } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { crc32 } from 'node:zlib';
import { SandboxError } from './failure';

const NEWLINE = 0x0a;
const OWNER_ONLY = 0o600;

const checksum = (text: string | Buffer): string => crc32(text).toString(16).padStart(8, '0');

/** `<CRC-32 of the JSON in hex> <JSON>` and a newline. */
function lineOf(record: unknown): string {
  const json = JSON.stringify(record);
  return `${checksum(json)} ${json}\n`;
}

function parseLine(line: Buffer): { readonly record: unknown } | undefined {
  const json = line.subarray(9);
  if (line.length < 10 || line.toString('latin1', 0, 9) !== `${checksum(json)} `) return undefined;
  return { record: JSON.parse(json.toString('utf8')) as unknown };
}

const isAbsent = (thrown: unknown): boolean => (thrown as NodeJS.ErrnoException).code === 'ENOENT';

/**
 * Reads all records, one line at a time. A last line without its newline was being written when the process died; it was
 * never acknowledged, and is cut off.
 * @returns how many records there are; undefined where there is no file.
 * @throws SandboxError `foreign-file` when the first line is no record, `corrupt-file` naming any later damaged line.
 */
export async function readLog(file: string, each: (record: unknown) => void): Promise<number | undefined> {
  let lines = 0;
  let whole = 0;
  let rest: Buffer[] = [];
  const take = (line: Buffer): void => {
    lines += 1;
    whole += line.length + 1;
    const parsed = parseLine(line);
    if (parsed === undefined)
      throw lines === 1
        ? new SandboxError('foreign-file', `${file} was not written by a sandbox; name another file`)
        : new SandboxError('corrupt-file', `line ${lines} of ${file} is damaged; restore the file from a backup`);
    each(parsed.record);
  };
  try {
    for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
      let start = 0;
      for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
        take(Buffer.concat([...rest, chunk.subarray(start, end)]));
        [rest, start] = [[], end + 1];
      }
      rest.push(chunk.subarray(start));
    }
  } catch (thrown) {
    if (isAbsent(thrown)) return undefined;
    throw thrown;
  }
  if (lines === 0) throw new SandboxError('foreign-file', `${file} was not written by a sandbox; name another file`);
  if (rest.some((piece) => piece.length > 0)) await truncate(file, whole);
  return lines;
}

/** Puts a file of these records in the place of the old one: whole or not at all, whenever the process dies. */
export async function replaceLog(file: string, records: Iterable<unknown>): Promise<void> {
  const fresh = `${file}.new`;
  const handle = await open(fresh, 'w', OWNER_ONLY);
  try {
    let text = '';
    for (const record of records) {
      text += lineOf(record);
      if (text.length < 1_000_000) continue;
      await handle.writeFile(text);
      text = '';
    }
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(fresh, file);
  await syncFolder(dirname(file));
}

/** A rename lasts once its folder is on the disk; Windows has no such call. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Appends records; those that come while the disk is busy go to it together. */
export class Log {
  private pending: string[] = [];
  private writing: Promise<void> | undefined;
  private next: Promise<void> | undefined;

  private constructor(private readonly handle: FileHandle) {}

  static async open(file: string): Promise<Log> {
    return new Log(await open(file, 'a', OWNER_ONLY));
  }

  append(record: unknown): void {
    this.pending.push(lineOf(record));
  }

  /** Resolves when all that was appended so far is on the disk. Rejects from the first failure on: what follows a gap is not kept. */
  settled(): Promise<void> {
    if (this.pending.length === 0) return this.writing ?? Promise.resolve();
    this.next ??= (this.writing ?? Promise.resolve()).then(() => this.flush());
    return this.next;
  }

  async close(): Promise<void> {
    try {
      await this.settled();
    } finally {
      await this.handle.close();
    }
  }

  private flush(): Promise<void> {
    const text = this.pending.join('');
    [this.pending, this.next] = [[], undefined];
    this.writing = this.handle.appendFile(text).then(() => this.handle.datasync());
    return this.writing;
  }
}
