/** A folder of its own for one test file, gone when its tests are. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Gives the path of a file that is not there yet. */
export function scratch(): (name: string) => string {
  const folder = mkdtempSync(join(tmpdir(), 'mailstate-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return (name) => join(folder, name);
}
