import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AuditRecord } from '../../src/apply';
import { fakeClock } from '../support/fake-clock';
import { ACME, mailProject } from '../support/mail-project';
import type { MailProject } from '../support/mail-project';

const DAY = 86_400_000;
const NEW_YEAR = Date.UTC(2026, 0, 1);

let project: MailProject;
let manifest: string;
let audit: string;
beforeEach(async () => {
  project = await mailProject();
  manifest = await project.declare(ACME);
  audit = join(project.folder, '.mailstate', 'audit.ndjson');
});
afterEach(() => project.close());

async function mailstate(argv: readonly string[], now = NEW_YEAR) {
  const { run, stdout, stderr } = project.terminal({ clock: fakeClock(now) });
  return { code: await run(...argv), stdout: stdout.text, stderr: stderr.text };
}

/** Two applies, ten days apart. */
async function twice(): Promise<void> {
  await mailstate(['apply', '--yes', '--manifest', manifest]);
  manifest = await project.declare({ ...ACME, mail_user: { ada: { email: 'ada@acme.example', given_name: 'Augusta' }, grace: { email: 'grace@acme.example', given_name: 'Grace' } } }); // prettier-ignore
  await mailstate(['apply', '--yes', '--manifest', manifest], NEW_YEAR + 10 * DAY);
}

async function shown(...argv: string[]): Promise<readonly AuditRecord[]> {
  const { code, stdout } = await mailstate(['history', '--format', 'json', ...argv], NEW_YEAR + 11 * DAY);
  expect(code).toBe(0);
  return (JSON.parse(stdout) as { records: AuditRecord[] }).records;
}

describe('history', () => {
  it('shows what was done as a table, the newest last', async () => {
    await twice();
    const { code, stdout, stderr } = await mailstate(['history']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const lines = stdout.trimEnd().split('\n');
    expect(lines).toHaveLength(7);
    expect(lines[0]).toMatch(/^at +who +what +host +outcome +commit +plan$/);
    expect(lines[1]).toMatch(/^2026-01-01T00:00:00Z {2}ada {2}create domain acme\.example +mail {2}done +- +[0-9a-f]{10}$/); // prettier-ignore
    expect(lines[6]).toContain('update user ada@acme.example');
    expect(new Set(lines.map((line, index) => (index === 0 ? line.indexOf('host') : line.indexOf(' mail ') + 1))).size).toBe(1); // prettier-ignore
  });

  it('shows what was done to one address, however it is spelt', async () => {
    await twice();
    expect((await shown('ADA@Acme.example')).map(({ operation }) => operation)).toEqual(['create', 'update']);
    expect((await shown('Acme.example')).map(({ kind }) => kind)).toEqual(['domain']);
    expect((await mailstate(['history', 'nobody@acme.example'])).stdout).toBe('No entries.\n');
  });

  it.each([
    ['7d', 1],
    ['300h', 6],
    ['2026-01-02', 1],
    ['2026-01-01T00:00:00Z', 6],
  ])('shows what was done since %s', async (since, count) => {
    await twice();
    expect(await shown('--since', since)).toHaveLength(count);
  });

  it.each(['yesterday', '7', '2026-13-01'])('refuses --since %s', async (since) => {
    const { code, stderr } = await mailstate(['history', '--since', since]);
    expect(code).toBe(1);
    expect(stderr).toContain('write a date such as 2026-01-31, or how long ago such as 12h or 7d');
  });

  it('says that nothing was applied yet', async () => {
    for (const argv of [['history'], ['history', '--verify']]) {
      const { code, stderr } = await mailstate(argv);
      expect(code).toBe(0);
      expect(stderr).toBe(`nothing was applied from here yet: there is no ${audit}\n`);
    }
  });

  it('shows hostile text harmlessly', async () => {
    const { run } = project.terminal({ env: { MAIL_TOKEN: project.sandbox.token, GITHUB_ACTOR: 'eve\u202e\u001b[2J\u2028x' } }); // prettier-ignore
    await run('apply', '--yes', '--manifest', manifest);
    const { stdout } = await mailstate(['history']);
    expect(stdout).toContain('eve\\u{202e}\\u{1b}[2J\\u{2028}x');
    expect((await mailstate(['history', '--verify'])).code).toBe(0);
  });

  it('can be put into a comment', async () => {
    await twice();
    expect((await mailstate(['history', '--format', 'markdown'])).stdout).toMatch(/^```text\nat .*```\n$/s);
  });
});

describe('history --verify', () => {
  it('proves the record', async () => {
    await twice();
    const { code, stdout } = await mailstate(['history', '--verify']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^The record is whole: 6 entries, the last with the hash sha256:[0-9a-f]{64}\.\n$/);
    expect(JSON.parse((await mailstate(['history', '--verify', '--format', 'json'])).stdout)).toMatchObject({
      format: 'mailstate.proof/1',
      whole: true,
      records: 6,
    });
  });

  it.each<[string, (lines: string[]) => string[], number, string]>([
    ['changed', (lines) => lines.map((line, index) => (index === 2 ? line.replace('"done"', '"failed"') : line)), 3, 'its content does not fit its hash'], // prettier-ignore
    ['taken out', (lines) => lines.filter((_, index) => index !== 1), 2, 'it does not follow the line before it'],
    ['moved', ([a = '', b = '', ...rest]) => [b, a, ...rest], 1, 'it does not follow the line before it'],
    ['spoilt', (lines) => ['{', ...lines], 1, 'it is not a whole record'],
  ])('names the first line that is wrong where one was %s', async (_, spoil, line, problem) => {
    await twice();
    await writeFile(audit, spoil((await readFile(audit, 'utf8')).split('\n')).join('\n'));
    const { code, stdout, stderr } = await mailstate(['history', '--verify']);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(`error the record ${audit} is not whole: line ${line}: ${problem}\n    fix  `);
  });

  it('takes no address', async () => {
    const { code, stderr } = await mailstate(['history', 'ada@acme.example', '--verify']);
    expect(code).toBe(1);
    expect(stderr).toContain('--verify proves the whole record');
  });
});
