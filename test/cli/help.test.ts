import { readFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import ts from 'typescript';
import { createProgram } from '../../src/cli/program';
import { verbs } from '../../src/cli/verbs';
import { terminal } from '../support/terminal';

const NAMES = verbs().map(({ name }) => name);

describe('help', () => {
  it('is what the program says when it is called alone', async () => {
    const alone = terminal();
    expect(await alone.run()).toBe(0);
    const asked = terminal();
    expect(await asked.run('--help')).toBe(0);
    expect(alone.stdout.text).toBe(asked.stdout.text);
    expect(alone.stderr.text).toBe('');
  });

  it('lists every verb and explains every exit code', async () => {
    const { run, stdout } = terminal();
    await run('--help');
    for (const name of NAMES) expect(stdout.text).toMatch(new RegExp(`^  ${name}\\b`, 'm'));
    for (const code of [0, 1, 2, 3, 4]) expect(stdout.text).toMatch(new RegExp(`^  ${code}  \\w`, 'm'));
  });

  it.each(NAMES)('of %s has examples that the command line accepts', async (name) => {
    const { run, stdout, world } = terminal();
    expect(await run(name, '--help')).toBe(0);
    const examples = verbs().find((verb) => verb.name === name)?.examples ?? [];
    expect(examples.length).toBeGreaterThanOrEqual(2);
    for (const [line, meaning] of examples) {
      expect(stdout.text).toContain(`mailstate ${line}`);
      expect(stdout.text).toContain(meaning);
      const flags = line.split(/ > /)[0]?.match(/--[a-z-]+/g) ?? [];
      const command = createProgram(world).commands.find((each) => each.name() === name);
      const known = [...(command?.options ?? []), ...createProgram(world).options].map(({ long }) => long);
      expect([...known, '--version']).toEqual(expect.arrayContaining(flags));
    }
  });

  it.each(NAMES)('of %s fits into a narrow terminal', async (name) => {
    const { run, stdout } = terminal({ columns: 72 });
    await run(name, '--help');
    const wide = stdout.text.split('\n').filter((line) => line.length > 72 && !line.startsWith('  mailstate '));
    expect(wide).toEqual([]);
  });

  it('is coloured for nobody', async () => {
    const { run, stdout } = terminal({ isTTY: true, columns: 80 });
    await run('plan', '--help');
    expect(stdout.text).not.toContain('\u001b');
  });
});

describe('wrong use', () => {
  it.each([
    [['plna'], "error unknown command 'plna'; did you mean plan?"],
    [['plan', '--fromat', 'json'], "error unknown option '--fromat'; did you mean --format?"],
    [['plan', '--format', 'yaml'], '; allowed choices are text, markdown, json'],
    [['plan', '--var', 'name'], 'write it like --var name=value'],
    [['apply', '--max-age', 'week'], 'write it like 30m, 12h or 7d'],
    [['sandbox', '--port', '123456'], 'write a number from 1 to 65535'],
    [['show'], 'missing required argument'],
    [['completion', 'tcsh'], 'bash, zsh, fish'],
    [['version', 'now'], 'too many arguments'],
  ])('%j is answered in one line and a next step', async (argv, said) => {
    const { run, stdout, stderr } = terminal();
    expect(await run(...argv)).toBe(1);
    expect(stdout.text).toBe('');
    expect(stderr.text).toContain(said);
    expect(stderr.text).toMatch(/^error [^\n]*[^.\n]\n {4}fix {2}see "mailstate --help"\n$/);
  });
});

describe('version', () => {
  it.each(['version', '--version', '-V'])('is printed by %s', async (argument) => {
    const { run, stdout } = terminal();
    expect(await run(argument)).toBe(0);
    expect(stdout.text).toMatch(/^\d+\.\d+\.\d+\S*\n$/);
  });
});

describe('a quick start', () => {
  /** Modules that a file loads at once: those of which it imports more than types. */
  function loadedBy(file: string): string[] {
    const tree = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.ES2022);
    return tree.statements.flatMap((statement) =>
      (ts.isImportDeclaration(statement) && statement.importClause?.isTypeOnly !== true) ||
      (ts.isExportDeclaration(statement) && !statement.isTypeOnly)
        ? statement.moduleSpecifier !== undefined && ts.isStringLiteral(statement.moduleSpecifier)
          ? [statement.moduleSpecifier.text]
          : []
        : [],
    );
  }

  it('loads nothing to show help but the command line itself', () => {
    const src = resolve(__dirname, '../../src');
    const packages = new Set<string>();
    const files = new Set<string>();
    const open = [resolve(src, 'cli/main.ts')];
    for (let file = open.pop(); file !== undefined; file = open.pop()) {
      if (files.has(file)) continue;
      files.add(file);
      for (const module of loadedBy(file))
        if (module.startsWith('.')) open.push(`${resolve(dirname(file), module)}.ts`);
        else if (!module.startsWith('node:')) packages.add(module);
    }
    const outside = [...files].map((file) => relative(src, file)).filter((file) => !/^cli\/[\w-]+\.ts$/.test(file));
    expect(outside).toEqual(['model/printable.ts']);
    expect([...packages].sort()).toEqual(['commander', 'picocolors']);
  });
});
