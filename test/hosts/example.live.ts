/** Does the example of this host do what it says, on a database of its own? */
import { cp } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { processWorld } from '../../src/cli/process-world';
import { expectGolden } from '../support/golden';
import { installedProject } from '../support/installed';
import { terminal } from '../support/terminal';
import { startPostgres } from './servers/databases';
import { Scratch } from './servers/debian';
import { setUpPostfixAdmin } from './servers/postfixadmin';

const EXAMPLE = resolve(__dirname, '../../examples/postfixadmin');
const scratch = new Scratch();
afterAll(() => scratch.remove());

it('the example plans what it says, is applied, and then has no changes', async () => {
  const server = await startPostgres(scratch);
  const project = await installedProject();
  try {
    await setUpPostfixAdmin(scratch, server, 'postfix');
    const folder = join(project.folder, 'acme');
    await cp(EXAMPLE, folder, { recursive: true });
    const endpoint = `postgres://127.0.0.1:${server.port}/postfix`;
    const { PATH, HOME } = process.env;
    const account = { MAIL_ENDPOINT: endpoint, MAIL_USERNAME: server.administrator, MAIL_TOKEN: server.password };
    const env = { PATH, HOME, ...account, ADA_PASSWORD: 'Ada-first-2026', GRACE_PASSWORD: 'Grace-first-2026' };
    const mailstate = async (...argv: string[]): Promise<string> => {
      const { run, stdout, stderr } = terminal({ cwd: folder, env, shell: processWorld().shell });
      const code = await run(...argv);
      return code === 0 || code === 2 ? stdout.text.replaceAll(endpoint, 'postgres://127.0.0.1/postfix') : stderr.text;
    };
    expectGolden(await mailstate('plan', '--detailed-exitcode'), join(EXAMPLE, 'expected/plan.txt'));
    await mailstate('apply', '--yes', '--manifest', 'cdktf.out');
    expect(await mailstate('plan', '--detailed-exitcode', '--manifest', 'cdktf.out')).toContain('No changes');
  } finally {
    await project.close();
    await server.stop();
  }
});
