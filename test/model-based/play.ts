/** Plays a random case and holds every invariant against it. */
import { strict as assert } from 'node:assert';
import { rmSync } from 'node:fs';
import { isComplete } from '../../src/apply';
import type { Report } from '../../src/apply';
import { factsOf, observe } from '../../src/host';
import { KINDS, equalJson } from '../../src/model';
import type { Finding, ObservedState } from '../../src/model';
import { ALL_PLAN_FINDINGS, holds, makePlan } from '../../src/plan';
import type { Plan } from '../../src/plan';
import { declaration, desiredState } from '../support/states';
import { Declarations } from './declarations';
import { assertAdopted, assertExplained, assertNothingOverwritten, fates } from './explanation';
import { assertForeseen, performed } from './foresight';
import { PracticeHost } from './practice-host';
import { run } from './process';
import type { Project } from './process';
import type { Disturbance, Program, Step } from './program';
import { assertMailKept, assertSafe, assertUnique } from './safety';
import { Witness } from './witness';

/** What was tried, to see that the cases are worth something. */
export class Tally {
  programs = 0;
  applies = 0;
  changes = 0;
  blocked = 0;
  killed = 0;
  deleted = 0;
  renamed = 0;
  calls = 0;
  /** Codes that blocked plans. */
  readonly because: { [code: string]: number } = {};
}

/** Codes that may block a plan because of what is declared, whatever the host does. */
const DESERVED: ReadonlySet<string> = new Set([
  'removal-not-approved',
  'removal-still-referenced',
  'removal-last-target',
  'last-administrator',
  'address-occupied',
  'domain-missing',
  'domain-not-empty',
  'dependency-cycle',
  'domain-loop',
  'reference-missing',
  'rename-ambiguous',
  'rename-claimed-twice',
  'rename-source-declared',
  'rename-cycle',
  'prevent-destroy',
]);

const ALLOWED = Object.entries(ALL_PLAN_FINDINGS).flatMap(([code, { allowable }]) => (allowable ? [code] : []));

const errorsOf = ({ findings }: Plan): string[] =>
  findings.flatMap(({ severity, code }) => (severity === 'error' ? [code] : []));

/** Undisturbed applies that bring the host to what is declared, and those that take a mailbox down: detach, close, delete. */
const BOUND = { one: 1, rungs: 3 };

/** @param project Where journal and audit are kept while it runs. */
export async function play(program: Program, project: Project, tally: Tally): Promise<void> {
  for (const file of [project.journal, project.audit]) rmSync(file, { force: true });
  const host = await PracticeHost.start(program.held);
  tally.programs++;
  try {
    const game = new Game(host, program, project, tally);
    for (const [position, step] of program.steps.entries())
      await game.take(step).catch((thrown: unknown) => {
        throw new Error(`step ${position + 1} of ${program.steps.length} (${step.do}): ${String(thrown)}`, {
          cause: thrown,
        });
      });
    await game.settle();
  } finally {
    await host.close();
  }
}

class Game {
  private declared = Declarations.first;
  private readonly witness: Witness;

  constructor(
    private readonly host: PracticeHost,
    private readonly program: Program,
    private readonly project: Project,
    private readonly tally: Tally,
  ) {
    this.witness = new Witness(project);
  }

  async take(step: Step): Promise<void> {
    switch (step.do) {
      case 'wait':
        return this.host.clock.sleep(step.days * 86_400_000);
      case 'faults':
        return this.host.setFaults(step.faults);
      case 'edit':
        this.witness.forget(await this.host.edit(step.edit));
        return;
      case 'adopt':
        this.declared = this.declared.adopting(step.which, await this.host.truth());
        return;
      case 'apply':
        await this.apply(step.disturbed);
        return;
      default:
        this.declared = this.declared.after(step, this.host.clock.now());
    }
  }

  /** Without any more disturbance the host comes to what is declared, and stays there. */
  async settle(): Promise<void> {
    this.host.setFaults({});
    for (let round = 0; ; round++) {
      assert.ok(round <= this.rounds(), `after ${round} undisturbed applies the plan is still not empty`);
      const { plan, isApplied } = await this.apply();
      if (isApplied && plan.changes.length === 0) break;
    }
    this.assertHeld(await this.host.truth());
  }

  private rounds(): number {
    return this.declared.desired.some(({ attributes }) => 'removal' in attributes) ? BOUND.rungs : BOUND.one;
  }

  private async plan(): Promise<{ plan: Plan; observed: ObservedState }> {
    // No two plans are made at the same instant.
    await this.host.clock.sleep(1000);
    const real = await this.host.connect(this.program.calling);
    const observed = await observe(real, this.host.context);
    const { scope, desired } = this.declared;
    const said = declaration({ scope, thresholds: { removals: 1 } });
    const plan = makePlan({
      desired: desiredState(desired, [said]),
      observed: [observed],
      facts: [factsOf(real)],
      now: this.host.clock.now(),
      allow: ALLOWED,
    });
    await real.close();
    return { plan, observed };
  }

