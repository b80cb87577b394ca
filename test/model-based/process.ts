/** One run of apply as a process of its own, with the project's journal and audit, that may be killed at any call. */
import { readFileSync, writeFileSync } from 'node:fs';
import { apply, openAudit, openJournal } from '../../src/apply';
import type { ApplyEvent, Audit, Journal } from '../../src/apply';
import type { MailHost, ResourceHandler } from '../../src/host';
import { KINDS } from '../../src/model';
import type { KindName } from '../../src/model';
import type { Action, Plan } from '../../src/plan';
import type { PracticeHost } from './practice-host';
import type { Calling, Disturbance } from './program';

export interface Write {
  readonly operation: Action;
  readonly kind: KindName;
  readonly identity: string;
}

export interface Project {
  readonly journal: string;
  readonly audit: string;
}

/** What an apply did, seen from outside. */
export interface Outcome {
  readonly events: readonly ApplyEvent[];
  readonly killed: boolean;
  /** Identities that others touched meanwhile. */
  readonly touched: ReadonlySet<string>;
  /** Calls that the process made. */
  readonly calls: number;
  /** What the host surely carried out, whether or not the process lived to hear of it. */
  readonly writes: readonly Write[];
}

/** A process that was killed never hears of anything again. */
const never = <T>(): Promise<T> => new Promise<T>(() => undefined);

export async function run(
  host: PracticeHost,
  plan: Plan,
  project: Project,
  calling: Calling,
  disturbed: Disturbance = {},
): Promise<Outcome> {
  const life = new Life(host, project, disturbed);
  const real = await host.connect(calling);
  const settings = { plan: plan.digest, clock: host.clock };
  const journal = await openJournal({ ...settings, file: project.journal });
  const audit = await openAudit({ ...settings, file: project.audit, who: { user: 'tester' } });
  const events: ApplyEvent[] = [];
  try {
    const stream = apply(plan, new Map([[real.name, life.host(real, calling.readSize)]]), {
      ...host.context,
      signal: life.stop.signal,
      clock: host.clock,
      journal: life.journal(journal),
      audit: life.audit(audit),
    });
    for (;;) {
      const next = await Promise.race([stream.next(), life.death]);
      if (next === 'dead' || next.done) break;
      events.push(next.value);
    }
    await life.drain();
  } finally {
    await journal.close();
    await audit.close();
    life.bury();
    await real.close();
  }
  return { events, killed: life.isDead, touched: life.touched, calls: life.calls, writes: life.writes };
}

class Life {
  readonly stop = new AbortController();
  readonly touched = new Set<string>();
  readonly death: Promise<'dead'>;
  readonly writes: Write[] = [];
  calls = 0;
  private die = (): void => undefined;
  /** What was on the disk when the process was killed. */
  private estate: readonly (readonly [file: string, content: Buffer])[] | undefined;
  private readonly underWay = new Set<Promise<unknown>>();

  constructor(
    private readonly world: PracticeHost,
    private readonly project: Project,
    private readonly disturbed: Disturbance,
  ) {
    this.death = new Promise((resolve) => (this.die = () => resolve('dead')));
  }

  get isDead(): boolean {
    return this.estate !== undefined;
  }

  async editsAt(call: number): Promise<void> {
    for (const { call: at, edit } of this.disturbed.edits ?? [])
      if (at === call) for (const identity of await this.world.edit(edit)) this.touched.add(identity);
  }

  host(real: MailHost, readSize: number): MailHost {
    const handlers = Object.fromEntries(
      Object.entries(real.handlers).map(([kind, handler]) => [
        kind,
        this.handler(kind as KindName, handler as unknown as ResourceHandler<KindName>),
      ]),
    );
    return { ...real, handlers, limits: { ...real.limits, readSize } };
  }

  journal({ unsettled, intend, settle, dismiss, flush, close }: Journal): Journal {
    return {
      unsettled,
      intend: async (change, next) => {
        if (this.isDead) return never();
        await intend(change, next);
        return this.isDead ? never() : undefined;
      },
      settle: (id, plan) => (this.isDead ? undefined : settle(id, plan)),
      dismiss: (id) => (this.isDead ? undefined : dismiss(id)),
      flush: () => (this.isDead ? never() : flush()),
      close,
    };
  }

  audit({ record, flush, close }: Audit): Audit {
    return {
      record: (change, verdict, plan) => (this.isDead ? undefined : record(change, verdict, plan)),
      flush: () => (this.isDead ? never() : flush()),
      close,
    };
  }

  /** Waits for what had left for the host when the process was killed. */
  async drain(): Promise<void> {
    while (this.underWay.size > 0) await Promise.allSettled([...this.underWay]);
  }

  /** What was not on the disk is gone with the process. */
  bury(): void {
    for (const [file, content] of this.estate ?? []) writeFileSync(file, content);
  }

  private handler(kind: KindName, handler: ResourceHandler<KindName>): ResourceHandler<KindName> {
    const write = <T>(operation: Action, identity: string, send: () => Promise<T>): Promise<T> =>
      this.call(async () => {
        const answer = await send();
        this.writes.push({ operation, kind, identity });
        return answer;
      });
    const { rename, close, reopen } = handler;
    return {
      supports: handler.supports,
      list: (context) => this.pages(handler.list(context)),
      read: (identities, context) => this.call(() => handler.read(identities, context)),
      create: (desired, context) =>
        write('create', String((desired as { [name: string]: unknown })[KINDS[kind].identity]), () =>
          handler.create(desired, context),
        ),
      update: (observed, changes, context) =>
        write('update', observed.identity, () => handler.update(observed, changes, context)),
      remove: (observed, context) => write('delete', observed.identity, () => handler.remove(observed, context)),
      ...(rename && {
        rename: (observed, to, context) => write('rename', to, () => rename(observed, to, context)),
      }),
      ...(close && {
        close: (observed, context) => write('close', observed.identity, () => close(observed, context)),
      }),
      ...(reopen && {
        reopen: (observed, context) => write('reopen', observed.identity, () => reopen(observed, context)),
      }),
    };
  }

  private async *pages<T>(pages: AsyncIterable<T>): AsyncGenerator<T> {
    const iterator = pages[Symbol.asyncIterator]();
    for (;;) {
      const next = await this.call(() => iterator.next());
      if (next.done) return;
      yield next.value;
    }
  }

  private async call<T>(send: () => Promise<T>): Promise<T> {
    if (this.isDead) return never();
    const call = ++this.calls;
    const { kill, stop } = this.disturbed;
    if (call === stop) this.stop.abort();
    await this.track(this.editsAt(call));
    if (this.isDead) return never();
    if (kill?.call === call && !kill.answered) return this.kill();
    const answer = send();
    await this.track(answer);
    if (this.isDead) return never();
    return kill?.call === call ? this.kill() : answer;
  }

  /** Resolves when something is over, however it ended; until then the process leaves something behind. */
  private track(something: Promise<unknown>): Promise<unknown> {
    const over: Promise<unknown> = something.catch(() => undefined).finally(() => this.underWay.delete(over));
    this.underWay.add(over);
    return over;
  }

  private kill<T>(): Promise<T> {
    this.estate = [this.project.journal, this.project.audit].map((file) => [file, readFileSync(file)] as const);
    this.die();
    return never();
  }
}
