/** What does a program with mail constructs synthesise, through the whole of `app.synth()`? */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, TerraformStack } from 'cdktf';
import { MailProvider } from '../../src/constructs';

export type Block = Readonly<Record<string, unknown>>;

/** The part of a stack's manifest that the tests look at. */
export interface Manifest {
  readonly resource?: Readonly<Record<string, Readonly<Record<string, Block>>>>;
  readonly provider?: Readonly<Record<string, readonly Block[]>>;
  readonly terraform?: { readonly required_providers?: Block };
  readonly output?: Readonly<Record<string, Block>>;
  readonly data?: Readonly<Record<string, Readonly<Record<string, Block>>>>;
}

/** Runs with a folder that is gone afterwards. */
export function inFolder<T>(run: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'mail-constructs-'));
  try {
    return run(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Synthesises an app and gives the text of each of its stacks. */
export function synthTexts(build: (app: App) => void): Readonly<Record<string, string>> {
  return inFolder((outdir) => {
    const app = new App({ outdir });
    build(app);
    app.synth();
    const { stacks } = JSON.parse(readFileSync(join(outdir, 'manifest.json'), 'utf8')) as {
      stacks: Record<string, { synthesizedStackPath: string }>;
    };
    return Object.fromEntries(
      Object.entries(stacks).map(([name, { synthesizedStackPath }]) => [
        name,
        readFileSync(join(outdir, synthesizedStackPath), 'utf8'),
      ]),
    );
  });
}

export const synthApp = (build: (app: App) => void): Readonly<Record<string, Manifest>> =>
  Object.fromEntries(Object.entries(synthTexts(build)).map(([name, text]) => [name, JSON.parse(text) as Manifest]));

/** Synthesises one stack, `acme`, that has a provider. */
export function synth(build: (stack: TerraformStack) => void): Manifest {
  const stacks = synthApp((app) => {
    const stack = new TerraformStack(app, 'acme');
    new MailProvider(stack, 'mail', { host: 'sandbox' });
    build(stack);
  });
  return stacks['acme'] ?? {};
}

/** The problems that `app.synth()` shows for one stack, `acme`, without what the CDK says around them. */
export function problemsOf(build: (stack: TerraformStack) => void): string[] {
  try {
    synth(build);
    return [];
  } catch (thrown) {
    const lines = (thrown as Error).message.split('\n').filter((line) => /^\s*\[acme/.test(line));
    if (lines.length === 0) throw thrown;
    return lines.map((line) => line.trim());
  }
}

/** Writes a file into a folder of its own and runs with its path. */
export function withFile<T>(name: string, content: string | Buffer, run: (path: string) => T): T {
  return inFolder((folder) => {
    writeFileSync(join(folder, name), content);
    return run(join(folder, name));
  });
}

/** Passes what the compiler would refuse, as a program in JavaScript can. */
export const untyped = (value: unknown): never => value as never;
