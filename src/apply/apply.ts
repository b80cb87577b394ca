/** How is a plan carried out? As fast as each host allows, in the order of requirements, and told as a stream of events. */
import type { HostContext, HostError, HostErrorCode, MailHost } from '../host';
import { finding } from '../model';
import type { KindName } from '../model';
import type { Change, Plan } from '../plan/plan';
import type { Audit } from './audit';
import { CarryOut } from './carry-out';
import type { ApplyEvent } from './events';
import { APPLY_FINDINGS } from './findings';
import { Gate } from './gate';
import type { Journal } from './journal';
import { passwordFindings } from './password-findings';
import type { GeneratedPasswords } from './passwords';
import { Records } from './records';
import { ReportBuilder } from './report';
import { Rereads } from './reread';
import type { Line } from './reread';
import { Schedule } from './schedule';
import { Verification } from './verify';
import { doing } from './wording';

export interface ApplyOptions {
  /** When it aborts, nothing more starts; calls under way finish. */
  readonly signal: AbortSignal;
  readonly secret: HostContext['secret'];
  /** Makes passwords that are declared as `generated`. @default none can be made */
  readonly passwords?: GeneratedPasswords;
  readonly clock: { now(): number };
  /** @default nothing is written down */
  readonly journal?: Journal;
  /** @default nothing is written down */
  readonly audit?: Audit;
}

/** So many failures in a row that speak of the host and not of the object end the work at that host. */
const FAILURES_IN_A_ROW = 5;
const OF_THE_HOST: ReadonlySet<HostErrorCode> = new Set(['UNAUTHENTICATED', 'FORBIDDEN', 'UNAVAILABLE', 'TIMEOUT']);

/** One host during an apply. */
interface Site extends Line {
  readonly work: CarryOut;
  readonly verification: Verification;
  readonly atMost: (kind: KindName) => number;
  failuresInARow: number;
  lastFailure?: HostError;
}

/**
 * Carries out a plan. Every change ends with exactly one of the events done, failed, refused, skipped and cancelled.
 * Leaving the loop early stops it like the signal does.
 * @param hosts The connected hosts by name.
 * @throws Error when the plan names a host that is not connected, or its order contradicts its requirements.
 */
export async function* apply(
  plan: Plan,
  hosts: ReadonlyMap<string, MailHost>,
  options: ApplyOptions,
): AsyncGenerator<ApplyEvent, void, undefined> {
  const told: ApplyEvent[] = [];
  const leave = new AbortController();
  let wake = (): void => undefined;
  let running = true;
  const work = new Apply(
    plan,
    hosts,
    { ...options, signal: AbortSignal.any([options.signal, leave.signal]) },
    (event) => {
      told.push(event);
      wake();
    },
  )
    .run()
    .finally(() => {
      running = false;
      wake();
    });
  // Awaited below; until then a failure must not count as unhandled.
  work.catch(() => undefined);
  try {
    while (running || told.length > 0) {
      for (const event of told.splice(0)) yield event;
      if (running && told.length === 0) await new Promise<void>((resolve) => (wake = resolve));
    }
    await work;
  } finally {
    leave.abort();
    await work.catch(() => undefined);
  }
}

class Apply {
  private readonly changes: readonly Change[];
  private readonly schedule: Schedule;
  private readonly sites: ReadonlyMap<string, Site>;
  private readonly report = new ReportBuilder();
  private readonly records: Records;
  /** Nothing more is to start. */
  private readonly signal: AbortSignal;

  constructor(
    private readonly plan: Plan,
    hosts: ReadonlyMap<string, MailHost>,
    private readonly options: ApplyOptions,
    private readonly tell: (event: ApplyEvent) => void,
  ) {
    this.changes = plan.changes;
    this.schedule = new Schedule(plan.changes);
    const isUnwritable = new AbortController();
    this.signal = AbortSignal.any([options.signal, isUnwritable.signal]);
    this.records = new Records({
      ...options,
      next: (change) => this.next(change),
      onFailure: (found) => {
        isUnwritable.abort();
        this.say({ type: 'noted', finding: found });
      },
    });
    const context: HostContext = { signal: this.signal, secret: options.secret };
    const names = new Set(plan.changes.map(({ host }) => host));
    const missing = [...names].find((name) => !hosts.has(name));
    if (missing !== undefined) throw new Error(`the plan changes host "${missing}", which is not connected`);
    this.sites = new Map([...hosts].map(([name, host]) => [name, this.site(host, context)]));
  }

  async run(): Promise<void> {
    const { clock } = this.options;
    const start = clock.now();
    const calls = this.calls();
    this.say({ type: 'started', total: this.changes.length });
    const stop = (): void => this.schedule.stop();
    this.signal.addEventListener('abort', stop);
    if (this.signal.aborted) stop();
    else for await (const event of this.records.earlier(this.sites)) this.say(event);
    await Promise.all([...this.sites.values()].flatMap((site) => this.workers(site)));
    this.signal.removeEventListener('abort', stop);
    for (const index of this.schedule.leftOver()) this.end(index, (change) => ({ type: 'change-cancelled', change }));
    await this.verify();
    await this.records.flush();
    this.tell({ type: 'finished', report: this.report.finish(clock.now() - start, this.calls() - calls) });
  }

