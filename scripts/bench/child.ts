/** How does a case run in a process of its own, so that neither memory nor compiled code of another case is counted with it? */
import { fork } from 'node:child_process';
import { join } from 'node:path';

/** What a case gave, and the most memory its process held, in megabytes. */
export interface Outcome<T> {
  readonly value: T;
  readonly peak: number;
}

type Case<I, O> = (input: I) => Promise<O>;
const IS_CASE = 'bench-case';

/**
 * Runs the case that a file of this folder offers.
 * @param limit Seconds after which it is ended.
 * @throws Error when it fails or is ended.
 */
export function inChild<C extends Case<never, unknown>>(
  file: string,
  input: Parameters<C>[0],
  limit = 900,
): Promise<Outcome<Awaited<ReturnType<C>>>> {
  return new Promise((resolve, reject) => {
    const child = fork(join(__dirname, file), [IS_CASE, JSON.stringify(input)], { execArgv: ['--expose-gc'] });
    const timer = setTimeout(() => child.kill('SIGKILL'), limit * 1000);
    let outcome: Outcome<Awaited<ReturnType<C>>> | undefined;
    child.once('message', (message) => (outcome = message as typeof outcome));
    child.once('error', reject);
    child.once('exit', (code) => {
      clearTimeout(timer);
      if (outcome !== undefined) resolve(outcome);
      else reject(new Error(`the case "${file}" ended without a result (exit code ${code ?? 'none'})`));
    });
  });
}

/** Offers a file's case: carries it out when the file was started by {@link inChild}. */
export function offer<I, O>(file: NodeJS.Module, run: Case<I, O>): void {
  const [mark, input = 'null'] = process.argv.slice(2);
  if (require.main !== file || mark !== IS_CASE) return;
  void run(JSON.parse(input) as I).then((value) => {
    process.send?.({ value, peak: process.resourceUsage().maxRSS / 1024 }, () => process.disconnect());
  });
}
