/** Long runs of the random cases by command: `npm run test:model -- --cases 20000 --seed random`. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { replay, tryCases } from './cases';

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      cases: { type: 'string', default: '1000' },
      seed: { type: 'string', default: 'random' },
      path: { type: 'string' },
      applies: { type: 'string', default: '5' },
      replay: { type: 'string' },
    },
  });
  const folder = mkdtempSync(join(tmpdir(), 'mailstate-'));
  const project = { journal: join(folder, 'journal.ndjson'), audit: join(folder, 'audit.ndjson') };
  const say = (line: string): void => void process.stdout.write(`${line}\n`);
  try {
    if (values.replay !== undefined) return await replay(readFileSync(values.replay, 'utf8'), project, say);
    const seed = values.seed === 'random' ? Math.trunc(Math.random() * 2 ** 31) : Number(values.seed);
    const settings = { cases: Number(values.cases), seed, applies: Number(values.applies) };
    say(`seed ${seed}`);
    const { failure } = await tryCases(
      { ...settings, ...(values.path === undefined ? {} : { path: values.path }) },
      project,
      say,
    );
    if (failure === undefined) return;
    say(failure);
    process.exitCode = 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

void main();
