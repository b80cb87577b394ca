/** The program itself is killed in the middle of its work, again and again: the next run ends where an undisturbed one does. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { verifyAudit } from '../../src/apply';
import type { AuditRecord } from '../../src/apply';
import { builtProgram } from '../support/built-program';
import { TOKEN, mailProject } from '../support/mail-project';
import type { MailProject, Resources } from '../support/mail-project';

const COMPANY: Resources = {
  mail_domain: { acme: { name: 'acme.example', catch_all: ['ada@acme.example'] } },
  mail_user: Object.fromEntries(
    ['ada', 'grace', 'alan', 'edsger', 'barbara', 'donald'].map((name) => [name, { email: `${name}@acme.example` }]),
  ),
  mail_alias: { info: { address: 'info@acme.example', targets: ['ada@acme.example'] } },
  mail_group: { team: { address: 'team@acme.example', members: ['ada@acme.example', 'grace@acme.example'] } },
};
const CHANGES = 10;
const PATHS = ['domains', 'users', 'aliases', 'groups'];

const program = builtProgram();
afterAll(() => program.remove());

let project: MailProject;
/** Requests until something happens. */
let countdown: { left: number; then: () => void } | undefined;

beforeEach(async () => {
  project = await mailProject({
    onRequest: () => {
      if (countdown !== undefined && --countdown.left === 0) countdown.then();
    },
  });
});
afterEach(() => project.close());

/** Runs the program as a process of its own; gives its exit code, or undefined where it was killed. */
async function apply(manifest: string, killAtRequest?: number): Promise<number | undefined> {
  const child = spawn(process.execPath, [program.file, 'apply', '--yes', '--manifest', manifest], {
    cwd: project.folder,
    env: { ...process.env, MAIL_TOKEN: TOKEN },
    stdio: 'ignore',
  });
  countdown = killAtRequest === undefined ? undefined : { left: killAtRequest, then: () => child.kill('SIGKILL') };
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
  expect(signal).toBe(killAtRequest === undefined ? null : 'SIGKILL');
  return code ?? undefined;
}

/** All that the host holds, without what differs from run to run. */
async function held(): Promise<unknown> {
  const lists = await Promise.all(PATHS.map((path) => project.ask(`/v1/${path}`)));
  return lists.map((list) =>
    (list as { items: readonly Record<string, unknown>[] }).items.map(
      ({ id: _, createdAt: __, etag: ___, ...rest }) => rest,
    ),
  );
}

it('ends in the same state as an undisturbed run, tells of every operation once, and has nothing left to do', async () => {
  const manifest = await project.declare(COMPANY, { options: { concurrency: 2 } });
  // Five lists are read first; each run that is killed gets a little further.
  for (const request of [7, 9, 8]) expect(await apply(manifest, request)).toBeUndefined();
  expect(await apply(manifest)).toBe(0);
  const here = project.terminal();
  expect(await here.run('plan', '--detailed-exitcode', '--manifest', manifest)).toBe(0);

  const audit = await readFile(join(project.folder, '.mailstate', 'audit.ndjson'), 'utf8');
  expect(await verifyAudit(audit.split('\n'))).toMatchObject({ whole: true });
  const records = audit.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as AuditRecord]));
  const made = records
    .filter(({ outcome }) => outcome === 'done' || outcome === 'adopted')
    .map(({ operation, identity }) => `${operation} ${identity}`);
  expect(new Set(made).size).toBe(CHANGES);

  const state = await held();
  await project.close();
  project = await mailProject();
  expect(await apply(await project.declare(COMPANY))).toBe(0);
  expect(state).toEqual(await held());
}, 120_000);
