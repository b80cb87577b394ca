/** What does one call of the program do, and how does it end? */
import { createRequire } from 'node:module';
import { CommanderError } from 'commander';
import { printable } from '../model/printable';
import type * as Plan from '../plan';
import { paintFor } from './colour';
import { CommandError, EXIT } from './exit';
import type { ExitCode } from './exit';
import { createProgram } from './program';
import type { World } from './world';

/**
 * Runs a command line.
 * @param argv The arguments without the program's own name.
 * @returns the exit code; never throws.
 */
export async function run(argv: readonly string[], world: World): Promise<number> {
  let code: ExitCode = EXIT.done;
  try {
    const program = createProgram(world, (ended) => (code = ended));
    if (argv.length === 0) program.outputHelp();
    else await program.parseAsync(argv, { from: 'user' });
    return code;
  } catch (thrown) {
    // Commander has said what it had to say.
    if (thrown instanceof CommanderError) return thrown.exitCode;
    explain(thrown, world, !argv.includes('--no-color'));
    return thrown instanceof CommandError ? thrown.exitCode : EXIT.error;
  }
}

/** Errors whose message is written for the person at the terminal. */
const EXPECTED: ReadonlySet<string> = new Set(['CommandError', 'HostError', 'SandboxError']);

function explain(thrown: unknown, { stderr, env }: World, color: boolean): void {
  const paint = paintFor(stderr, env, color);
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const isDebug = env.MAILSTATE_DEBUG === '1';
  const isExpected = EXPECTED.has(error.name) || typeof (error as NodeJS.ErrnoException).syscall === 'string';
  const { fix, findings = [] } = error as Partial<CommandError>;
  const step = isExpected
    ? fix
    : 'this is a mistake in the program: run again with MAILSTATE_DEBUG=1 and report what it says';
  // Only findings need the renderer, and with it the model.
  if (findings.length > 0) {
    const { renderFindings } = createRequire(__filename)('../plan') as typeof Plan;
    stderr.write(`${renderFindings(findings, paint)}\n`);
  }
  stderr.write(`${paint.removed('error')} ${paint.strong(error.message.split('\n').map(printable).join('\n'))}\n`);
  if (step !== undefined) stderr.write(`    fix  ${printable(step)}\n`);
  if (isDebug) stderr.write(`${error.stack ?? ''}\n`);
}
