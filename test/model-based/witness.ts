/** Do journal and audit tell what happened, all of it, and no secret? */
import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { verifyAudit } from '../../src/apply';
import type { ApplyEvent, AuditRecord } from '../../src/apply';
import type { Plan } from '../../src/plan';
import { PASSWORD, TOKEN } from './practice-host';
import type { Outcome, Project, Write } from './process';

export class Witness {
  /** What the host did for processes that were killed, and that the audit must come to tell. */
  private untold: (Write & { readonly plan: string })[] = [];
  /** Records that the audit held after the last apply. */
  private recorded = 0;

  constructor(private readonly project: Project) {}

  assertSecret(text: string): void {
    for (const secret of [PASSWORD, TOKEN]) assert.ok(!text.includes(secret), `a secret is in ${text}`);
  }

  private records(): AuditRecord[] {
    return this.lines().map((line) => JSON.parse(line) as AuditRecord);
  }

  /** The whole lines of the audit; a crash may have torn the last one. */
  private lines(): string[] {
    return readFileSync(this.project.audit, 'utf8').split('\n').slice(0, -1);
  }

  /** The audit names each operation of an apply that came to its end, with its outcome. */
  assertNamed({ digest }: Plan, events: readonly ApplyEvent[]): void {
    const ended = events.flatMap((event) => {
      const outcome = outcomeOf(event);
      return outcome !== undefined && 'change' in event
        ? [`${outcome} ${event.change.action} ${event.change.kind} ${event.change.identity}`]
        : [];
    });
    const told = this.records()
      .slice(this.recorded)
      .filter(({ plan }) => plan === digest)
      .map(({ outcome, operation, kind, identity }) => `${outcome} ${operation} ${kind} ${identity}`);
    assert.deepEqual(told.sort(), ended.sort(), 'the audit tells what happened');
  }

  /** What was done for a process that was killed is told by the audit as soon as an apply comes to its end undisturbed. */
  assertTold(plan: Plan, { writes, killed, touched }: Outcome, isUndisturbed: boolean): void {
    const records = this.records();
    const isTold = (write: Write & { readonly plan: string }): boolean =>
      records.some(
        ({ plan: digest, operation, kind, identity, outcome }) =>
          digest === write.plan &&
          operation === write.operation &&
          kind === write.kind &&
          identity === write.identity &&
          (outcome === 'done' || outcome === 'adopted'),
      );
    this.untold = this.untold.filter((write) => !isTold(write));
    if (isUndisturbed) assert.deepEqual(this.untold, [], 'the audit tells what was done when a process was killed');
    this.forget(writes.map(({ identity }) => identity));
    if (killed) this.untold.push(...writes.map((write) => ({ ...write, plan: plan.digest })));
    this.forget(touched);
    this.recorded = records.length;
  }

  /** Once somebody has touched an object, nobody can tell any more what an earlier process made of it. */
  forget(identities: Iterable<string>): void {
    const touched = new Set(identities);
    this.untold = this.untold.filter(({ identity }) => !touched.has(identity));
  }

  /** Journal and audit hold no secret, and the audit's chain is whole. */
  async assertTrace(): Promise<void> {
    const lines = this.lines();
    this.assertSecret(lines.join('\n') + readFileSync(this.project.journal, 'utf8'));
    const proof = await verifyAudit(lines);
    assert.ok(proof.whole, `the audit is broken: ${JSON.stringify(proof)}`);
  }
}

function outcomeOf(event: ApplyEvent): string | undefined {
  if (event.type === 'change-done') return event.adopted ? 'adopted' : 'done';
  if (event.type === 'change-refused') return 'refused';
  if (event.type === 'change-failed') return event.failure.outcome === 'unknown' ? 'unknown' : 'failed';
  return undefined;
}
