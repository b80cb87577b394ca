/** How does a script get a practice host? By `mailstate sandbox`, in a process of its own at a free port. */
import { spawn } from 'node:child_process';

export interface PracticeHost {
  readonly endpoint: string;
  stop(): void;
}

/**
 * @param program The built command line.
 * @throws what the host said, if it does not start.
 */
export function startPracticeHost(program: string, token: string): Promise<PracticeHost> {
  const child = spawn(process.execPath, [program, 'sandbox', '--port', '0', '--token', token], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return new Promise((started, failed) => {
    let said = '';
    let complaint = '';
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString('utf8');
      const [endpoint] = /http:\/\/\S+/.exec(said) ?? [];
      if (endpoint !== undefined) started({ endpoint, stop: () => child.kill() });
    });
    child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString('utf8')));
    child.once('error', failed);
    // Once it is up, its end is no failure.
    child.once('exit', (code) => failed(new Error(`the practice host ended with exit code ${code}: ${complaint}`)));
  });
}
