/** What is the world of a real process? */
import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { userInfo } from 'node:os';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { encrypt } from './age';
import type { Ran, World } from './world';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** Asks on the error output, so that the result stays free of questions. */
function ask(question: string): Promise<string | undefined> {
  return new Promise((answered) => {
    const reader = createInterface({ input: process.stdin, output: process.stderr });
    let answer: string | undefined;
    reader.once('close', () => answered(answer));
    // Reading a line takes Ctrl-C for itself; it is for whoever listens to the process.
    reader.once('SIGINT', () => {
      reader.close();
      process.stderr.write('\n');
      process.kill(process.pid, 'SIGINT');
    });
    reader.question(question, (line) => {
      answer = line;
      reader.close();
    });
  });
}

/** The account, even where the environment does not name it. */
function user(): string {
  try {
    return userInfo().username;
  } catch {
    // An account without an entry in the system's list, as in some containers.
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}

const shell: World['shell'] = (command, { cwd, env }) =>
  new Promise<Ran>((ended, failed) => {
    const child = spawn(command, { shell: true, cwd, env, stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true });
    const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []];
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    child.once('error', failed);
    child.once('close', (code) =>
      ended({
        code: code ?? undefined,
        stdout: Buffer.concat(stdout).toString('utf8'),
        stderr: Buffer.concat(stderr).toString('utf8'),
      }),
    );
  });

export const processWorld = (): World => ({
  env: process.env,
  user: user(),
  cwd: process.cwd(),
  stdout: process.stdout,
  stderr: process.stderr,
  clock: { now: Date.now, sleep: (milliseconds, signal) => sleep(milliseconds, undefined, { signal }) },
  random: Math.random,
  secureRandom: (below) => randomInt(below),
  encrypt,
  ...(process.stdin.isTTY && process.stderr.isTTY ? { ask } : {}),
  onInterrupt: (listener) => {
    for (const signal of SIGNALS) process.on(signal, listener);
    return () => {
      for (const signal of SIGNALS) process.off(signal, listener);
    };
  },
  exit: (code) => process.exit(code),
  shell,
});
