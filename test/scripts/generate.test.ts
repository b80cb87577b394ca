import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import ts from 'typescript';
import { CATALOGUE_PARTS } from '../../scripts/generate/catalogues';
import { findingsPage } from '../../scripts/generate/findings';
import { hostsPage } from '../../scripts/generate/hosts';
import { resourcesPage } from '../../scripts/generate/resources';
import { DRIVERS } from '../../src/drivers';
import { KINDS, toSnakeCase } from '../../src/model';

const ROOT = resolve(__dirname, '../..');
jest.setTimeout(60_000);

it('every generated file is what the code says', () => {
  const script = join(ROOT, 'scripts/generate/main.ts');
  const { stderr, status } = spawnSync(process.execPath, ['-r', 'ts-node/register', script, '--check'], { cwd: ROOT, encoding: 'utf8' }); // prettier-ignore
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
});

/** The codes of each `defineFindings({ ... })` in a file. */
function definedIn(path: string): string[][] {
  const tree = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.ES2022);
  const found: string[][] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === 'defineFindings') {
      const [catalogue] = node.arguments;
      const names = catalogue !== undefined && ts.isObjectLiteralExpression(catalogue) ? catalogue.properties : [];
      found.push(names.flatMap(({ name }) => (name !== undefined && ts.isStringLiteralLike(name) ? [name.text] : [])));
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

describe('the page of findings', () => {
  const codes = CATALOGUE_PARTS.flatMap(({ catalogues }) => catalogues.flatMap((catalogue) => Object.keys(catalogue)));

  it('holds every catalogue', () => {
    const missing = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts'))
      .filter((path) => definedIn(join(ROOT, 'src', path)).flat().some((code) => !codes.includes(code)))
      .map((path) => `add the catalogue of src/${path} to scripts/generate/catalogues.ts (a check: to src/plan/checks/index.ts)`); // prettier-ignore
    expect(missing).toEqual([]);
  });

  it('holds every code once', () => {
    expect(codes.filter((code, i) => codes.indexOf(code) !== i)).toEqual([]);
    for (const code of codes) expect(findingsPage()).toContain(`\n| \`${code}\` | `);
  });
});

it('the page of hosts says of every driver how it is verified, against what and when', async () => {
  const page = await hostsPage();
  for (const { name, verified } of Object.values(DRIVERS)) {
    const [, how, against, last] = new RegExp(`^\\| \`${name}\` \\| (live|by contract only) \\| ([^|]+) \\| ([^|]+) \\|`, 'm').exec(page) ?? []; // prettier-ignore
    expect({ name, isLive: how === 'live' }).toEqual({ name, isLive: verified.how === 'live' });
    expect(against).toContain(verified.version);
    expect(last).toMatch(/^(?:\d{4}-\d{2}-\d{2}|at every run of the tests)$/);
  }
});

it('the page of resources names every attribute in both spellings', () => {
  const page = resourcesPage();
  for (const { attributes } of Object.values(KINDS))
    for (const [name, { computed }] of Object.entries(attributes))
      expect(page).toContain(computed ? `| \`${name}\` | ` : `| \`${name}\` | \`${toSnakeCase(name)}\` | `);
});
