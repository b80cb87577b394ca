/** What do plan and drift have in common? They load, read and compare, and change nothing. */
import { isBlocked } from '../plan';
import type { Plan } from '../plan';
import { desiredState } from './declared';
import type { DeclaredState } from './declared';
import { EXIT } from './exit';
import type { ExitCode } from './exit';
import { secretsOf, withHosts } from './hosts';
import { interruptible } from './interruption';
import type { PlanningOptions } from './options';
import { checkPlanning, review } from './review';
import type { Reviewed } from './review';
import type { World } from './world';

/** Makes a plan of what is declared and what the hosts hold. */
export async function planned(world: World, options: PlanningOptions): Promise<Plan> {
  const declared = await desiredState(world, options);
  checkPlanning(options, declared.desired);
  return (await reviewed(world, options, declared)).plan;
}

/** Connects the hosts, reads them, and makes the plan. */
export function reviewed(
  world: World,
  options: Pick<PlanningOptions, 'allow' | 'target'>,
  declared: DeclaredState,
): Promise<Reviewed> {
  const secret = secretsOf(world, declared.project.folder);
  return interruptible(world, (signal) =>
    withHosts(declared.desired, secret, world, (hosts) => review(world, options, declared, hosts, { signal, secret })),
  );
}

/** How a command ends that only looked. */
export function outcomeOf(plan: Plan, isDetailed: boolean): ExitCode {
  if (isBlocked(plan)) return EXIT.blocked;
  return isDetailed && plan.changes.length > 0 ? EXIT.pending : EXIT.done;
}
