/** The program itself, in a process of its own: only there can the real encryption be loaded. */
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ACME, TOKEN, mailProject } from '../support/mail-project';

const ROOT = join(__dirname, '../..');

/** Runs Node; gives what it wrote. */
function node(args: readonly string[], cwd: string, env: Readonly<Record<string, string>> = {}) {
  return new Promise<{ code: number | null; stdout: string; stderr: string }>((ended, failed) => {
    const child = spawn(process.execPath, args, { cwd, env: { ...process.env, ...env } });
    const written = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const)
      child[name].setEncoding('utf8').on('data', (text: string) => (written[name] += text));
    child.once('error', failed);
    child.once('close', (code) => ended({ code, ...written }));
  });
}

/** A script in the project's folder; it may await at its top level. */
const script = (text: string, ...args: string[]) => node(['--input-type=module', '-e', text, ...args], ROOT);

const NEW_KEYS = `
  import { generateIdentity, identityToRecipient } from 'age-encryption';
  const identity = await generateIdentity();
  console.log(JSON.stringify([identity, await identityToRecipient(identity)]));`;

const OPEN = `
  import { Decrypter, armor } from 'age-encryption';
  import { readFileSync } from 'node:fs';
  const decrypter = new Decrypter();
  decrypter.addIdentity(process.argv[1]);
  process.stdout.write(await decrypter.decrypt(armor.decode(readFileSync(process.argv[2], 'utf8')), 'text'));`;

it('a generated password is one that a recipient can read, and nobody else', async () => {
  const project = await mailProject();
  try {
    const [[identity, recipient], [other]] = (await Promise.all([script(NEW_KEYS), script(NEW_KEYS)])).map(
      ({ stdout }) => JSON.parse(stdout) as [string, string],
    ) as [[string, string], [string, string]];
    const manifest = await project.declare(
      { ...ACME, mail_user: { ...ACME['mail_user'], ada: { email: 'ada@acme.example', initial_password: 'generated' } } }, // prettier-ignore
      { secret_recipients: [recipient] },
    );
    const program = ['-r', require.resolve('ts-node/register/transpile-only'), join(ROOT, 'src/cli/main.ts')];
    const applied = await node([...program, 'apply', '--yes', '--manifest', manifest], project.folder, {
      MAIL_TOKEN: TOKEN,
      TS_NODE_PROJECT: join(ROOT, 'tsconfig.json'),
    });
    expect(applied).toMatchObject({ code: 0, stderr: '' });
    const file = /\.mailstate\/secrets\/ada@acme\.example\.1\.age(?=,)/.exec(applied.stdout)?.[0] ?? '';
    const path = join(project.folder, file);
    expect(await readFile(path, 'utf8')).toMatch(
      /^-----BEGIN AGE ENCRYPTED FILE-----\n[^]*\n-----END AGE ENCRYPTED FILE-----\n$/,
    );
    const [mine, theirs] = await Promise.all([script(OPEN, identity, path), script(OPEN, other, path)]);
    expect(mine.stdout).toMatch(/^[a-zA-Z2-9]{24}\n$/);
    expect(theirs).toMatchObject({ stdout: '' });
    expect(theirs.code).not.toBe(0);
    expect(applied.stdout).not.toContain(mine.stdout.trim());
  } finally {
    await project.close();
  }
}, 60_000);
