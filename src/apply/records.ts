/** Is on the disk what is about to be done, and what was done? */
import { finding } from '../model';
import type { Finding } from '../model';
import type { Change } from '../plan/plan';
import type { Audit } from './audit';
import type { Verdict } from './carry-out';
import type { ApplyEvent } from './events';
import { APPLY_FINDINGS } from './findings';
import type { Journal } from './journal';
import type { Line } from './reread';
import { settleEarlier } from './settle';

/** Changes whose outcomes are brought to the disk together. */
const TOGETHER = 256;

export interface RecordsOptions {
  readonly journal?: Journal;
  readonly audit?: Audit;
  /** The changes that will follow one. */
  readonly next: (change: Change) => readonly Change[];
  /** Told once, at the first failure to write. */
  readonly onFailure: (found: Finding) => void;
}

/** Keeps journal and audit in step: a change is settled in the journal once the audit holds it for good, so after a crash one of them knows of it. */
export class Records {
  /** Changes whose outcome is known and not yet settled in the journal. */
  private readonly known: { readonly id: string; readonly plan?: string }[] = [];
  private isBroken = false;

  constructor(private readonly options: RecordsOptions) {}

  /** Resolves once a change may be sent: with false when it could not be written down. */
  async intend(change: Change): Promise<boolean> {
    const { journal, next } = this.options;
    return journal === undefined || this.write(() => journal.intend(change, () => next(change)));
  }

  /** Notes how a change ended. */
  ended(change: Change, verdict: Verdict): void {
    this.options.audit?.record(change, verdict);
    if (verdict.type !== 'failed' || verdict.failure.outcome === 'not-done') this.known.push({ id: change.id });
    if (this.known.length >= TOGETHER) void this.settle();
  }

  /** Notes that a change will not be sent. */
  dropped(change: Change): void {
    this.options.journal?.dismiss(change.id);
  }

  /** Finds out what became of the calls that an earlier apply was about to make when it was interrupted. */
  async *earlier(lines: ReadonlyMap<string, Line>): AsyncGenerator<ApplyEvent> {
    const { journal, audit } = this.options;
    if (journal === undefined || journal.unsettled.length === 0) return;
    yield* settleEarlier(journal, lines, audit, ({ change: { id }, plan }) => this.known.push({ id, plan }));
    // Now, since the same change of the same plan may be intended once more.
    await this.settle();
  }

  async flush(): Promise<void> {
    await this.settle();
    await this.write(async () => this.options.journal?.flush());
  }

  private async settle(): Promise<void> {
    const known = this.known.splice(0);
    if (await this.write(async () => this.options.audit?.flush()))
      for (const { id, plan } of known) this.options.journal?.settle(id, plan);
  }

  private async write(write: () => Promise<void>): Promise<boolean> {
    try {
      await write();
      return true;
    } catch (thrown) {
      if (!this.isBroken) {
        this.isBroken = true;
        const why = thrown instanceof Error ? thrown.message : String(thrown);
        const summary = `what is done could not be written down, so nothing more was started: ${why}`;
        const fix = 'see that the disk has room and the file may be written, then apply again';
        this.options.onFailure(finding(APPLY_FINDINGS, 'record-unwritable', { summary, fix }));
      }
      return false;
    }
  }
}
