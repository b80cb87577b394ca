/** Mistakes that a person makes: each gives one thing to read, which names what was written, its place and the next step. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TOKEN, mailProject } from '../support/mail-project';
import { ABOUT_COMMANDS } from './mistakes/commands';
import { ABOUT_HOSTS } from './mistakes/hosts';
import { RIGHT } from './mistakes/mistake';
import type { Mistake } from './mistakes/mistake';
import { ABOUT_OBJECTS } from './mistakes/objects';

const MISTAKES: readonly Mistake[] = [...ABOUT_HOSTS, ...ABOUT_OBJECTS, ...ABOUT_COMMANDS];

/** What stands below a headline: `at`, `why`, `fix`, and of a report `next`. */
interface Said {
  readonly says: string;
  readonly code?: string;
  readonly at?: string;
  readonly fix?: string;
}

/** Ends a command that has shown its findings; says nothing of its own. */
const CLOSING =
  /^(?:the declarations hold a mistake|the hosts cannot be reached with these declarations|nothing can be planned, since host "mail" cannot be read)$/;

/** All that a person is told to be wrong, in the words on the screen. */
function toldIn(screen: string): Said[] {
  const lines = screen.split('\n');
  return lines.flatMap((line, index): Said[] => {
    const [, says = '', code] = /^(?:error|warning|failed:) (.*?)(?: \[([a-z-]+)\])?$/.exec(line) ?? [];
    if (says === '' || CLOSING.test(says)) return [];
    const below = new Map<string, string>();
    for (const more of lines.slice(index + 1)) {
      const [, label, text] = /^ {4}(at|why|fix) +(.*)$/.exec(more) ?? [];
      if (label === undefined || text === undefined) break;
      below.set(label, text);
    }
    const [at, fix] = [below.get('at'), below.get('fix')];
    return [{ says, ...(code && { code }), ...(at && { at }), ...(fix && { fix }) }];
  });
}

/** Makes a mistake and reads the screen. */
async function screenAfter({ declare, provider, variables, manifest, env, argv, host, before }: Mistake) {
  const project = await mailProject({ ...host });
  try {
    await before?.(project);
    const settings = typeof provider === 'function' ? provider(project.sandbox.url) : provider;
    const folder = await project.declare(declare ?? RIGHT, settings, variables);
    if (manifest !== undefined) {
      const file = join(folder, 'cdk.tf.json');
      await writeFile(file, manifest(await readFile(file, 'utf8')));
    }
    const { run, stdout, stderr } = project.terminal({ env: { MAIL_TOKEN: TOKEN, ...env } });
    const [verb = 'plan', ...rest] = argv ?? [];
    const code = await run(verb, ...(rest.includes('--manifest') ? [] : ['--manifest', folder]), ...rest);
    const screen = `${stderr.text}${stdout.text}`;
    expect(screen).not.toContain(TOKEN);
    return { code, screen: screen.replaceAll(project.folder, '.').replace(/127\.0\.0\.1:\d+/g, 'HOST') };
  } finally {
    await project.close();
  }
}

describe('one mistake gives one thing to read', () => {
  it('is tried against what holds no mistake', async () => {
    const { code, screen } = await screenAfter({ name: 'none', says: '', argv: ['apply', '--yes'] });
    expect({ code, told: toldIn(screen) }).toEqual({ code: 0, told: [] });
  });

  it('is tried with more than thirty mistakes', () => expect(MISTAKES.length).toBeGreaterThan(30));

  it.each(MISTAKES.map((mistake) => [mistake.name, mistake.code ?? 'error', mistake] as const))(
    '%s → %s',
    async (_, __, mistake) => {
      const { code, screen } = await screenAfter(mistake);
      const { says, at, fix } = mistake;
      expect(toldIn(screen)).toEqual([
        { says, ...(mistake.code && { code: mistake.code }), ...(at && { at }), ...(fix && { fix }) },
      ]);
      expect(code).toBe(mistake.exit ?? 1);
      expect(screen).not.toMatch(/^ {4}at \S+ \(|\.[jt]s:\d+|hunter2/m);
    },
  );
});
