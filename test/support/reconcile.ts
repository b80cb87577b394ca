/** What becomes of declared objects at a host: read, planned, applied, reported. */
import { factsOf, observe } from '../../src/host';
import type { HostContext, MailHost } from '../../src/host';
import type { DesiredObject, HostDeclaration, KindName, ObservedObject, ObservedState } from '../../src/model';
import type { Report } from '../../src/apply';
import { isBlocked, makePlan } from '../../src/plan';
import type { Plan } from '../../src/plan';
import { applied } from './applying';
import type { Applied } from './applying';
import { declaration, desiredState } from './states';
import type { FakeClock } from './fake-clock';

/** A host to work on. */
interface Connected {
  readonly host: MailHost;
  readonly context: HostContext;
  readonly clock: FakeClock;
}

/** Declared objects, and what the provider block says. */
export interface Declared {
  readonly objects: readonly DesiredObject[];
  readonly provider?: Partial<HostDeclaration>;
}

/** Reads the host and plans; changes nothing. */
export async function planned({ host, context, clock }: Connected, { objects, provider }: Declared): Promise<Plan> {
  return makePlan({
    desired: desiredState(objects, [declaration(provider)]),
    observed: [await observe(host, context)],
    facts: [factsOf(host)],
    now: clock.now(),
  });
}

/** Carries a plan out, whatever its findings. */
export const carriedOut = ({ host, context, clock }: Connected, plan: Plan): Promise<Applied> =>
  applied(plan, [host], { secret: context.secret, clock });

export interface Round {
  readonly plan: Plan;
  /** Absent where there was nothing to do, or the plan was blocked. */
  readonly report?: Report;
}

/** Does what `mailstate apply` does: a blocked plan is not carried out. */
export async function reconcile(world: Connected, declared: Declared): Promise<Round> {
  const plan = await planned(world, declared);
  if (plan.changes.length === 0 || isBlocked(plan)) return { plan };
  return { plan, report: (await carriedOut(world, plan)).report };
}

/** What the host holds of one kind, by identity. */
export function held<K extends KindName>(observed: ObservedState, kind: K): ReadonlyMap<string, ObservedObject<K>> {
  const collection = observed.collections[kind];
  if (collection?.complete !== true) throw new Error(`the ${kind} objects were not read completely`);
  return collection.objects as ReadonlyMap<string, ObservedObject<K>>;
}

/** How often random tests run: `MAILSTATE_RUNS` times as often as they do by default. */
export const runs = (byDefault: number): number => byDefault * Number(process.env.MAILSTATE_RUNS ?? 1);
