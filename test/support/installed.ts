/** An empty project in which mailstate is installed as it is in this checkout: what a user's program finds, without building first. */
import { cp, mkdir, mkdtemp, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import ts from 'typescript';

const ROOT = resolve(__dirname, '../..');
/** What a program imports of mailstate, and what that imports. */
const PARTS = ['constructs', 'model'];
/** The types of the examples are checked along with the rest of the checkout. */
const TSCONFIG = {
  compilerOptions: { target: 'ES2022', module: 'Node16', moduleResolution: 'Node16' },
  'ts-node': { transpileOnly: true },
};

export interface Installed {
  readonly folder: string;
  close(): Promise<void>;
}

export async function installedProject(): Promise<Installed> {
  const folder = await mkdtemp(join(tmpdir(), 'mailstate-project-'));
  const modules = join(folder, 'node_modules');
  await mkdir(modules);
  for (const name of await readdir(join(ROOT, 'node_modules')))
    await symlink(join(ROOT, 'node_modules', name), join(modules, name), 'junction');
  const own = join(modules, 'mailstate');
  for (const part of PARTS)
    for (const path of await readdir(join(ROOT, 'src', part), { recursive: true }))
      if (path.endsWith('.ts')) await transpiled(join(part, path), join(own, 'dist'));
  await cp(join(ROOT, 'package.json'), join(own, 'package.json'));
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(TSCONFIG));
  return { folder, close: () => rm(folder, { recursive: true, force: true }) };
}

async function transpiled(path: string, dist: string): Promise<void> {
  const { outputText } = ts.transpileModule(await readFile(join(ROOT, 'src', path), 'utf8'), {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, esModuleInterop: true },
  });
  const file = join(dist, path.replace(/\.ts$/, '.js'));
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, outputText);
}
