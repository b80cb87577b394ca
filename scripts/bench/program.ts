/** How long does a whole program run, from its start to its end? */
import { spawn } from 'node:child_process';
import { performance } from 'node:perf_hooks';

export interface ProgramOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Seconds after which it is ended. */
  readonly limit: number;
}

/** Seconds that a program took, or undefined where it was ended at its limit. */
export function lasting(
  command: string,
  args: readonly string[],
  { cwd, env, limit }: ProgramOptions,
): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const began = performance.now();
    const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    let isLate = false;
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const timer = setTimeout(() => {
      isLate = true;
      child.kill('SIGKILL');
    }, limit * 1000);
    child.once('error', reject);
    child.once('close', (code) => {
      clearTimeout(timer);
      if (isLate) resolve(undefined);
      else if (code === 0) resolve((performance.now() - began) / 1000);
      else reject(new Error(`${command} ${args.join(' ')} ended with ${code}: ${said.slice(0, 500)}`));
    });
  });
}
