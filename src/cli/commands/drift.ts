/** `mailstate drift`: how do the hosts differ from what is declared? */
import type { ExitCode } from '../exit';
import type { PlanningOptions } from '../options';
import { outcomeOf, planned } from '../planned';
import type { World } from '../world';
import { writtenPlan } from '../written';

export interface DriftOptions extends PlanningOptions {
  readonly detailedExitcode: boolean;
}

export async function drift(world: World, options: DriftOptions): Promise<ExitCode> {
  const made = await planned(world, options);
  const { length } = made.changes;
  world.stdout.write(writtenPlan(made, options.format, world.stdout, world, options));
  if (options.format === 'text')
    world.stdout.write(`${length === 0 ? 'No drift' : `Drift: ${differences(length)}`}.\n`);
  return outcomeOf(made, options.detailedExitcode);
}

const differences = (count: number): string =>
  count === 1 ? '1 change would undo it' : `${count} changes would undo it`;
