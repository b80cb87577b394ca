/** `mailstate completion`: the script that completes commands in a shell. */
import type { Command } from 'commander';
import { completionScript } from '../completion';
import { EXIT } from '../exit';
import type { ExitCode } from '../exit';
import type { Shell } from '../shells';
import type { World } from '../world';

export function completion(world: World, shell: string, program: Command): Promise<ExitCode> {
  // The command line has checked that it is one of them.
  world.stdout.write(completionScript(program, shell as Shell));
  return Promise.resolve(EXIT.done);
}
