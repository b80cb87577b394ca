/** `mailstate plan`: what would be changed at the hosts? */
import type { ExitCode } from '../exit';
import type { PlanningOptions } from '../options';
import { writePlanFile } from '../plan-file';
import { outcomeOf, planned } from '../planned';
import type { World } from '../world';
import { writtenPlan } from '../written';

export interface PlanOptions extends PlanningOptions {
  readonly out?: string;
  readonly detailedExitcode: boolean;
}

export async function plan(world: World, options: PlanOptions): Promise<ExitCode> {
  const made = await planned(world, options);
  world.stdout.write(writtenPlan(made, options.format, world.stdout, world, options));
  const outcome = outcomeOf(made, options.detailedExitcode);
  if (options.out !== undefined) {
    await writePlanFile(made, options.out, world);
    world.stderr.write(`saved to ${options.out}; carry it out with "mailstate apply ${options.out}"\n`);
  }
  return outcome;
}
