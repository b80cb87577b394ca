import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ACME, mailProject } from '../support/mail-project';
import type { MailProject, Resources } from '../support/mail-project';

let project: MailProject;
let manifest: string;
beforeEach(async () => {
  project = await mailProject();
  manifest = await project.declare(ACME);
});
afterEach(() => project.close());

async function mailstate(...argv: string[]) {
  const { run, stdout, stderr } = project.terminal();
  const code = await run(...argv, '--manifest', manifest);
  return { code, stdout: stdout.text, stderr: stderr.text };
}

interface Routed {
  readonly host: string;
  readonly delivery: { readonly recipients: readonly string[]; readonly outside: readonly string[] };
  readonly now?: Routed['delivery'];
  readonly differs?: boolean;
}

async function routed(address: string, at: string): Promise<readonly Routed[]> {
  const { code, stdout } = await mailstate('route', address, '--at', at, '--format', 'json');
  expect(code).toBe(0);
  return (JSON.parse(stdout) as { hosts: Routed[] }).hosts;
}

/** Everything that leads mail somewhere. */
const WINDING: Resources = {
  mail_domain: {
    acme: { name: 'acme.example', catch_all: ['info@acme.example'], postmaster: 'grace@acme.example' },
    old: { name: 'acme-old.example', alias_of: 'acme.example' },
    quiet: { name: 'quiet.example', active: false },
  },
  mail_user: {
    ada: { email: 'ada@acme.example' },
    grace: {
      email: 'grace@acme.example',
      forwarding: { to: ['ada@acme.example', 'grace@elsewhere.example'], keep_copy: false },
    },
    alan: { email: 'alan@acme.example', status: 'closed' },
  },
  mail_alias: {
    info: { address: 'info@acme.example', targets: ['team@acme.example', 'partner@elsewhere.example'] },
    off: { address: 'off@acme.example', targets: ['ada@acme.example'], active: false },
  },
  mail_group: {
    team: { address: 'team@acme.example', members: ['ada@acme.example', 'alan@acme.example'] },
    all: { address: 'all@acme.example', members: ['team@acme.example', 'grace@acme.example'] },
  },
};
const ADDRESSES = [
  'ada@acme.example', 'ada+news@acme.example', 'ada@acme-old.example', 'grace@acme.example', 'alan@acme.example', 'info@acme.example',
  'off@acme.example', 'team@acme.example', 'all@acme.example', 'nobody@acme.example', 'postmaster@acme.example', 'postmaster@acme-old.example', 'x@quiet.example',
]; // prettier-ignore

describe('route', () => {
  it('tells before the apply what the host answers after it', async () => {
    manifest = await project.declare(WINDING);
    const foretold = new Map<string, Routed['delivery'] | undefined>();
    for (const address of ADDRESSES) foretold.set(address, (await routed(address, 'plan'))[0]?.delivery);
    expect(await mailstate('apply', '--yes')).toMatchObject({ code: 0 });
    for (const address of ADDRESSES) {
      const { recipients, outside } = (await project.ask(`/v1/delivery/${address}`)) as Routed['delivery'];
      expect({ address, ...foretold.get(address) }).toMatchObject({ address, recipients, outside });
      expect((await routed(address, 'observed'))[0]?.delivery).toMatchObject({ recipients, outside });
    }
  });

  it('explains step by step', async () => {
    const { code, stdout, stderr } = await mailstate('route', 'INFO@Acme.example', '--at', 'desired');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toBe(`info@acme.example: alias; passed on to 1 address
  ada@acme.example: user; receives

delivered to 1: ada@acme.example
`);
    expect(project.sandbox.calls().total).toBe(0);
  });

  it('says how the answer differs from now', async () => {
    await mailstate('apply', '--yes');
    manifest = await project.declare({ ...ACME, mail_alias: { info: { address: 'info@acme.example', targets: ['grace@acme.example'] } } }); // prettier-ignore
    const { stdout } = await mailstate('route', 'info@acme.example');
    expect(stdout).toContain(`
delivered to 1: grace@acme.example

now, before the plan is applied:
  delivered to 1: ada@acme.example
`);
    expect(await routed('info@acme.example', 'plan')).toMatchObject([
      { host: 'mail', differs: true, delivery: { recipients: ['grace@acme.example'] }, now: { recipients: ['ada@acme.example'] } }, // prettier-ignore
    ]);
    expect((await mailstate('route', 'ada@acme.example')).stdout).toMatch(/\nthe same as now\n$/);
    expect((await routed('info@acme.example', 'observed'))[0]).not.toHaveProperty('now');
  });

  it('keeps what is not declared, as the plan does', async () => {
    await mailstate('apply', '--yes');
    manifest = await project.declare({ mail_domain: ACME['mail_domain'] ?? {} });
    expect((await routed('info@acme.example', 'plan'))[0]?.delivery.recipients).toEqual(['ada@acme.example']);
    expect((await routed('info@acme.example', 'desired'))[0]?.delivery.recipients).toEqual([]);
  });

  it('says that the plan it answers for is blocked', async () => {
    manifest = await project.declare({ ...ACME, mail_user: { ...ACME['mail_user'], x: { email: 'x@nowhere.example' } } }); // prettier-ignore
    const { code, stderr } = await mailstate('route', 'ada@acme.example');
    expect(code).toBe(0);
    expect(stderr).toContain('the plan is blocked; the answer is for what it would lead to, see "mailstate plan"');
  });

  it('says that a host was not read completely', async () => {
    await mailstate('apply', '--yes');
    project.sandbox.setFaults({ rate: 1, kinds: ['short-page'] });
    expect((await mailstate('route', 'ada@acme.example', '--at', 'observed')).stderr).toContain(
      'host "mail" was not read completely (',
    );
  });

  it.each([
    ['ada', '"ada" has no "@"'],
    ['Ada <ada@acme.example>', '"Ada <ada@acme.example>" carries a display name or brackets'],
    ['', 'is empty'],
  ])('refuses %j, which is no address', async (address, why) => {
    const { code, stdout, stderr } = await mailstate('route', address);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(`error the address ${why}`);
    expect(stderr).toContain('fix  write it like "mailstate route info@acme.example"');
  });
});

describe('route of several hosts', () => {
  it('asks those that have the domain, or all', async () => {
    manifest = await project.declare(ACME);
    const two = {
      provider: {
        mail: [
          { host: 'sandbox', endpoint: project.sandbox.url, token: 'env:MAIL_TOKEN' },
          { alias: 'eu', host: 'sandbox', endpoint: project.sandbox.url, token: 'env:MAIL_TOKEN' },
        ],
      },
      resource: {
        mail_domain: { acme: { name: 'acme.example' }, eu: { provider: 'mail.eu', name: 'acme.eu' } },
        mail_user: { ada: { email: 'ada@acme.example' }, eve: { provider: 'mail.eu', email: 'eve@acme.eu' } },
      },
    };
    await writeFile(join(manifest, 'cdk.tf.json'), JSON.stringify(two));
    expect((await routed('eve@acme.eu', 'desired')).map(({ host }) => host)).toEqual(['mail.eu']);
    expect((await routed('eve@other.example', 'desired')).map(({ host }) => host)).toEqual(['mail', 'mail.eu']);
    const { stdout } = await mailstate('route', 'eve@other.example', '--at', 'desired', '--format', 'markdown');
    expect(stdout).toContain('at host "mail":\neve@other.example: outside the domains of the host');
    expect(stdout).toContain('at host "mail.eu":\n');
    expect(stdout.startsWith('```text\n')).toBe(true);
  });
});
