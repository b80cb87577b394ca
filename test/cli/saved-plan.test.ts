import { readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { digest } from '../../src/model';
import { fakeClock } from '../support/fake-clock';
import { ACME, mailProject } from '../support/mail-project';
import type { MailProject } from '../support/mail-project';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 0, 1);

let project: MailProject;
let manifest: string;
beforeEach(async () => {
  project = await mailProject();
  manifest = await project.declare(ACME);
});
afterEach(() => project.close());

async function mailstate(argv: readonly string[], now = NOW) {
  const { run, stdout, stderr } = project.terminal({ clock: fakeClock(now) });
  return { code: await run(...argv), stdout: stdout.text, stderr: stderr.text };
}

const save = (...argv: string[]) => mailstate(['plan', '--manifest', manifest, '--out', 'plan.json', ...argv]);
const applySaved = (argv: readonly string[] = [], now = NOW) =>
  mailstate(['apply', 'plan.json', '--manifest', manifest, ...argv], now);

async function edit(change: (plan: Record<string, unknown>) => void, isSigned: boolean): Promise<void> {
  const path = join(project.folder, 'plan.json');
  const { digest: stated, ...plan } = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;
  change(plan);
  await writeFile(path, JSON.stringify({ ...plan, digest: isSigned ? digest(plan) : stated }));
}

describe('a saved plan', () => {
  it('is applied without a question, exactly as it was reviewed', async () => {
    const saved = await save();
    expect(saved.code).toBe(0);
    expect(saved.stderr).toBe('saved to plan.json; carry it out with "mailstate apply plan.json"\n');
    const { code, stdout, stderr } = await applySaved();
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('5 of 5 changes done');
  });

  it('is whole, its owner’s alone, and replaces an older one', async () => {
    await writeFile(join(project.folder, 'plan.json'), 'old');
    await save();
    expect((await stat(join(project.folder, 'plan.json'))).mode & 0o777).toBe(0o600);
    expect((await readdir(project.folder)).filter((name) => name.startsWith('plan.json'))).toEqual(['plan.json']);
  });

  it('is applied although the declarations moved on, which is said', async () => {
    await save();
    await project.declare({ ...ACME, mail_group: {} });
    const { code, stderr } = await applySaved();
    expect(code).toBe(0);
    expect(stderr).toContain('the declarations changed since the plan was made');
    expect(await project.ask('/v1/groups')).toMatchObject({ total: 1 });
  });

  it('refuses the objects that moved and does the others', async () => {
    await save();
    await applySaved();
    await project.declare({ ...ACME, mail_user: { ada: { email: 'ada@acme.example', given_name: 'Augusta' }, grace: { email: 'grace@acme.example', given_name: 'G.' } } }); // prettier-ignore
    await save();
    await project.ask('/v1/users/ada@acme.example', 'PATCH', { familyName: 'Lovelace', givenName: 'A.' });
    const { code, stdout, stderr } = await applySaved();
    expect(code).toBe(3);
    expect(stdout).toContain('refused, since it changed after the plan was made (1):');
    expect(stderr).toMatch(/^refused: updating user ada@acme\.example at mail: .*givenName/m);
    expect(await project.ask('/v1/users/grace@acme.example')).toMatchObject({ givenName: 'G.' });
  });

  it('names what moved, be it an attribute that it does not touch', async () => {
    await save();
    await applySaved();
    await project.declare({ ...ACME, mail_user: { ada: { email: 'ada@acme.example', given_name: 'Augusta' }, grace: { email: 'grace@acme.example', given_name: 'G.' } } }); // prettier-ignore
    await save();
    await project.ask('/v1/users/ada@acme.example', 'PATCH', { phone: '+3212345678' });
    const { code, stdout } = await applySaved();
    expect(code).toBe(3);
    expect(stdout).toContain('update user ada@acme.example at mail: phone moved');
    expect(await project.ask('/v1/users/ada@acme.example')).toMatchObject({ givenName: 'Ada', phone: '+3212345678' });
    expect(await project.ask('/v1/users/grace@acme.example')).toMatchObject({ givenName: 'G.' });
  });

  it('ends with 3 where all that it changes moved', async () => {
    await save();
    await applySaved();
    await project.declare({ ...ACME, mail_user: { ada: { email: 'ada@acme.example', given_name: 'Augusta' }, grace: { email: 'grace@acme.example', given_name: 'Grace' } } }); // prettier-ignore
    await save();
    await project.ask('/v1/users/ada@acme.example', 'PATCH', { givenName: 'A.' });
    expect((await applySaved()).code).toBe(3);
  });

  it('refuses what is no longer there, and makes nothing in its place', async () => {
    await save();
    await applySaved();
    await project.declare({ ...ACME, mail_alias: { info: { address: 'info@acme.example', targets: ['grace@acme.example'] } }, mail_group: { team: { address: 'team@acme.example', members: ['ada@acme.example'] } } }); // prettier-ignore
    await save();
    await project.ask('/v1/aliases/info@acme.example', 'DELETE');
    const { code, stdout } = await applySaved();
    expect(code).toBe(3);
    expect(stdout).toContain('update alias info@acme.example at mail: no longer at the host');
    expect(await project.ask('/v1/aliases')).toMatchObject({ total: 0 });
    expect(await project.ask('/v1/groups/team@acme.example')).toMatchObject({ members: ['ada@acme.example'] });
  });

  it('takes over what somebody made meanwhile where it is equal, and fails where it is not', async () => {
    await save();
    await project.ask('/v1/domains', 'POST', { name: 'acme.example' });
    await project.ask('/v1/users', 'POST', { email: 'ada@acme.example', givenName: 'Ada', phone: '+3212345678' });
    await project.ask('/v1/users', 'POST', { email: 'grace@acme.example', givenName: 'G.' });
    const { code, stdout } = await applySaved();
    expect(code).toBe(3);
    expect(stdout).toMatch(/\n3 of 5 changes done, 2 of them already as wanted/);
    expect(stdout).toContain('create user grace@acme.example at mail: user grace@acme.example at host "mail" exists already, with another givenName'); // prettier-ignore
    expect(await project.ask('/v1/users/ada@acme.example')).toMatchObject({ phone: '+3212345678' });
    expect(await project.ask('/v1/users/grace@acme.example')).toMatchObject({ givenName: 'G.' });
  });

  it('finds its secrets when it is applied, and holds none', async () => {
    const file = join(project.folder, 'password');
    manifest = await project.declare({ ...ACME, mail_user: { ada: { email: 'ada@acme.example', initial_password: `file:${file}` }, grace: { email: 'grace@acme.example' } } }); // prettier-ignore
    await save();
    expect(await readFile(join(project.folder, 'plan.json'), 'utf8')).toContain(`"file:${file}"`);
    const early = await applySaved();
    expect(early.code).toBe(3);
    expect(early.stdout).toContain('which shall hold a secret, cannot be read (ENOENT)');
    await writeFile(file, 'correct horse battery');
    expect((await applySaved()).code).toBe(0);
    expect(await readFile(join(project.folder, 'plan.json'), 'utf8')).not.toContain('correct horse');
  });

  it('is shown as it would be applied', async () => {
    await save();
    const { code, stdout, stderr } = await mailstate(['show', 'plan.json']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: 'made at 2026-01-01T00:00:00.000Z, unchanged since\n' });
    expect(stdout).toContain('Plan: 5 to create.');
    expect((await mailstate(['show', 'plan.json', '--format', 'json'])).stdout).toContain('"format": "mailstate.plan/');
  });
});

