/** What does the project's program declare? It is run as the CDK's own command line runs it. */
import { readFile, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { CommandError } from './exit';
import type { Project } from './project';
import type { World } from './world';

/** Last lines of a program's output that are shown when it says nothing that looks like an error. */
const LAST_LINES = 20;

/**
 * Runs the `app` command of cdktf.json.
 * @returns the folder of the synthesised stacks.
 * @throws CommandError with what the program said, without stack traces.
 */
export async function synthesise({ folder, settings }: Project, world: World): Promise<string> {
  if (settings === undefined)
    throw new CommandError(`there is no cdktf.json in ${folder} or above it`, {
      fix: 'run "mailstate init" in an empty folder, change to the project’s folder, or name synthesised stacks with --manifest DIR',
    });
  const { app, output = 'cdktf.out', context } = settings;
  if (typeof app !== 'string' || app.trim() === '')
    throw new CommandError(`the cdktf.json in ${folder} has no "app"`, {
      fix: 'add the command that runs the program, such as "app": "npx ts-node main.ts"',
    });
  if (typeof output !== 'string') throw new CommandError(`the "output" in the cdktf.json of ${folder} is no text`);
  const outdir = resolve(folder, output);
  const manifest = join(outdir, 'manifest.json');
  // What an earlier run left must not pass for what is declared now.
  await rm(manifest, { force: true });
  const env = {
    ...world.env,
    CDKTF_OUTDIR: outdir,
    ...(context === undefined ? {} : { CDKTF_CONTEXT_JSON: JSON.stringify(context) }),
  };
  const { code, stdout, stderr } = await world.shell(app, { cwd: folder, env });
  if (code !== 0)
    throw new CommandError(
      `${JSON.stringify(app)} failed${code === undefined ? '' : ` (exit code ${code})`}:\n${errorIn(stderr, stdout)}`,
      {
        fix: 'correct the program, then run again',
      },
    );
  if (!(await isThere(manifest)))
    throw new CommandError(`${JSON.stringify(app)} ended well and wrote no ${manifest}`, {
      fix: 'call app.synth() at the end of the program',
    });
  if (stdout.trim() !== '') world.stderr.write(stdout);
  if (stderr.trim() !== '') world.stderr.write(stderr);
  return outdir;
}

const isThere = (path: string): Promise<boolean> =>
  readFile(path).then(
    () => true,
    () => false,
  );

/** Starts the message of an error that ended a program. */
const HEADLINE = /^(?:Uncaught )?(?:\w*Error|Error \[\w+\]|\w*Exception): /;
/** Lines that tell a programmer where in the code, and a person nothing: frames, and Node's last line. */
const NOISE = /^\s+at \S|^Node\.js v\d|^\s*diagnosticCodes: |^\}$/;
/** What the CDK adds to every failed validation. */
const ADVICE = /skipValidation|^Validations allow for dynamic verification/;

/** What a failed program said: the message of the error that ended it, or else its last lines. */
export function errorIn(stderr: string, stdout: string): string {
  const all = (stderr.trim() === '' ? stdout : stderr).split(/\r?\n/);
  const start = all.findIndex((line) => HEADLINE.test(line));
  const lines = (start < 0 ? all : all.slice(start)).filter((line) => !NOISE.test(line) && !ADVICE.test(line));
  if (start >= 0 && lines[0] !== undefined) lines[0] = lines[0].replace(/^(?:Uncaught )?Error: /, '');
  const said = lines
    .join('\n')
    .replace(/\n{2,}/g, '\n')
    .trimEnd();
  return said.trim() === '' ? 'it said nothing' : start < 0 ? said.split('\n').slice(-LAST_LINES).join('\n') : said;
}
