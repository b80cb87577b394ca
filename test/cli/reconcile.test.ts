import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { verifyAudit } from '../../src/apply';
import { parsePlan } from '../../src/plan';
import { ACME, TOKEN, mailProject } from '../support/mail-project';
import type { MailProject } from '../support/mail-project';

let project: MailProject;
let manifest: string;
beforeEach(async () => {
  project = await mailProject();
  manifest = await project.declare(ACME);
});
afterEach(() => project.close());

/** Runs a verb on the manifest and gives all that it said. */
async function mailstate(verb: string, ...argv: string[]) {
  const { run, stdout, stderr } = project.terminal();
  const code = await run(verb, '--manifest', manifest, ...argv);
  return { code, stdout: stdout.text, stderr: stderr.text };
}

describe('the way from a declaration to a host', () => {
  it('is plan, apply, and a second plan that is empty', async () => {
    const before = await mailstate('plan', '--detailed-exitcode');
    expect(before).toMatchObject({ code: 2, stderr: '' });
    expect(before.stdout).toContain('Plan: 5 to create.');

    const applied = await mailstate('apply', '--yes');
    expect(applied).toMatchObject({ code: 0, stderr: '' });
    expect(applied.stdout).toMatch(/\n5 of 5 changes done, in \d+\.\d s with \d+ calls\n$/);
    expect(await project.ask('/v1/groups/team@acme.example')).toMatchObject({
      members: ['ada@acme.example', 'grace@acme.example'],
    });

    const after = await mailstate('plan', '--detailed-exitcode');
    expect(after).toMatchObject({ code: 0, stderr: '' });
    expect(after.stdout).toContain('No changes; 5 unchanged.');
  });

  it('says at a second apply that there is nothing to do', async () => {
    await mailstate('apply', '--yes');
    const { code, stdout } = await mailstate('apply', '--yes');
    expect(code).toBe(0);
    expect(stdout).toMatch(/No changes; 5 unchanged\.\n$/);
  });

  it('leaves an audit that proves itself and names who it was', async () => {
    await mailstate('apply', '--yes');
    const text = await readFile(join(project.folder, '.mailstate', 'audit.ndjson'), 'utf8');
    expect(await verifyAudit(text.split('\n'))).toMatchObject({ whole: true, records: 5 });
    expect(text).toContain('"user":"ada"');
    expect(text).not.toContain(TOKEN);
  });

  it('ends with 0 where changes are pending and nobody asked for details', async () => {
    expect((await mailstate('plan')).code).toBe(0);
  });

  it('plans one target and what it needs', async () => {
    const { stdout } = await mailstate('plan', '--target', 'mail_user.ada');
    expect(stdout).toContain('Plan: 2 to create.');
  });

  it('tells drift, and never offers to undo it', async () => {
    await mailstate('apply', '--yes');
    expect((await mailstate('drift', '--detailed-exitcode')).stdout).toMatch(/No drift\.\n$/);
    await project.ask('/v1/users/ada@acme.example', 'PATCH', { givenName: 'Augusta' });
    const { code, stdout, stderr } = await mailstate('drift', '--detailed-exitcode');
    expect({ code, stderr }).toEqual({ code: 2, stderr: '' });
    expect(stdout).toContain('"Augusta" → "Ada"');
    expect(stdout).toMatch(/Drift: 1 change would undo it\.\n$/);
  });
});