describe('a saved plan is refused', () => {
  it.each([
    [
      'when it is too old',
      [],
      NOW + 8 * DAY,
      /the plan was made 8 days ago, at 2026-01-01T00:00:00\.000Z; at most 7 days is accepted/,
    ],
    ['when it is older than asked', ['--max-age', '30m'], NOW + DAY / 24, /made 1 hour ago.*at most 30 minutes/],
    ['when it is from the future', [], NOW - DAY, /1 day in the future/],
    ['with --target', ['--target', 'ada@acme.example'], NOW, /--target cannot change a saved plan/],
    ['with --allow', ['--allow', 'mail-loop'], NOW, /--allow cannot change a saved plan/],
  ] as const)('%s', async (_, argv, now, said) => {
    await save();
    const { code, stdout, stderr } = await applySaved(argv, now);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(said);
    expect(stderr).toContain('    fix  ');
  });

  it('when it was changed by hand', async () => {
    await save();
    await edit((plan) => (plan['unchanged'] = 7), false);
    for (const argv of [
      ['apply', 'plan.json', '--manifest', manifest],
      ['show', 'plan.json'],
    ]) {
      const { code, stdout, stderr } = await mailstate(argv);
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(stderr).toContain('[plan-file-tampered]');
    }
  });

  it.each([
    ['{}', 'plan-file-version'],
    ['not json', 'plan-file-unreadable'],
  ])('when it holds %j', async (text, code) => {
    await writeFile(join(project.folder, 'plan.json'), text);
    expect((await applySaved()).stderr).toContain(`[${code}]`);
  });

  it('when it is not there', async () => {
    expect((await applySaved()).stderr).toContain('the plan "plan.json" cannot be read: no such file or directory');
  });

  it('when it is for a host that is not declared, or for another one', async () => {
    await save();
    await project.declare(ACME, { alias: 'eu' });
    const gone = await applySaved();
    expect(gone.code).toBe(1);
    await project.declare(ACME, { endpoint: 'http://127.0.0.1:9' });
    const moved = await applySaved();
    expect(moved.code).toBe(1);
    expect(moved.stderr).toContain(
      `the plan is for another host "mail": its endpoint was "${project.sandbox.url}" and is "http://127.0.0.1:9" now`,
    );
  });

  it('when a check blocks it', async () => {
    manifest = await project.declare({ mail_user: { ada: { email: 'ada@nowhere.example' } } });
    expect((await save()).code).toBe(4);
    const { code, stdout, stderr } = await applySaved();
    expect({ code, stdout }).toEqual({ code: 4, stdout: '' });
    expect(stderr).toContain('the plan is blocked by');
  });

  it('when it cannot be written where it was asked for', async () => {
    const { code, stderr } = await mailstate(['plan', '--manifest', manifest, '--out', 'nowhere/plan.json']);
    expect(code).toBe(1);
    expect(stderr).toContain('the plan cannot be saved to "nowhere/plan.json": no such file or directory');
  });
});
