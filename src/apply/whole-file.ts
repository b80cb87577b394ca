/** How does a file get onto the disk whole or not at all? */
import { randomUUID } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Only the owner may read it: addresses are personal data. */
const OWNER_ONLY = 0o600;

/**
 * Writes a file in the place of what is there. A crash leaves the one or the other, for good.
 * @throws what the file system says.
 */
export async function writeWhole(path: string, text: string): Promise<void> {
  const fresh = `${path}.${randomUUID()}`;
  try {
    const handle = await open(fresh, 'wx', OWNER_ONLY);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(fresh, path);
  } catch (thrown) {
    await rm(fresh, { force: true });
    throw thrown;
  }
  await settleFolder(dirname(path));
}

/** Brings the names in a folder to the disk, where the system can do that for folders. */
async function settleFolder(path: string): Promise<void> {
  const folder = await open(path, 'r').catch(() => undefined);
  await folder?.sync().catch(() => undefined);
  await folder?.close();
}

/**
 * Writes a file under the first name that is free, so that nothing is ever lost.
 * @param names The names to try.
 * @returns the name that was taken.
 * @throws what the file system says.
 */
export async function writeBeside(names: Iterable<string>, text: string): Promise<string> {
  for (const path of names) {
    const reserved = await open(path, 'wx', OWNER_ONLY).catch((thrown: NodeJS.ErrnoException) => {
      if (thrown.code === 'EEXIST') return undefined;
      throw thrown;
    });
    if (reserved === undefined) continue;
    await reserved.close();
    await writeWhole(path, text);
    return path;
  }
  throw new Error('every name is taken');
}
