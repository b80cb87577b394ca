/** Does `mailstate conformance` find real hosts conformant, and leave what was there before exactly as it was? */
import { mailProject } from '../support/mail-project';
import type { MailProject } from '../support/mail-project';
import { startPostgres } from './servers/databases';
import { Scratch } from './servers/debian';
import { setUpPostfixAdmin } from './servers/postfixadmin';
import { startWildDuckLive } from './servers/wildduck';

const scratch = new Scratch();
let project: MailProject;
beforeAll(async () => {
  project = await mailProject();
});
afterAll(async () => {
  await project?.close();
  scratch.remove();
});

/** Tries the host of a provider block. */
async function conformance(provider: Readonly<Record<string, unknown>>, token: string) {
  const manifest = await project.declare({}, provider);
  const { run, stdout, stderr } = project.terminal({ env: { MAIL_TOKEN: token } });
  const code = await run('conformance', '--manifest', manifest, '--domain', 'trial.acme.example', '--yes');
  return { code, failed: stdout.text.match(/^failed.*\n.*$/gm) ?? [], stderr: stderr.text, stdout: stdout.text };
}

it('PostfixAdmin, whose administrators keep what they may do', async () => {
  const server = await startPostgres(scratch);
  try {
    const admin = await setUpPostfixAdmin(scratch, server, 'own');
    admin.cli('admin', 'add', 'root@acme.example', '--superadmin', '1', '--password', 'Sesame-123', '--password2', 'Sesame-123'); // prettier-ignore
    admin.cli('domain', 'add', 'acme.example');
    admin.cli('mailbox', 'add', 'ada@acme.example', '--password', 'Sesame-123', '--password2', 'Sesame-123');
    const tables = ['admin', 'domain_admins', 'domain', 'mailbox', 'alias', 'alias_domain'];
    const held = () => Promise.all(tables.map((name) => server.sql('own', `SELECT * FROM ${name} ORDER BY 1, 2`)));
    const before = await held();
    const { administrator: username, port, password } = server;
    const options = { tls: 'off', groups: 'team@*, all@*, crew@*, absent@*' };
    const endpoint = `postgres://127.0.0.1:${port}/own`;
    const tried = await conformance({ host: 'postfixadmin', endpoint, username, options }, password);
    expect(tried).toMatchObject({ code: 0, failed: [], stderr: '' });
    expect(tried.stdout).toMatch(/^not supported {2}organizations are kept: no organization of this host can be thrown away$/m); // prettier-ignore
    expect(await held()).toEqual(before);
  } finally {
    await server.stop();
  }
});

it('WildDuck', async () => {
  const { url, token, stop } = await startWildDuckLive(scratch);
  try {
    expect(await conformance({ host: 'wildduck', endpoint: url }, token)).toMatchObject({ code: 0, failed: [], stderr: '' }); // prettier-ignore
  } finally {
    await stop();
  }
});