  private async apply(disturbed?: Disturbance, corrections = 0): Promise<{ plan: Plan; isApplied: boolean }> {
    const { plan, observed } = await this.plan();
    this.witness.assertSecret(JSON.stringify(plan));
    const errors = plan.findings.filter((found) => found.severity === 'error' || isHopeless(found));
    if (errors.length > 0) {
      this.tally.blocked++;
      for (const code of new Set(errorsOf(plan))) this.tally.because[code] = (this.tally.because[code] ?? 0) + 1;
      const isCorrected = await this.refused(plan, errors, corrections);
      return isCorrected ? this.apply(disturbed, corrections + 1) : { plan, isApplied: false };
    }
    assertSafe(plan, this.declared, observed, this.host.clock.now());
    for (const { call, edit } of disturbed?.edits ?? [])
      if (call === 0) this.witness.forget(await this.host.edit(edit));
    const before = await this.host.truth();
    const mayBeForeseen = plan.changes.length > 0 && disturbed?.kill === undefined && equalStates(observed, before);
    const deliveries = mayBeForeseen ? await performed(this.host) : undefined;
    const outcome = await run(this.host, plan, this.project, this.program.calling, disturbed);
    const after = await this.host.truth();
    this.count(plan, outcome);

    const fate = fates(plan, outcome.events, !outcome.killed);
    assertUnique(after);
    assertMailKept(before, after, plan, this.host.removedByHand);
    assertExplained(plan, fate, before, after, outcome.touched);
    assertNothingOverwritten(outcome.events, before, outcome.touched);
    if (disturbed?.stop === undefined && this.host.isReadable) assertAdopted(outcome.events, after, outcome.touched);
    this.witness.assertSecret(JSON.stringify(outcome.events));
    await this.witness.assertTrace();
    const last = outcome.events[outcome.events.length - 1];
    assert.equal(last?.type === 'finished', !outcome.killed, 'an apply that was not killed ends with its report');
    const isUndisturbed = disturbed === undefined && !this.host.hasFaults;
    if (last?.type === 'finished') {
      const allMade = plan.changes.every(({ id }) => fate.get(id) === 'made');
      const isKept = outcome.events.every((event) => !('finding' in event) || event.finding.severity !== 'error');
      assert.equal(isComplete(last.report), allMade && isKept, 'the report says whether all was done and kept');
      if (isUndisturbed) assertAllDone(last.report);
      if (allMade && outcome.touched.size === 0 && deliveries !== undefined)
        assertForeseen(plan, observed, deliveries, await performed(this.host));
      this.witness.assertNamed(plan, outcome.events);
    }
    this.witness.assertTold(plan, outcome, isUndisturbed);
    return { plan, isApplied: true };
  }

  /** A plan is blocked for a reason, and the next one for the same; then the declaration is corrected. Says whether it was. */
  private async refused(plan: Plan, errors: readonly Finding[], corrections: number): Promise<boolean> {
    if (this.host.hasFaults) return false;
    for (const { code, summary } of errors) assert.ok(DESERVED.has(code), `${code} blocks a plan: ${summary}`);
    const again = (await this.plan()).plan;
    assert.deepEqual(
      { ...again, createdAt: '', digest: '' },
      { ...plan, createdAt: '', digest: '' },
      'a second look gives the same plan',
    );
    assert.ok(corrections < 5, 'a plan for next to nothing is blocked');
    this.declared = corrections < 3 ? this.declared.repaired(errors) : Declarations.first;
    return true;
  }

  private count(plan: Plan, { killed, calls }: { readonly killed: boolean; readonly calls: number }): void {
    this.tally.applies++;
    this.tally.calls += calls;
    this.tally.changes += plan.changes.length;
    if (killed) this.tally.killed++;
    for (const { action, kind } of plan.changes) {
      if (action === 'delete' && kind === 'user') this.tally.deleted++;
      if (action === 'rename') this.tally.renamed++;
    }
  }

  /** The host holds all that is declared. */
  private assertHeld({ collections }: ObservedState): void {
    for (const { kind, identity, attributes, lifecycle } of this.declared.desired) {
      if ('removal' in attributes) continue;
      const held = collections[kind]?.objects.get(identity)?.attributes as
        { readonly [name: string]: unknown } | undefined;
      assert.ok(held !== undefined, `${kind} ${identity} is declared and not at the host`);
      for (const [name, value] of Object.entries(attributes)) {
        const traits = KINDS[kind].attributes[name];
        const isIgnored = lifecycle.ignoreChanges === 'all' || lifecycle.ignoreChanges.includes(name);
        if (isIgnored || traits?.planOnly || traits?.sensitive || traits?.createOnly) continue;
        assert.ok(
          holds(value, held[name]),
          `${kind} ${identity} holds ${name} ${JSON.stringify(held[name])} instead of ${JSON.stringify(value)}`,
        );
      }
    }
  }
}

/** A reviewer lets pass a member that is nobody, and not a domain that is nowhere: the host would refuse it. */
const isHopeless = ({ code, attribute }: Finding): boolean => code === 'reference-missing' && attribute === 'aliasOf';

const equalStates = (a: ObservedState, b: ObservedState): boolean =>
  equalJson(comparable(a) as never, comparable(b) as never);
const comparable = ({ collections }: ObservedState) =>
  Object.values(collections).map(({ complete, objects }) => ({
    complete,
    objects: [...objects.values()].map(({ kind, identity, attributes }) => ({ kind, identity, attributes })),
  }));

function assertAllDone(report: Report): void {
  const { failed, refused, skipped, cancelled } = report;
  assert.deepEqual({ failed, refused, skipped, cancelled }, { failed: [], refused: [], skipped: [], cancelled: [] });
  assert.ok(isComplete(report), `nothing disturbed the apply: ${JSON.stringify(report.findings)}`);
}
