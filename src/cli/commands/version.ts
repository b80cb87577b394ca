/** `mailstate version`: which version is this? */
import { EXIT } from '../exit';
import type { ExitCode } from '../exit';
import { versionOf } from '../version';
import type { World } from '../world';

export function version(world: World): Promise<ExitCode> {
  world.stdout.write(`${versionOf()}\n`);
  return Promise.resolve(EXIT.done);
}
