import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { processWorld } from '../src/cli/process-world';
import { startSandbox } from '../src/sandbox';
import { expectGolden } from './support/golden';
import { installedProject } from './support/installed';
import type { Installed } from './support/installed';
import { MAILCOW_KEYS, startMailcow } from './support/mailcow-server';
import { terminal } from './support/terminal';
import { WILDDUCK_TOKEN, startWildDuck } from './support/wildduck-server';
import { TESTED_LIVE } from './support/worlds';

const ROOT = resolve(__dirname, '..');
const EXAMPLES = join(ROOT, 'examples');
/** An example of a host that is tested live is tried there. */
const NAMES = readdirSync(EXAMPLES).filter(
  (name) => existsSync(join(EXAMPLES, name, 'main.ts')) && !TESTED_LIVE.includes(name),
);
/** Where an example is tried, and the endpoint that its plan is to show. */
interface Practice {
  readonly url: string;
  readonly token: string;
  readonly shown: string;
  close(): Promise<void>;
}

async function sandboxFor(name: string): Promise<Practice> {
  const sandbox = await startSandbox({ token: 'practice', domains: DOMAINS[name] ?? [] });
  return { url: sandbox.url, token: 'practice', shown: 'http://127.0.0.1:8025', close: () => sandbox.close() };
}

/** Examples of other hosts than the sandbox. */
const PRACTICE: Readonly<Record<string, () => Promise<Practice>>> = {
  mailcow: async () => ({ ...(await startMailcow()), token: MAILCOW_KEYS.write, shown: 'https://mail.acme.example' }),
  wildduck: async () => ({ ...(await startWildDuck()), token: WILDDUCK_TOKEN, shown: 'https://wildduck.acme.example' }),
};
/** Domains that an example needs and does not declare. */
const DOMAINS: Readonly<Record<string, readonly string[]>> = { 'groups-as-code': ['community.example'] };

jest.setTimeout(60_000);

let project: Installed;
beforeAll(async () => {
  project = await installedProject();
});
afterAll(() => project.close());

interface Session {
  /**
   * Runs a command in the example's folder; what it writes says nothing of the port.
   * @throws what the command said, if it ends with another code than expected.
   */
  mailstate(expected: number, ...argv: string[]): Promise<string>;
}

/** Copies an example into an empty project, as a user would, and starts a practice host for it. */
async function withExample(name: string, use: (session: Session) => Promise<void>): Promise<void> {
  const folder = join(project.folder, name);
  await cp(join(EXAMPLES, name), folder, { recursive: true, filter: (path) => !/cdktf\.out|\.mailstate/.test(path) });
  const host = await (PRACTICE[name] ?? (() => sandboxFor(name)))();
  const { PATH, HOME } = process.env;
  const secrets = { MAIL_TOKEN: host.token, ADA_PASSWORD: 'Ada-9-secret', GRACE_PASSWORD: 'Grace-9-secret' };
  const env = { PATH, HOME, MAIL_ENDPOINT: host.url, ...secrets };
  try {
    await use({
      async mailstate(expected, ...argv) {
        const { run, stdout, stderr } = terminal({ cwd: folder, env, shell: processWorld().shell });
        const code = await run(...argv);
        if (code !== expected) throw new Error(`${argv.join(' ')} ended with ${code}:\n${stdout.text}${stderr.text}`);
        return stdout.text.replaceAll(host.url, host.shown);
      },
    });
  } finally {
    await host.close();
  }
}

describe.each(NAMES)('the example %s', (name) => {
  it('plans what its expected/plan.txt says, is applied, and then has no changes', async () => {
    await withExample(name, async ({ mailstate }) => {
      expectGolden(await mailstate(2, 'plan', '--detailed-exitcode'), join(EXAMPLES, name, 'expected/plan.txt'));
      const synthesised = ['--manifest', 'cdktf.out'];
      await mailstate(0, 'apply', '--yes', ...synthesised);
      expect(await mailstate(0, 'plan', '--detailed-exitcode', ...synthesised)).toContain('No changes');
    });
  });

  it('says in its README what it shows and how it is run', () => {
    const readme = readFileSync(join(EXAMPLES, name, 'README.md'), 'utf8');
    expect(readme).toMatch(/^# \S/);
    const commands = ['mailstate init', name in PRACTICE ? 'mailstate plan' : 'mailstate sandbox', 'mailstate apply'];
    for (const command of commands) expect(readme).toContain(command);
  });
});
