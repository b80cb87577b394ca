import { ACME, TOKEN, mailProject } from '../support/mail-project';
import type { MailProject } from '../support/mail-project';

let project: MailProject;
beforeAll(async () => {
  project = await mailProject({
    tokens: [
      { token: 'old-token-27182', expiresAt: '2025-12-31T00:00:00Z' },
      { token: 'looking', readOnly: true },
    ],
  });
});
afterAll(() => project.close());

interface Mistake {
  readonly provider?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly argv?: readonly string[];
  /** The one thing that is said, besides the line that ends the command. */
  readonly said: RegExp;
}

const MISTAKES: Readonly<Record<string, Mistake>> = {
  'a host that is down': {
    provider: { endpoint: 'http://127.0.0.1:1' },
    said: /host "mail" could not be read: nothing answers at the endpoint "http:\/\/127\.0\.0\.1:1" .*\[read-failed\]/,
  },
  'an unknown driver': {
    provider: { host: 'sandbax' },
    said: /host "mail" is of the sort "sandbax", which there is no driver for, did you mean "sandbox"\? \[driver-unknown\]\n.*\n {4}fix {2}write one of .*"sandbox"/,
  },
  'an unknown option of the driver': {
    provider: { options: { pagesize: 10 } },
    said: /host "mail" \(sandbox\) has no option "pagesize" \[option-unknown\]\n.*\n {4}fix {2}its options are timeoutSeconds/,
  },
  'a token that expired': {
    env: { MAIL_TOKEN: 'old-token-27182' },
    said: /host "mail" could not be read: .*expired at 2025-12-31T00:00:00Z.* \[read-failed\]\n(?: {4}.*\n)* {4}fix {2}check the token/,
  },
  'a token that is not set': {
    env: {},
    said: /the environment variable MAIL_TOKEN.* is not set.*\[host-not-connected\]/,
  },
  'a token in the code': { provider: { token: TOKEN }, said: /\[secret-in-manifest\]/ },
  'a stack that is not there': {
    argv: ['--stack', 'acne'],
    said: /no stack "acne", did you mean "acme"\?.*\[stack-unknown\]/,
  },
  'a variable without a value': { provider: { endpoint: '${var.endpoint}' }, said: /endpoint.*\[/ },
};

describe('a mistake gives one finding, exit code 1 and no stack trace', () => {
  it.each(Object.entries(MISTAKES))('%s', async (_, { provider, env = { MAIL_TOKEN: TOKEN }, argv = [], said }) => {
    const manifest = await project.declare(ACME, provider);
    for (const verb of ['plan', 'drift', 'apply']) {
      const { run, stdout, stderr } = project.terminal({ env });
      expect(await run(verb, '--manifest', manifest, ...(verb === 'apply' ? ['--yes'] : []), ...argv)).toBe(1);
      expect(stdout.text).toBe('');
      expect(stderr.text).toMatch(said);
      expect(stderr.text.match(/^error /gm)).toHaveLength(2);
      expect(stderr.text).not.toMatch(/^ {4}at \S+ \(|\.[jt]s:\d+/m);
      expect(stderr.text).not.toContain(TOKEN);
    }
  });

  it('a manifest that is not there', async () => {
    const { run, stderr } = project.terminal();
    expect(await run('plan', '--manifest', 'nowhere')).toBe(1);
    expect(stderr.text).toContain('[manifest-not-found]');
  });

  it('a target that is not declared', async () => {
    const { run, stderr } = project.terminal();
    const manifest = await project.declare(ACME);
    expect(await run('plan', '--manifest', manifest, '--target', 'aba@acme.example')).toBe(1);
    expect(stderr.text).toContain(
      '--target aba@acme.example: nothing of that address or name is declared, did you mean "ada@acme.example"?',
    );
  });
});

it('a token that may only read can plan, and an apply with it changes nothing and ends with 1', async () => {
  const manifest = await project.declare(ACME);
  const env = { MAIL_TOKEN: 'looking' };
  expect(await project.terminal({ env }).run('plan', '--manifest', manifest)).toBe(0);
  const { run, stdout } = project.terminal({ env });
  expect(await run('apply', '--yes', '--manifest', manifest)).toBe(1);
  expect(stdout.text).toContain('0 of 5 changes done');
  expect(stdout.text).toMatch(/failed \(1\):\n {2}create domain acme\.example/);
});

it('shows the stack trace of an error to whoever asks for it', async () => {
  const { run, stderr } = project.terminal({ env: { MAILSTATE_DEBUG: '1' } });
  await run('show', 'nowhere.json');
  expect(stderr.text).toMatch(/^CommandError: /m);
});

describe('a variable', () => {
  it.each([
    ['by the environment', { TF_VAR_endpoint: '@' }, []],
    ['by --var, which counts most', { TF_VAR_endpoint: 'http://127.0.0.1:1' }, ['--var', 'endpoint=@']],
  ])('is given %s', async (_, env, argv) => {
    const manifest = await project.declare(ACME, { endpoint: '${var.endpoint}' }, { endpoint: { type: 'string' } });
    const put = (text: string): string => text.replace('@', project.sandbox.url);
    const given = Object.fromEntries(Object.entries(env).map(([name, value]) => [name, put(value)]));
    const { run } = project.terminal({ env: { MAIL_TOKEN: TOKEN, ...given } });
    expect(await run('plan', '--manifest', manifest, '--detailed-exitcode', ...argv.map(put))).toBe(2);
  });
});

describe('validate', () => {
  async function validate(provider: Record<string, unknown>, resources = ACME, ...argv: string[]) {
    const { run, stdout } = project.terminal({ env: {} });
    const code = await run('validate', '--manifest', await project.declare(resources, provider), ...argv);
    return { code, said: stdout.text };
  }

  it('needs neither a host nor a token', async () => {
    expect(await validate({ endpoint: 'http://127.0.0.1:1' })).toEqual({
      code: 0,
      said: 'Valid: 1 domain, 2 user, 1 alias, 1 group.\n',
    });
  });

  it('tells what is wrong whatever the host holds', async () => {
    const driver = await validate({ host: 'nope' });
    expect(driver.code).toBe(1);
    expect(driver.said).toMatch(/\[driver-unknown\][^]*\nNot valid: 1 mistake\.\n$/);
    const loop = { mail_alias: { a: { address: 'a@acme.example', targets: ['a@acme.example'] } } };
    expect((await validate({}, loop)).said).toContain('[mail-loop]');
  });

  it('does not take for missing what the host may have', async () => {
    expect((await validate({}, { mail_user: { ada: { email: 'ada@elsewhere.example' } } })).code).toBe(0);
  });

  it('tells the same to machines', async () => {
    const { code, said } = await validate({ token: 'plain' }, ACME, '--format', 'json');
    expect(code).toBe(1);
    expect(JSON.parse(said)).toMatchObject({ valid: false, findings: [{ code: 'secret-in-manifest' }] });
  });
});
