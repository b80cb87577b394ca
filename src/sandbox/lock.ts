/** Whether another process works on the same file. */
import { randomUUID } from 'node:crypto';
import { link, open, readFile, rename, rm } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';

/** Tells a process from an earlier one that had the same id, as happens in containers. */
const self = (): string => `${process.pid} ${performance.timeOrigin}`;

const codeOf = (thrown: unknown): string | undefined => (thrown as NodeJS.ErrnoException).code;

function isAlive(holder: string): boolean {
  const pid = Number.parseInt(holder, 10);
  if (Number.isNaN(pid)) return false;
  if (pid === process.pid) return holder === self();
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return codeOf(thrown) === 'EPERM';
  }
}

/**
 * Takes the lock of a file: `<file>.lock` holding the process id. The lock of a process that died is taken over.
 * @param inUse Makes the error that is thrown while a living process has the lock.
 * @returns how to give it back.
 */
export async function lockFile(
  file: string,
  inUse: (process: string, lock: string) => Error,
): Promise<() => Promise<void>> {
  const lock = `${file}.lock`;
  const mine = `${lock}.${randomUUID()}`;
  const handle = await open(mine, 'w');
  await handle.writeFile(self());
  await handle.close();
  try {
    for (;;) {
      try {
        // A link appears with its content, so nobody ever reads an empty lock.
        await link(mine, lock);
        return () => rm(lock, { force: true });
      } catch (thrown) {
        if (codeOf(thrown) !== 'EEXIST') throw thrown;
      }
      const holder = await readFile(lock, 'utf8').catch(() => undefined);
      if (holder === undefined) continue;
      if (isAlive(holder)) throw inUse(holder.split(' ')[0] ?? '', lock);
      await clear(lock, holder);
    }
  } finally {
    await rm(mine, { force: true });
  }
}

/** Moves a dead process's lock away; puts it back if, in between, somebody living had taken it over. */
async function clear(lock: string, holder: string): Promise<void> {
  const aside = `${lock}.${process.pid}.old`;
  try {
    await rename(lock, aside);
    if ((await readFile(aside, 'utf8')) !== holder) await link(aside, lock);
  } catch (thrown) {
    if (!['ENOENT', 'EEXIST'].includes(codeOf(thrown) ?? '')) throw thrown;
  } finally {
    await rm(aside, { force: true });
  }
}
