/** Compares a text with a file that a person can read and review; UPDATE_GOLDEN=1 writes the file anew. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

export function expectGolden(text: string, file: string): void {
  if (process.env.UPDATE_GOLDEN === '1') {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  if (!existsSync(file))
    throw new Error(`there is no ${file}; run the test with UPDATE_GOLDEN=1 and review what it writes`);
  expect(text).toBe(readFileSync(file, 'utf8'));
}
