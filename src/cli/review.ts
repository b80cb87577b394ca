/** What would be changed? The hosts are read, and a plan is made of what is declared and what they hold. */
import type { HostContext } from '../host';
import { factsOf } from '../host';
import { nearest } from '../model';
import type { DesiredState, ObservedState } from '../model';
import { ALL_PLAN_FINDINGS, foresee, lookOf } from '../plan';
import type { LastLook, Outlook } from '../plan';
import type { DeclaredState } from './declared';
import { CommandError } from './exit';
import { readHosts } from './hosts';
import type { Hosts } from './hosts';
import { rememberLook, rememberedLook } from './last-look';
import type { PlanningOptions } from './options';
import { readingProgress } from './progress';
import type { World } from './world';

/** Refuses what --allow and --target cannot mean, before any host is asked. */
export function checkPlanning({ allow, target }: PlanningOptions, { objects }: DesiredState): void {
  const allowable = Object.keys(ALL_PLAN_FINDINGS).filter((code) => ALL_PLAN_FINDINGS[code]?.allowable === true);
  for (const code of allow)
    if (!allowable.includes(code))
      throw new CommandError(
        Object.hasOwn(ALL_PLAN_FINDINGS, code)
          ? `--allow ${code}: findings of this code cannot be let pass`
          : `--allow ${code}: there is no such code${didYouMean(code, allowable)}`,
        { fix: `those that can be let pass are ${allowable.sort().join(', ')}` },
      );
  if (target.length === 0) return;
  const known = new Set(
    objects.flatMap(({ address, identity }) => [address, address.slice(address.indexOf('/') + 1), identity]),
  );
  for (const name of target)
    if (!known.has(name))
      throw new CommandError(
        `--target ${name}: nothing of that address or name is declared${didYouMean(name, known)}`,
        {
          fix: 'write an address such as ada@acme.example, or one of a resource such as mail_user.ada',
        },
      );
}

const didYouMean = (written: string, known: Iterable<string>): string => {
  const near = nearest(written, known);
  return near === undefined ? '' : `, did you mean ${JSON.stringify(near)}?`;
};

/** What was seen of the hosts, and what is to be done there. */
export interface Reviewed extends Outlook {
  readonly observed: readonly ObservedState[];
  /** The look before this one. */
  readonly lastLook: LastLook;
}

/** Reads the hosts, makes the plan, and remembers how much the hosts hold. */
export async function review(
  world: World,
  options: Pick<PlanningOptions, 'allow' | 'target'>,
  { desired, project }: DeclaredState,
  hosts: Hosts,
  context: HostContext,
): Promise<Reviewed> {
  const lastLook = await rememberedLook(project);
  const progress = readingProgress(world);
  const observed = await readHosts(hosts, context, progress.listener).finally(progress.end);
  const outlook = foresee({
    desired,
    observed,
    facts: [...hosts.values()].map(factsOf),
    now: world.clock.now(),
    allow: options.allow,
    targets: options.target,
    lastLook,
  });
  // A loss must not become the measure of the next look before somebody has seen it.
  if (outlook.plan.findings.every(({ code }) => code !== 'collection-shrank'))
    await rememberLook(project, lookOf(observed, [], lastLook));
  return { ...outlook, observed, lastLook };
}
