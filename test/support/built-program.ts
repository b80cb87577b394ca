/** The program as it is in this checkout, as JavaScript in a folder of its own, so that tests can run it as a process without building first. */
import { mkdtempSync, mkdirSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import ts from 'typescript';

const ROOT = resolve(__dirname, '../..');
/** What the program never loads. */
const LEFT_OUT = /^constructs[\\/]/;

export interface BuiltProgram {
  /** The program's file, for node to run. */
  readonly file: string;
  remove(): void;
}

export function builtProgram(): BuiltProgram {
  const folder = mkdtempSync(join(tmpdir(), 'mailstate-program-'));
  const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, esModuleInterop: true };
  for (const path of readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })) {
    if (!path.endsWith('.ts') || LEFT_OUT.test(path)) continue;
    const file = join(folder, 'dist', path.replace(/\.ts$/, '.js'));
    mkdirSync(dirname(file), { recursive: true });
    const source = readFileSync(join(ROOT, 'src', path), 'utf8');
    writeFileSync(file, ts.transpileModule(source, { compilerOptions }).outputText);
  }
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'junction');
  writeFileSync(join(folder, 'package.json'), readFileSync(join(ROOT, 'package.json')));
  return { file: join(folder, 'dist/cli/main.js'), remove: () => rmSync(folder, { recursive: true, force: true }) };
}
