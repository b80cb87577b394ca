import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ts from 'typescript';
import { startSandbox } from '../../src/sandbox';
import { terminal } from '../support/terminal';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mailstate-init-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const FILES = ['.gitignore', 'README.md', 'cdktf.json', 'main.ts', 'package.json', 'tsconfig.json'];

describe('init', () => {
  it('writes a project into an empty folder and says what to do next', async () => {
    const { run, stdout } = terminal({ cwd: folder });
    expect(await run('init')).toBe(0);
    expect((await readdir(folder)).sort()).toEqual(FILES);
    expect(stdout.text).toContain('npm install');
    expect(await readFile(join(folder, 'README.md'), 'utf8')).toContain('MAIL_TOKEN=practice npx mailstate apply');
    const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as Record<string, unknown>;
    expect(manifest).toMatchObject({
      private: true,
      dependencies: { mailstate: expect.stringMatching(/^\^\d/) as string },
    });
  });

  it('makes the folder that it is given', async () => {
    const { run, stdout } = terminal({ cwd: folder });
    expect(await run('init', 'Our Mail')).toBe(0);
    const { name } = JSON.parse(await readFile(join(folder, 'Our Mail', 'package.json'), 'utf8')) as { name: string };
    expect(name).toBe('our-mail');
    expect(stdout.text).toContain('  cd "Our Mail"\n');
  });

  it('overwrites nothing and names what is in the way', async () => {
    await writeFile(join(folder, 'main.ts'), 'mine');
    await writeFile(join(folder, 'notes.txt'), 'mine too');
    const { run, stdout, stderr } = terminal({ cwd: folder });
    expect(await run('init')).toBe(1);
    expect(stdout.text).toBe('');
    expect(stderr.text).toContain(`${folder} already has main.ts; nothing was written`);
    expect((await readdir(folder)).sort()).toEqual(['main.ts', 'notes.txt']);
  });

  it('lists the drivers when there is none of the name', async () => {
    const { run, stderr } = terminal({ cwd: folder });
    expect(await run('init', '--host', 'sandbix')).toBe(1);
    expect(stderr.text).toContain('--host sandbix: there is no driver of that name, did you mean "sandbox"?');
    expect(stderr.text).toMatch(/fix {2}drivers are .*sandbox/);
  });

  it('gives a program that compiles, synthesises and plans', async () => {
    await terminal({ cwd: folder }).run('init');
    const text = await readFile(join(folder, 'main.ts'), 'utf8');
    const { outputText, diagnostics } = ts.transpileModule(text, {
      reportDiagnostics: true,
      compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, strict: true },
    });
    expect(diagnostics).toEqual([]);
    const sandbox = await startSandbox({ token: 'practice' });
    const outdir = join(folder, 'cdktf.out');
    await mkdir(outdir);
    const before = process.env.CDKTF_OUTDIR;
    process.env.CDKTF_OUTDIR = outdir;
    try {
      const program = outputText.replace('http://127.0.0.1:8025', sandbox.url);
      new Function('require', 'exports', program)(createRequire(__filename), {});
      const { run, stdout } = terminal({ cwd: folder, env: { MAIL_TOKEN: 'practice' } });
      expect(await run('apply', '--yes', '--manifest', 'cdktf.out')).toBe(0);
      expect(stdout.text).toContain('5 of 5 changes done');
    } finally {
      if (before === undefined) delete process.env.CDKTF_OUTDIR;
      else process.env.CDKTF_OUTDIR = before;
      await sandbox.close();
    }
  });
});
