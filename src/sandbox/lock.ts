/** Whether another process serves the same file. */
import { link, open, readFile, rename, rm } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';
import { SandboxError } from './failure';

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
 * @returns how to give it back.
 * @throws SandboxError `file-in-use`.
 */
export async function lockFile(file: string): Promise<() => Promise<void>> {
  const lock = `${file}.lock`;
  const mine = `${lock}.${process.pid}`;
  const inUse = (holder: string): SandboxError =>
    new SandboxError(
      'file-in-use',
      `${file} is served by process ${holder.split(' ')[0]}; stop that sandbox or name another file (its lock is ${lock})`,
    );
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
      if (isAlive(holder)) throw inUse(holder);
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
