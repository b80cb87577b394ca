import { spawnSync } from 'node:child_process';
import { verbs } from '../../src/cli/verbs';
import { terminal } from '../support/terminal';

async function script(shell: string): Promise<string> {
  const { run, stdout } = terminal();
  expect(await run('completion', shell)).toBe(0);
  return stdout.text;
}

/** Runs a program on a text; undefined where this machine has no such program. */
function tried(program: string, argv: readonly string[], input: string): string | undefined {
  const { error, status, stdout, stderr } = spawnSync(program, argv, { input, encoding: 'utf8' });
  if (error !== undefined) return undefined;
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout;
}

describe('completion', () => {
  it.each(['bash', 'zsh', 'fish'])('for %s is a script that the shell can read', async (shell) => {
    const text = await script(shell);
    tried(shell, ['-n'], text);
    for (const { name, options = [] } of verbs()) {
      expect(text).toContain(name);
      for (const { long } of options) expect(text).toContain(long?.replace(/^--/, ''));
    }
  });

  it.each([
    [['mailstate', 'pl'], 'plan'],
    [['mailstate', 'plan', '--deta'], '--detailed-exitcode'],
    [['mailstate', 'plan', '--format', 'm'], 'markdown'],
    [['mailstate', 'completion', 'f'], 'fish'],
    [['mailstate', 'plan', '--out', 'p'], ''],
  ])('for bash turns %j into %j', async (words, found) => {
    const said = tried(
      'bash',
      ['--norc', '-s', ...words],
      `${await script('bash')}\nCOMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _mailstate; echo "\${COMPREPLY[*]}"`,
    );
    if (said !== undefined) expect(said.trim()).toBe(found);
  });
});
