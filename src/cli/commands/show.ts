/** `mailstate show`: what is in a saved plan? */
import { EXIT } from '../exit';
import type { ExitCode } from '../exit';
import type { CommonOptions, Format } from '../options';
import { readPlanFile } from '../plan-file';
import type { World } from '../world';
import { writtenPlan } from '../written';

export interface ShowOptions extends CommonOptions {
  readonly format: Format;
}

export async function show(world: World, options: ShowOptions, file: string): Promise<ExitCode> {
  const plan = await readPlanFile(file, world);
  world.stderr.write(`made at ${plan.createdAt}, unchanged since\n`);
  world.stdout.write(writtenPlan(plan, options.format, world.stdout, world, options));
  return EXIT.done;
}
