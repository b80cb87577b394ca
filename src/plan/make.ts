/** Makes the plan that brings the hosts to what is declared: pure, and the same for the same input. */
import { compareFindings, digest } from '../model';
import type { DesiredObject, DesiredState, Finding, Findings, HostDeclaration, ObservedState } from '../model';
import { OBSERVE_FINDINGS } from '../host';
import type { HostFacts } from '../host';
import { stateAfter } from './after';
import type { FutureObject } from './after';
import { budgetOf } from './budget';
import { CHECKS, LEVEL_FINDINGS, SHRANK, isOff, levelled, unknownChecks } from './checks';
import { deliveryOf } from './delivery';
import { diff } from './diff';
import type { UnorderedChange } from './diff';
import { PLAN_FINDINGS } from './findings';
import { climb } from './ladder';
import { LADDER_FINDINGS } from './ladder-wording';
import { withoutUnsafeRemovals } from './look';
import type { LastLook, Shrinkage } from './look';
import { order } from './order';
import { PLAN_FORMAT } from './plan';
import type { Plan, Undeclared } from './plan';

/** All codes that a plan can hold. */
export const ALL_PLAN_FINDINGS: Findings<string> = Object.assign(
  {},
  OBSERVE_FINDINGS,
  PLAN_FINDINGS,
  LADDER_FINDINGS,
  LEVEL_FINDINGS,
  ...CHECKS.map(({ findings }) => findings),
);

export interface PlanInput {
  readonly desired: DesiredState;
  /** One for each declared host. */
  readonly observed: readonly ObservedState[];
  readonly facts: readonly HostFacts[];
  /** Milliseconds since 1970, when the hosts were read. */
  readonly now: number;
  /** Codes of findings that are let pass this once. @default none */
  readonly allow?: readonly string[];
  /** Terraform addresses or identities; only they and what they need are changed. @default everything */
  readonly targets?: readonly string[];
  /** How much the hosts held when they were last looked at. @default not known */
  readonly lastLook?: LastLook;
}

/** A plan, and what each host will hold once it is applied, by the name of the host. */
export interface Outlook {
  readonly plan: Plan;
  readonly after: ReadonlyMap<string, readonly FutureObject[]>;
}

export const makePlan = (input: PlanInput): Plan => foresee(input).plan;

/** Makes the plan and keeps what it foresees. */
export function foresee(input: PlanInput): Outlook {
  const { desired, now, allow = [], targets = [] } = input;
  const works = desired.hosts.flatMap((declaration) => workAt(declaration, input) ?? []);
  const dependsOn = new Map(
    desired.objects.filter((object) => object.dependsOn.length > 0).map((object) => [object.address, object.dependsOn]),
  );
  const ordered = order(
    works.flatMap(({ planned }) => planned),
    dependsOn,
  );
  const changes = targets.length === 0 ? ordered.changes : onlyTargets(ordered.changes, targets);
  const judged = works.map((work) =>
    judge(
      work,
      changes.filter(({ host }) => host === work.facts.name),
    ),
  );
  const findings = judged.flatMap(({ said }) => said.map((found) => allowed(found, allow)));
  // Where mail would run in a circle, its objects also need one another to exist first: one mistake, said once.
  const looping = new Set(findings.filter(isLoop).map(({ address }) => address));
  const rings = ordered.findings.filter(({ code, address }) => code !== 'dependency-cycle' || !looping.has(address));
  const body = {
    format: PLAN_FORMAT,
    createdAt: new Date(now).toISOString(),
    hosts: desired.hosts.map(({ name, driver, endpoint }) => ({
      name,
      driver,
      ...(endpoint === undefined ? {} : { endpoint }),
    })),
    desired: desired.digest,
    changes,
    findings: [...findings, ...rings].sort(compareFindings),
    undeclared: works.flatMap(({ undeclared }) => undeclared).sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)),
    delivery: judged.map(({ delivery }) => delivery),
    budget: judged.map(({ budget }) => budget),
    unchanged: works.reduce((sum, { unchanged }) => sum + unchanged, 0),
    foreign: desired.foreign,
  } as const;
  const after = new Map(judged.map((host) => [host.delivery.host, host.after]));
  return { plan: { ...body, digest: digest(body) }, after };
}

