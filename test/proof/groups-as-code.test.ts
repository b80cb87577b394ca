/** The groups of a whole open-source project, kept in a file: planned, applied, planned again, and read back from the host, role by role. */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { writeFile } from 'node:fs/promises';
import { isObject } from '../../src/model';
import { parsePlan } from '../../src/plan';
import { mailProject, TOKEN } from '../support/mail-project';
import type { MailProject } from '../support/mail-project';

const ROOT = resolve(__dirname, '../..');
const PROGRAM = join(ROOT, 'examples/groups-as-code/main');
const LARGE_FILE = resolve(ROOT, '../shared/data/groups-as-code.json');
const SMALL_FILE = join(ROOT, 'examples/groups-as-code/groups.json');

const ROLES = ['members', 'managers', 'owners'] as const;
type Roles = { readonly [role in (typeof ROLES)[number]]: readonly string[] };

interface Group extends Roles {
  readonly email: string;
}

const isThere = existsSync(LARGE_FILE);
if (!isThere) console.warn(`not proven here: ${LARGE_FILE}, the groups of a whole project, is missing`);

/** Runs the example in this process, as its `app` command would be run. */
async function synthesise(env: Readonly<Record<string, string | undefined>>): Promise<void> {
  const before = process.env;
  process.env = { ...before, ...env };
  try {
    await jest.isolateModulesAsync(() => import(PROGRAM));
  } finally {
    process.env = before;
  }
}

const folded = (names: Iterable<string>): string[] => [...new Set([...names].map((name) => name.toLowerCase()))].sort();

/** What the host shall hold: whoever owns or manages a group receives its mail as well. */
function wantedOf(groups: readonly Group[]): Map<string, Roles> {
  return new Map(
    groups.map(({ email, members, managers, owners }) => [
      email.toLowerCase(),
      { members: folded([...members, ...managers, ...owners]), managers: folded(managers), owners: folded(owners) },
    ]),
  );
}

/** What the host answers, in no other words than its own. */
async function heldBy(project: MailProject): Promise<Map<string, Roles>> {
  const answer = await project.ask('/v1/groups?limit=500');
  const items = isObject(answer) ? (answer['items'] as readonly (Partial<Roles> & { readonly address: string })[]) : [];
  return new Map(
    items.map(({ address, members = [], managers = [], owners = [] }) => [address, { members, managers, owners }]),
  );
}

const memberships = (groups: Iterable<Roles>): number =>
  [...groups].reduce((sum, group) => sum + ROLES.reduce((own, role) => own + group[role].length, 0), 0);

/** Brings a host with the domain, and nothing else, to what a file says, by the command line. */
async function prove(file: string): Promise<readonly Group[]> {
  const { groups } = JSON.parse(readFileSync(file, 'utf8')) as { readonly groups: readonly Group[] };
  const project = await mailProject({ domains: ['community.example'] });
  try {
    await writeFile(join(project.folder, 'cdktf.json'), '{ "app": "npx ts-node main.ts" }');
    const mailstate = async (verb: string, ...argv: string[]): Promise<string> => {
      const { run, stdout, stderr } = project.terminal({
        env: { MAIL_TOKEN: TOKEN, MAIL_ENDPOINT: project.sandbox.url, GROUPS_FILE: file },
        shell: async (command, { env }) => {
          if (command.startsWith('npx ts-node')) await synthesise(env);
          return { code: command.startsWith('git') ? 128 : 0, stdout: '', stderr: '' };
        },
      });
      const code = await run(verb, ...argv);
      if (code !== 0) throw new Error(`${verb} ended with ${code}: ${stdout.text}${stderr.text}`);
      return stdout.text;
    };
    const parsed = parsePlan(await mailstate('plan', '--format', 'json'));
    if (!('plan' in parsed)) throw new Error(JSON.stringify(parsed.findings));
    const wanted = wantedOf(groups);
    const made = parsed.plan.changes.map(({ action, kind, identity }) => `${action} ${kind} ${identity}`);
    expect(made.sort()).toEqual([...wanted.keys()].map((address) => `create group ${address}`).sort());

    await mailstate('apply', '--yes');
    expect(await heldBy(project)).toEqual(wanted);
    expect(await mailstate('plan')).toContain('No changes');
    return groups;
  } finally {
    await project.close();
  }
}

describe('groups as code', () => {
  it('takes a small file of the same form', async () => {
    expect(await prove(SMALL_FILE)).toHaveLength(3);
  }, 30_000);

  const name = 'takes the 52 entries and 325 memberships of a whole project';
  if (!isThere) it(`not proven here, since the file is missing: ${name}`, () => undefined);
  else
    it(
      name,
      async () => {
        const groups = await prove(LARGE_FILE);
        expect(groups).toHaveLength(52);
        expect(memberships(groups)).toBe(325);
        // One entry stands in the file twice, word for word, with its nine members: an address can be made once.
        const distinct = new Map(groups.map((group) => [group.email.toLowerCase(), group]));
        expect(distinct.size).toBe(51);
        expect(memberships(distinct.values())).toBe(316);
      },
      30_000,
    );
});
