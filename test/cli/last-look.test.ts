import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { mailProject } from '../support/mail-project';
import type { MailProject, Resources } from '../support/mail-project';

const DOMAIN: Resources = { mail_domain: { acme: { name: 'acme.example' } } };
const PEOPLE: Resources = {
  ...DOMAIN,
  mail_user: Object.fromEntries(
    Array.from({ length: 12 }, (_, number) => [`u${number}`, { email: `u${number}@acme.example` }]),
  ),
};

let project: MailProject;
let manifest: string;
let file: string;
beforeEach(async () => {
  project = await mailProject();
  manifest = await project.declare(PEOPLE);
  file = join(project.folder, '.mailstate', 'look.json');
});
afterEach(() => project.close());

async function mailstate(verb: string, ...argv: string[]) {
  const { run, stdout } = project.terminal();
  return { code: await run(verb, '--manifest', manifest, ...argv), stdout: stdout.text };
}

const users = async (): Promise<number | undefined> => {
  const { looks } = JSON.parse(await readFile(file, 'utf8')) as { looks: { kind: string; count: number }[] };
  return looks.find(({ kind }) => kind === 'user')?.count;
};

/** Somebody, or a crash, takes most users away behind the back of the tool. */
async function lose(): Promise<void> {
  for (let number = 0; number < 9; number++) {
    await project.ask(`/v1/users/u${number}@acme.example`, 'PATCH', { status: 'closed' });
    await project.ask(`/v1/users/u${number}@acme.example`, 'DELETE');
  }
}

describe('the last look', () => {
  it('is remembered by plan and drift, and what was done by apply', async () => {
    await mailstate('plan');
    expect(await users()).toBe(0);
    await mailstate('apply', '--yes');
    expect(await users()).toBe(12);
    await rm(file);
    await mailstate('drift');
    expect(await users()).toBe(12);
  });

  it('goes on from a saved plan', async () => {
    await mailstate('plan', '--out', 'plan.json');
    expect(await project.terminal().run('apply', 'plan.json', '--manifest', manifest)).toBe(0);
    expect(await users()).toBe(12);
  });

  it('lets a host that lost its objects be noticed, until somebody says that it is meant', async () => {
    await mailstate('apply', '--yes');
    await lose();
    for (const verb of ['plan', 'drift', 'plan']) {
      const { code, stdout } = await mailstate(verb);
      expect(code).toBe(4);
      expect(stdout).toContain('host "mail" holds 3 users, and held 12 at the last look');
      expect(await users()).toBe(12);
    }
    expect((await mailstate('apply', '--yes', '--allow', 'collection-shrank')).code).toBe(0);
    expect(await users()).toBe(12);
    expect((await mailstate('plan')).stdout).toContain('No changes');
  });

  it('is not missed where it cannot be read, and not needed where it cannot be written', async () => {
    await mailstate('apply', '--yes');
    for (const text of ['', '{}', '[]', '{"format":"mailstate.look/2","looks":[]}']) {
      await writeFile(file, text);
      expect((await mailstate('plan')).code).toBe(0);
      expect(await users()).toBe(12);
    }
    await rm(join(project.folder, '.mailstate'), { recursive: true });
    await writeFile(join(project.folder, '.mailstate'), 'in the way');
    expect((await mailstate('plan')).code).toBe(0);
  });

  it('does not take a list that was cut short for a small one', async () => {
    await mailstate('apply', '--yes');
    project.sandbox.setFaults({ rate: 1, kinds: ['short-page'] });
    await mailstate('plan');
    expect(await users()).toBe(12);
  });
});