/** What is to be done at one host, before it is ordered and judged. */
interface Work {
  readonly declaration: HostDeclaration;
  readonly facts: HostFacts;
  readonly observed: ObservedState;
  /** What is declared there, as the rungs of the ladder make of it. */
  readonly desired: readonly DesiredObject[];
  readonly planned: readonly UnorderedChange[];
  readonly undeclared: readonly Undeclared[];
  readonly unchanged: number;
  readonly shrunk: readonly Shrinkage[];
  readonly findings: readonly Finding[];
}

/** Compares what is declared at one host with what it holds; undefined for a host that was not read. */
function workAt(
  declaration: HostDeclaration,
  { desired, observed, facts, now, allow = [], lastLook = [] }: PlanInput,
): Work | undefined {
  const here = desired.objects.filter((object) => object.host === declaration.name);
  const seen = observed.find(({ host }) => host === declaration.name);
  const fact = facts.find(({ name }) => name === declaration.name);
  if (seen === undefined || fact === undefined) return undefined;
  const ladder = climb(declaration, here, seen, fact, new Date(now).toISOString().slice(0, 10));
  const { changes, findings, ...difference } = diff(declaration, ladder.desired, seen, fact, ladder.deleted);
  const isLetPass = allow.includes(SHRANK) || isOff(SHRANK, declaration);
  const { changes: planned, shrunk } = withoutUnsafeRemovals(
    declaration,
    seen,
    [...changes, ...ladder.changes],
    lastLook,
    isLetPass,
  );
  const said = [
    ...unknownChecks(declaration, ALL_PLAN_FINDINGS),
    ...Object.values(seen.collections).flatMap((collection) => collection.findings),
    ...ladder.findings,
    ...findings,
  ];
  return {
    ...difference,
    declaration,
    facts: fact,
    observed: seen,
    desired: ladder.desired,
    planned,
    shrunk,
    findings: said,
  };
}

/** What is to be thought of the changes at one host, in the order in which they will be made. */
function judge(work: Work, changes: readonly UnorderedChange[]) {
  const { declaration, facts, observed, desired, shrunk } = work;
  const after = stateAfter(desired, observed, changes);
  const delivery = deliveryOf(observed, after, changes);
  const said = work.findings.flatMap((found) => levelled(found, declaration, ALL_PLAN_FINDINGS));
  const input = { declaration, facts, desired, observed, changes, after, delivery, shrunk };
  for (const check of CHECKS)
    for (const found of check.run(input))
      for (const heard of levelled(found, declaration, ALL_PLAN_FINDINGS))
        // Where nothing is to be done there is nothing to block.
        said.push(changes.length === 0 && heard.severity === 'error' ? { ...heard, severity: 'warning' } : heard);
  return { after, delivery, budget: budgetOf(facts, observed, after, changes), said };
}

const keyOf = ({ host, kind, identity }: Undeclared): string => `${host} ${kind} ${identity}`;

const isLoop = ({ code, severity }: Finding): boolean => code.endsWith('-loop') && severity === 'error';

/** A finding that the user lets pass this once stays to be seen, and no longer blocks. */
function allowed(found: Finding, allow: readonly string[]): Finding {
  if (found.severity !== 'error' || !allow.includes(found.code) || ALL_PLAN_FINDINGS[found.code]?.allowable !== true)
    return found;
  return {
    ...found,
    severity: 'warning',
    detail: found.detail === undefined ? 'allowed for this run' : `${found.detail}; allowed for this run`,
  };
}

/** The changes of the targets, and all that those require. */
function onlyTargets(changes: Plan['changes'], targets: readonly string[]): Plan['changes'] {
  const byId = new Map(changes.map((change) => [change.id, change]));
  const wanted = new Set<string>();
  const open = changes
    .filter(({ address, identity, from }) =>
      targets.some(
        (target) =>
          target === address ||
          target === address?.slice(address.indexOf('/') + 1) ||
          target === identity ||
          target === from,
      ),
    )
    .map(({ id }) => id);
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (wanted.has(id)) continue;
    wanted.add(id);
    open.push(...(byId.get(id)?.requires ?? []));
  }
  return changes.filter(({ id }) => wanted.has(id));
}

/** Whether a plan is as it was made: its digest fits its content. */
export function isUntampered({ digest: stated, ...body }: Plan): boolean {
  return digest(body) === stated;
}