describe('formats', () => {
  it('json is a plan that can be read back', async () => {
    const { stdout } = await mailstate('plan', '--format', 'json');
    expect(parsePlan(stdout)).toMatchObject({ plan: { changes: { length: 5 } } });
  });

  it('json of an apply is a report alone', async () => {
    const { code, stdout } = await mailstate('apply', '--yes', '--format', 'json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ format: 'mailstate.report/1', done: { length: 5 }, failed: [] });
  });

  it('markdown is made for a comment', async () => {
    const { stdout } = await mailstate('plan', '--format', 'markdown');
    expect(stdout).toContain('ada@acme.example');
    expect(stdout).not.toContain('\u001b');
  });

  it('colours text on a terminal only, unless told otherwise', async () => {
    const coloured = async (isTTY: boolean, env: Record<string, string>, ...argv: string[]): Promise<boolean> => {
      const { run, stdout } = project.terminal({ isTTY, env: { MAIL_TOKEN: TOKEN, ...env } });
      await run('plan', '--manifest', manifest, ...argv);
      return stdout.text.includes('\u001b');
    };
    expect(await coloured(true, {})).toBe(true);
    expect(await coloured(true, { NO_COLOR: '1' })).toBe(false);
    expect(await coloured(true, { TERM: 'dumb' })).toBe(false);
    expect(await coloured(true, {}, '--no-color')).toBe(false);
    expect(await coloured(false, {})).toBe(false);
    expect(await coloured(false, { FORCE_COLOR: '1' })).toBe(true);
    expect(await coloured(true, { FORCE_COLOR: '0' })).toBe(false);
  });
});

describe('asking', () => {
  it('applies after yes', async () => {
    const { run, asked, stdout } = project.terminal({ answers: ['yes'] });
    expect(await run('apply', '--manifest', manifest)).toBe(0);
    expect(asked).toEqual(['\nApply these 5 changes? Only "yes" is accepted: ']);
    expect(stdout.text).toContain('5 of 5 changes done');
  });

  it.each(['y', 'no', ''])('changes nothing after %j', async (answer) => {
    const { run, stderr } = project.terminal({ answers: [answer] });
    expect(await run('apply', '--manifest', manifest)).toBe(1);
    expect(stderr.text).toBe('error nothing was applied\n');
    expect(await project.ask('/v1/users')).toMatchObject({ total: 0 });
  });

  it('is refused at once where there is nobody to ask', async () => {
    const { code, stdout, stderr } = await mailstate('apply');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('there is no terminal to ask at');
    expect(stderr).toContain('--yes');
    expect(project.sandbox.calls().total).toBe(0);
  });
});

describe('a plan that must not be applied', () => {
  const LOOP = { ...ACME, mail_alias: { a: { address: 'a@acme.example', targets: ['b@acme.example'] }, b: { address: 'b@acme.example', targets: ['a@acme.example'] } } }; // prettier-ignore

  it('ends with 4 and changes nothing', async () => {
    manifest = await project.declare({ ...ACME, mail_user: { ada: { email: 'ada@nowhere.example' } } });
    const planned = await mailstate('plan', '--detailed-exitcode');
    expect(planned.code).toBe(4);
    const { code, stdout, stderr } = await mailstate('apply', '--yes');
    expect(code).toBe(4);
    expect(stdout).toContain('nowhere.example');
    expect(stderr).toMatch(/^error the plan is blocked by [a-z-, ]+; nothing was applied$/m);
    expect(await project.ask('/v1/domains')).toMatchObject({ total: 0 });
  });

  it('names the codes that can be let pass when one cannot', async () => {
    for (const [code, why] of [
      ['domain-missing', 'cannot be let pass'],
      ['mail-lop', 'there is no such code, did you mean "mail-loop"?'],
    ] as const) {
      const answer = await mailstate('plan', '--allow', code);
      expect(answer).toMatchObject({ code: 1, stdout: '' });
      expect(answer.stderr).toContain(`--allow ${code}: `);
      expect(answer.stderr).toContain(why);
      expect(answer.stderr).toMatch(/fix {2}those that can be let pass are .*mail-loop/);
    }
  });

  it('is let pass by its code where that is allowed', async () => {
    manifest = await project.declare(LOOP);
    const refused = await mailstate('plan');
    expect(refused.stdout).toContain('[mail-loop]');
    const { stdout } = await mailstate('plan', '--allow', 'mail-loop');
    expect(stdout).toMatch(/warning .*\[mail-loop\]/);
  });
});

describe('an apply that meets refusals', () => {
  it('does the rest, tells each failure and its next step, and ends with 3', async () => {
    /** Somebody else takes an address while the plan is being looked at. */
    const meanwhile = async (): Promise<string> => {
      await project.ask('/v1/domains', 'POST', { name: 'acme.example' });
      await project.ask('/v1/groups', 'POST', { address: 'grace@acme.example' });
      return 'yes';
    };
    const { run, stdout, stderr } = project.terminal({ answers: [meanwhile] });
    const code = await run('apply', '--manifest', manifest);
    expect(code).toBe(3);
    expect(stderr.text).toMatch(/^failed: creating user grace@acme\.example at mail: /m);
    expect(stdout.text).toMatch(/3 of 5 changes done/);
    expect(stdout.text).toMatch(/failed \(1\):\n {2}create user grace@acme\.example at mail: .*\n/);
    expect(stdout.text).toMatch(/\n {4}next: /);
    expect(stdout.text).toContain('skipped, because creating user grace@acme.example at mail failed (1):');
  });
});
