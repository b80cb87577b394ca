/** What may a plan file hold? Written from the schema into docs/reference/plan.schema.json; `--check` only tells whether that file is current. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { planJsonSchema } from '../src/plan';

const NAME = 'docs/reference/plan.schema.json';
const FILE = join(__dirname, '..', NAME);

function written(): string | undefined {
  try {
    return readFileSync(FILE, 'utf8');
  } catch {
    return undefined;
  }
}

const text = `${JSON.stringify(planJsonSchema(), null, 2)}\n`;
if (!process.argv.includes('--check')) {
  mkdirSync(dirname(FILE), { recursive: true });
  writeFileSync(FILE, text);
} else if (written() !== text) {
  process.stderr.write(`${NAME} is not what the schema says; run npm run generate:plan-schema\n`);
  process.exitCode = 1;
}
