/** How is a server started on a loopback port, waited for, and stopped again? */
import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Account } from './debian';

/** A port on the loopback address that nothing listens on. */
export const freePort = (): Promise<number> =>
  new Promise((found, failed) => {
    const server = createServer();
    server.once('error', failed);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => found(port));
    });
  });

export interface Started {
  readonly pid: number;
  /** Asks the server to end, and waits until it has. */
  stop(): Promise<void>;
}

export interface ServerCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly as?: Account;
  readonly cwd: string;
  /** Where all it prints goes. */
  readonly log: string;
  readonly env?: NodeJS.ProcessEnv;
  /** The signal that ends it at once and cleanly. @default SIGTERM */
  readonly signal?: NodeJS.Signals;
  /** Rejects while the server does not answer yet. */
  readonly probe: () => Promise<unknown>;
}

/** How often and how long a server is waited for, in milliseconds. */
const [STEP, PATIENCE] = [50, 60_000];

/**
 * Starts a server in the foreground and waits until it answers.
 * @throws Error with the end of its log.
 */
export async function startServer({
  command,
  args,
  as,
  cwd,
  log,
  env,
  signal,
  probe,
}: ServerCommand): Promise<Started> {
  const output = openSync(log, 'a');
  const child = spawn(command, args, {
    cwd,
    env: env ?? { PATH: process.env['PATH'], LC_ALL: 'C' },
    stdio: ['ignore', output, output],
    ...as?.ids,
  });
  closeSync(output);
  const state: { over?: string } = {};
  const ended = new Promise<void>((resolve) => {
    child.once('error', (error) => resolve(void (state.over = error.message)));
    child.once('exit', (code) => resolve(void (state.over = `it ended with ${code ?? 'a signal'}`)));
  });
  const stop = async (): Promise<void> => {
    if (state.over === undefined) child.kill(signal ?? 'SIGTERM');
    await ended;
  };
  for (let waited = 0; ; waited += STEP) {
    const answered = await probe().then(
      () => true,
      () => false,
    );
    if (answered) return { pid: child.pid ?? 0, stop };
    if (state.over !== undefined || waited > PATIENCE) {
      await stop();
      throw new Error(
        `${command} did not start (${state.over ?? 'no answer'}):\n${readFileSync(log, 'utf8').slice(-2000)}`,
      );
    }
    await sleep(STEP);
  }
}
