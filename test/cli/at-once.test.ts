/** Two applies at once to one host: neither corrupts the other's work, and one is told what moved. */
import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { verifyAudit } from '../../src/apply';
import { mailProject } from '../support/mail-project';
import type { MailProject, Resources } from '../support/mail-project';

let project: MailProject;
beforeEach(async () => {
  project = await mailProject({ domains: ['acme.example'] });
});
afterEach(() => project.close());

const people = (department: string): Resources => ({
  mail_user: Object.fromEntries(
    Array.from({ length: 5 }, (_, number) => [`p${number}`, { email: `p${number}@acme.example`, department }]),
  ),
});

/** Ends when it was called so many times, for all callers at once. */
function meeting(count: number): () => Promise<string> {
  const waiting: (() => void)[] = [];
  return () =>
    new Promise((resolve) => {
      waiting.push(() => resolve('yes'));
      if (waiting.length === count) waiting.forEach((go) => go());
    });
}

async function apply(manifest: string, folder = project.folder): Promise<{ code: number; text: string }> {
  const here = project.terminal({ cwd: folder });
  const code = await here.run('apply', '--yes', '--manifest', manifest);
  return { code, text: here.stdout.text + here.stderr.text };
}

it('change each object once, and who comes too late is told what moved', async () => {
  await apply(await project.declare(people('Reception')));
  const agree = meeting(2);
  // Each in a checkout of its own, with a plan of the same state.
  const checkouts = [];
  for (const department of ['Research', 'Sales']) {
    const folder = join(project.folder, department);
    await cp(await project.declare(people(department)), join(folder, 'manifest'), { recursive: true });
    checkouts.push(project.terminal({ cwd: folder, answers: [agree] }));
  }
  const results = await Promise.all(
    checkouts.map(async (here) => {
      const code = await here.run('apply', '--manifest', 'manifest');
      return { code, text: here.stdout.text + here.stderr.text };
    }),
  );
  const { items } = (await project.ask('/v1/users')) as { items: readonly { department: string }[] };
  const won = ['Research', 'Sales'].map((name) => items.filter(({ department }) => department === name).length);
  expect(won[0] ?? 0).toBe(5 - (won[1] ?? 0));
  for (const [position, { code, text }] of results.entries()) {
    expect(text).toContain(`${won[position] ?? 0} of 5 changes done`);
    if (won[position] !== 5) expect(text).toMatch(/p\d@acme\.example.*department/);
    expect(code).toBe(won[position] === 5 ? 0 : 3);
  }
});

it('are refused in one folder, whose journal and audit only one may write', async () => {
  const manifest = await project.declare(people('Research'));
  const codes: number[] = [];
  const both = await Promise.all([apply(manifest), apply(manifest)]);
  for (const { code, text } of both) {
    codes.push(code);
    if (code !== 0) expect(text).toMatch(/another apply is under way in this folder, as process \d+/);
  }
  expect(codes.sort()).toEqual([0, 1]);
  const audit = await readFile(join(project.folder, '.mailstate', 'audit.ndjson'), 'utf8');
  expect(await verifyAudit(audit.split('\n'))).toMatchObject({ whole: true, records: 5 });
  expect(await apply(manifest)).toMatchObject({ code: 0 });
});
