/** What is generated from the code? Writes all of it; `--check` only tells what is not current. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { planJsonSchema } from '../../src/plan/schema';
import { openApiDocument } from '../../src/sandbox/openapi';
import { routeTable, schemaOf } from '../../src/sandbox/routes';
import { cliPage } from './cli';
import { findingsPage } from './findings';
import { hostsPage } from './hosts';
import { propsText } from './props';
import { resourcesPage } from './resources';

const ROOT = join(__dirname, '../..');
const PROPS = 'src/constructs/props.generated.ts';

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** Each generated file, and how its text is made. */
const FILES: Readonly<Record<string, () => string | Promise<string>>> = {
  [PROPS]: () => propsText(join(ROOT, PROPS)),
  'docs/reference/resources.md': resourcesPage,
  'docs/reference/findings.md': findingsPage,
  'docs/reference/cli.md': cliPage,
  'docs/reference/hosts.md': hostsPage,
  'docs/reference/plan.schema.json': () => json(planJsonSchema()),
  'docs/reference/sandbox-openapi.json': () => json(openApiDocument(routeTable(), schemaOf)),
};

function written(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

async function main(isCheck: boolean): Promise<void> {
  for (const [name, make] of Object.entries(FILES)) {
    const path = join(ROOT, name);
    const text = await make();
    if (written(path) === text) continue;
    if (isCheck) {
      process.stderr.write(`${name} is not what the code says; run npm run generate\n`);
      process.exitCode = 1;
    } else {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
      process.stdout.write(`wrote ${name}\n`);
    }
  }
}

void main(process.argv.includes('--check'));
