/** What does mailstate do? Starts a mail host to practise on, then plans, applies and plans again what examples/acme declares. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { styleText } from 'node:util';
import { startPracticeHost } from './practice-host';

const ROOT = resolve(__dirname, '..');
const MAILSTATE = join(ROOT, 'dist/cli/main.js');
const TOKEN = 'practice';

const isColoured = process.stdout.isTTY && (process.env.NO_COLOR ?? '') === '';
const styled = (style: Parameters<typeof styleText>[0], text: string): string =>
  isColoured ? styleText(style, text) : text;
const say = (text: string): boolean => process.stdout.write(`${text}\n`);
const heading = (text: string, about: string): boolean => say(`\n${styled(['bold', 'cyan'], `▌ ${text}`)}\n${styled('dim', `  ${about}`)}`); // prettier-ignore

/** Runs a command as a person would, on this terminal. */
function mailstate(argv: readonly string[], folder: string, endpoint: string): Promise<void> {
  say(`\n${styled('dim', '$')} ${styled('bold', `mailstate ${argv.join(' ')}`)}\n`);
  const env = { ...process.env, MAIL_ENDPOINT: endpoint, MAIL_TOKEN: TOKEN };
  const child = spawn(process.execPath, [MAILSTATE, ...argv], { cwd: folder, env, stdio: 'inherit' });
  return new Promise((done, failed) => {
    child.once('error', failed);
    child.once('exit', (code) =>
      code === 0 ? done() : failed(new Error(`mailstate ${argv.join(' ')} ended with exit code ${code}`)),
    );
  });
}

/** The folder in which the commands run: it leads to the example and takes what they write. */
async function projectFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'mailstate-start-'));
  const program = [process.execPath, require.resolve('ts-node/dist/bin'), join(ROOT, 'examples/acme/main.ts')];
  const app = program.map((word) => JSON.stringify(word)).join(' ');
  await writeFile(join(folder, 'cdktf.json'), JSON.stringify({ language: 'typescript', app }));
  return folder;
}

async function main(): Promise<void> {
  if (!existsSync(MAILSTATE)) throw new Error('mailstate is not built; run "npm ci" or "npm run build" first');
  const folder = await projectFolder();
  const host = await startPracticeHost(MAILSTATE, TOKEN);
  const { endpoint } = host;
  try {
    heading('A mail host to practise on', `Answers at ${endpoint}, holds nothing yet, and is gone when this ends.`);
    heading('What would be changed?', 'examples/acme/main.ts declares the mail of a company. The host is read and compared; nothing is changed.'); // prettier-ignore
    await mailstate(['plan', '--out', 'plan.json'], folder, endpoint);
    heading('Change it', 'What was reviewed is carried out, over HTTP, and everything touched is read back.');
    await mailstate(['apply', 'plan.json'], folder, endpoint);
    heading('And once more', 'The host now holds what the code says, so a second plan is empty.');
    await mailstate(['plan'], folder, endpoint);
    say(
      `\nNext: change something in ${styled('bold', 'examples/acme/main.ts')} and run ${styled('bold', 'npm start')} again.`,
    );
  } finally {
    host.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

main().catch((thrown: unknown) => {
  process.stderr.write(`error ${thrown instanceof Error ? thrown.message : String(thrown)}\n`);
  process.exitCode = 1;
});
