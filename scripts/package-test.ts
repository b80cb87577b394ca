/** Does the package install and run in an empty folder, with either CDK? Needs a package registry; ends with one line that counts the checks. */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { startPracticeHost } from './practice-host';

const ROOT = resolve(__dirname, '..');
const CDKS = ['cdktf@0.21.0', 'cdktf@npm:cdktn@0.24.0'] as const;
const BESIDE = ['constructs@10.7.2', 'ts-node@10.9.2', 'typescript@5.9.3', '@types/node@20.19.43'];
/** All that a package may hold. */
const ALLOWED = /^(dist\/.+\.(js|d\.ts)|package\.json|README\.md|LICENSE|CHANGELOG\.md)$/;
const MOST_BYTES = 500_000;
const TOKEN = 'practice';

const outcomes: boolean[] = [];

/** Runs one check and says how it went. */
async function check(what: string, run: () => void | Promise<void>): Promise<void> {
  let problem: string | undefined;
  try {
    await run();
  } catch (thrown) {
    problem = thrown instanceof Error ? thrown.message : String(thrown);
  }
  outcomes.push(problem === undefined);
  process.stdout.write(problem === undefined ? `ok      ${what}\n` : `FAILED  ${what}\n${problem.replace(/^/gm, '        ')}\n`);
} // prettier-ignore

function demand(is: boolean, problem: string): void {
  if (!is) throw new Error(problem);
}

interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly output: string;
}

function ran(command: readonly string[], cwd: string, env: Readonly<Record<string, string>> = {}): Ran {
  const [file = '', ...argv] = command;
  const { status, stdout, stderr } = spawnSync(file, argv, {
    cwd,
    env: { ...process.env, ...env },
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  return { code: status, stdout, output: `${stdout}${stderr}` };
}

/** Runs a command that must succeed; gives its standard output. */
function done(command: readonly string[], cwd: string, env?: Readonly<Record<string, string>>): string {
  const { code, stdout, output } = ran(command, cwd, env);
  demand(code === 0, `${command.join(' ')} ended with ${code}:\n${output}`);
  return stdout;
}

interface Packed {
  readonly filename: string;
  readonly size: number;
  readonly files: readonly { readonly path: string }[];
}

/** Plans, applies and plans again in a project that the practice host serves. */
async function reconcile(installed: string, project: string, env: (endpoint: string) => Record<string, string>): Promise<void> {
  const host = await startPracticeHost(join(installed, 'node_modules/mailstate/dist/cli/main.js'), TOKEN);
  const { endpoint } = host;
  try {
    const main = join(project, 'main.ts');
    writeFileSync(main, readFileSync(main, 'utf8').replaceAll('http://127.0.0.1:8025', endpoint));
    const mailstate = (...argv: string[]): string => done(['npx', 'mailstate', ...argv], project, { MAIL_TOKEN: TOKEN, ...env(endpoint) });
    const first = mailstate('plan');
    demand(/^Plan: \d+ to create/m.test(first), `the first plan creates nothing:\n${first}`);
    const report = mailstate('apply', '--yes');
    demand(/(\d+) of \1 changes done/.test(report), `not all was applied:\n${report}`);
    const second = mailstate('plan');
    demand(second.includes('No changes'), `the second plan is not empty:\n${second}`);
  } finally {
    host.stop();
  }
} // prettier-ignore

const TYPED = `import { MailUser } from 'mailstate';\nexport const email = (user: MailUser): string => user.email;\n`;

function checkTypes(folder: string, module: string, moduleResolution: string): void {
  const typed = join(folder, `types-${moduleResolution}`);
  mkdirSync(typed);
  writeFileSync(join(typed, 'program.ts'), TYPED);
  const compilerOptions = { target: 'ES2022', module, moduleResolution, strict: true, skipLibCheck: true, noEmit: true, types: [] }; // prettier-ignore
  writeFileSync(join(typed, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['program.ts'] }));
  done(['npx', 'tsc', '-p', typed], folder);
}

async function checkInstalled(folder: string, tarball: string, cdk: string): Promise<void> {
  mkdirSync(folder);
  const install = ['npm', 'install', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'];
  await check(`installs beside ${cdk}`, () => {
    writeFileSync(join(folder, 'package.json'), '{ "private": true }');
    done([...install, tarball, cdk, ...BESIDE], folder);
  });
  if (!existsSync(join(folder, 'node_modules/mailstate'))) return;
  const project = join(folder, 'mail');
  await check(`${cdk}: a new project plans, applies and has no changes`, async () => {
    done(['npx', 'mailstate', 'init', 'mail'], folder);
    await reconcile(folder, project, () => ({}));
  });
  await check(`${cdk}: an example that is copied into it does so too`, async () => {
    cpSync(join(ROOT, 'examples/acme/main.ts'), join(project, 'main.ts'));
    rmSync(join(project, '.mailstate'), { recursive: true, force: true });
    await reconcile(folder, project, (endpoint) => ({ MAIL_ENDPOINT: endpoint }));
  });
  await check(`${cdk}: types resolve as node16`, () => checkTypes(folder, 'Node16', 'Node16'));
  await check(`${cdk}: types resolve as node10`, () => checkTypes(folder, 'CommonJS', 'Node10'));
  await check(`${cdk}: a rollout without its optional peer says what to install`, () => {
    const { code, output } = ran([process.execPath, '-e', `require('mailstate/rollout')`], folder);
    demand(code !== 0 && output.includes('npm install @cdktf/provider-null'), output);
  });
}

async function main(): Promise<void> {
  const work = mkdtempSync(join(tmpdir(), 'mailstate-package-'));
  try {
    let packed: Packed | undefined;
    await check('packs', () => {
      const told = done(['npm', 'pack', '--json', '--ignore-scripts', '--pack-destination', work], ROOT);
      [packed] = JSON.parse(told) as [Packed];
    });
    if (packed === undefined) return;
    const { filename, size, files } = packed;
    await check(`holds what runs and nothing else: ${files.length} files`, () => {
      const other = files.map(({ path }) => path).filter((path) => !ALLOWED.test(path));
      demand(other.length === 0, `does not belong there: ${other.join(', ')}`);
    });
    await check(`is small: ${Math.round(size / 1000)} kB`, () => demand(size <= MOST_BYTES, `more than ${MOST_BYTES} bytes`)); // prettier-ignore
    for (const [i, cdk] of CDKS.entries()) await checkInstalled(join(work, `project-${i}`), join(work, filename), cdk);
  } finally {
    rmSync(work, { recursive: true, force: true });
    const passed = outcomes.filter(Boolean).length;
    process.stdout.write(`${passed} passed, ${outcomes.length - passed} failed\n`);
    process.exitCode = passed === outcomes.length ? 0 : 1;
  }
}

void main();