  private site(host: MailHost, context: HostContext): Site {
    const line: Line = { host, context, gate: new Gate(host.limits.concurrency, this.signal) };
    const more = new Map<KindName, number>();
    for (const { host: name, kind } of [...this.plan.undeclared, ...this.changes])
      if (name === host.name) more.set(kind, (more.get(kind) ?? 0) + 1);
    const atMost = (kind: KindName): number => this.plan.unchanged + (more.get(kind) ?? 0);
    const rereads = new Rereads(line, this.changes, this.schedule, atMost);
    const work = new CarryOut(
      line,
      rereads,
      (change) => this.records.intend(change),
      this.changes,
      this.options.passwords,
    );
    return { ...line, work, atMost, verification: new Verification(), failuresInARow: 0 };
  }

  /** A fixed number of workers for each host, so that nothing waits in memory but numbers. */
  private workers(site: Site): Promise<void>[] {
    const { name } = site.host;
    const own = this.changes.reduce((count, { host }) => (host === name ? count + 1 : count), 0);
    const worker = async (): Promise<void> => {
      for (let index = await this.schedule.next(name); index !== undefined; index = await this.schedule.next(name))
        await this.change(index, site);
    };
    return Array.from({ length: Math.min(site.gate.width, own) }, worker);
  }

  private async change(index: number, site: Site): Promise<void> {
    const change = this.changes[index];
    if (change === undefined) return;
    const start = this.options.clock.now();
    this.say({ type: 'change-started', change });
    const verdict = await site.work.carryOut(change, index);
    this.records.ended(change, verdict);
    for (const found of passwordFindings(this.options.passwords?.fileOf(change), change, verdict))
      this.say({ type: 'noted', finding: found });
    switch (verdict.type) {
      case 'done': {
        const { adopted } = verdict;
        site.failuresInARow = 0;
        site.verification.note(change, adopted);
        this.say({ type: 'change-done', change, adopted, milliseconds: this.options.clock.now() - start });
        return this.schedule.done(index);
      }
      case 'failed':
        this.say({ type: 'change-failed', change, failure: verdict.failure });
        this.skip(this.schedule.failed(index), `${doing(change)} failed`);
        return this.count(site, verdict.error);
      case 'refused':
        site.failuresInARow = 0;
        this.say({ type: 'change-refused', change, moved: verdict.moved });
        return this.skip(this.schedule.failed(index), `${doing(change)} was refused`);
      case 'cancelled':
        this.say({ type: 'change-cancelled', change });
        return this.schedule.abandoned(index);
      default:
        return verdict satisfies never;
    }
  }

  /** Counts failures that speak of the host; a dead host must not give as many failures as there are changes. */
  private count(site: Site, error: HostError): void {
    if (!OF_THE_HOST.has(error.code)) {
      site.failuresInARow = 0;
      return;
    }
    // One failed read can fail several changes: it counts once.
    if (error === site.lastFailure) return;
    site.lastFailure = error;
    if (++site.failuresInARow !== FAILURES_IN_A_ROW) return;
    const because = `host "${site.host.name}" failed ${FAILURES_IN_A_ROW} times in a row, lastly: ${error.message}`;
    this.skip(this.schedule.closeHost(site.host.name), because);
  }

  private skip(indexes: readonly number[], because: string): void {
    for (const index of indexes) this.end(index, (change) => ({ type: 'change-skipped', change, because }));
  }

  /** Ends a change that was never started. */
  private end(index: number, event: (change: Change) => ApplyEvent): void {
    const change = this.changes[index];
    if (change === undefined) return;
    this.records.dropped(change);
    this.say(event(change));
  }

  private async verify(): Promise<void> {
    const total = [...this.sites.values()].reduce((sum, { verification }) => sum + verification.size, 0);
    if (total === 0) return;
    if (this.signal.aborted) {
      const summary = `the ${total} objects that were written were not read back, since the apply was stopped`;
      const fix = 'run plan again: it is empty when everything was kept';
      return this.say({ type: 'noted', finding: finding(APPLY_FINDINGS, 'not-read-back', { summary, fix }) });
    }
    this.say({ type: 'verifying', total });
    for (const site of this.sites.values())
      for await (const event of site.verification.read(site, site.atMost)) this.say(event);
  }

  /** The next rounds of calls are written down along with a call, so that the disk works while the host does. */
  private next({ host }: Change): readonly Change[] {
    const round = this.sites.get(host)?.gate.width ?? 1;
    return this.schedule.upcoming(host, 16 * round).flatMap((index) => this.changes[index] ?? []);
  }

  private say(event: ApplyEvent): void {
    this.report.add(event);
    this.tell(event);
  }

  private calls(): number {
    return [...this.sites.values()].reduce((sum, { host }) => sum + host.calls(), 0);
  }
}
