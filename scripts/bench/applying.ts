/** What does an apply take, against a bare loop that sends the same requests to the same host? */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';
import { apply, openAudit, openJournal } from '../../src/apply';
import type { ApplyEvent, Report } from '../../src/apply';
import { DRIVERS } from '../../src/drivers';
import { factsOf, observe } from '../../src/host';
import type { HostContext, MailHost } from '../../src/host';
import { makePlan } from '../../src/plan';
import type { ObservedState } from '../../src/model';
import type { Change, Plan } from '../../src/plan';
import { company, declared } from './company';
import type { Drift } from './company';
import { taken } from './measure';
import type { Taken } from './measure';
import { TOKEN, hostProcess } from './server';
import { offer } from './child';

export interface ApplyingInput {
  readonly folder: string;
  readonly size: number;
  readonly drift: Drift;
  readonly rounds: number;
}

export interface Applied {
  readonly changes: number;
  /** By turns: with journal and audit, as the command line applies; without them; the loop. */
  readonly rounds: readonly { readonly apply: Taken; readonly unrecorded: Taken; readonly loop: Taken }[];
  readonly calls: { readonly plan: number; readonly writes: number; readonly rereads: number };
  /** The least with which the same could be done. */
  readonly least: { readonly plan: number; readonly writes: number; readonly rereads: number };
}

/** A request as it left, its body as it was before it became text. */
interface Sent {
  readonly method: string;
  readonly path: string;
  readonly headers: string[];
  readonly body?: unknown;
}

const context: HostContext = { signal: new AbortController().signal, secret: () => Promise.resolve(TOKEN) };
const clock = { now: Date.now, sleep: (milliseconds: number) => sleep(milliseconds) };

export async function applying({ folder, size, drift, rounds }: ApplyingInput): Promise<Applied> {
  const server = hostProcess();
  const desired = declared(company(size));
  const connected = async <T>(use: (host: MailHost) => Promise<T>): Promise<T> => {
    const endpoint = await server.restart({ size, drift });
    const [declaration] = desired.hosts;
    const host = declaration && (await DRIVERS[declaration.driver]?.connect({ ...declaration, endpoint }, { ...context, clock, random: Math.random })); // prettier-ignore
    if (host === undefined) throw new Error('there is no host');
    return use(host).finally(() => host.close());
  };
  try {
    const { plan, planCalls, least } = await connected(async (host) => {
      const observed = await observe(host, context);
      const made = makePlan({ desired, observed: [observed], facts: [factsOf(host)], now: 0 });
      return { plan: made, planCalls: host.calls(), least: leastCalls(made, observed, host) };
    });
    let number = 0;
    const applyOnce = (host: MailHost, isRecorded = true): Promise<Report> =>
      applied(plan, host, isRecorded ? join(folder, `${number++}`) : undefined);
    // The first round warms both processes up and records what is sent.
    const sent = await connected((host) => recorded(() => applyOnce(host)));
    const all: { apply: Taken; unrecorded: Taken; loop: Taken }[] = [];
    for (let round = 0; round < rounds; round++) {
      global.gc?.();
      const own = await connected((host) => taken(() => applyOnce(host)));
      global.gc?.();
      const unrecorded = await connected((host) => taken(() => applyOnce(host, false)));
      for (const { value } of [own, unrecorded])
        if (value.failed.length + value.refused.length + value.skipped.length > 0)
          throw new Error('the apply was not carried out');
      const url = await server.restart({ size, drift });
      global.gc?.();
      const bare = await taken(() => loop(url, sent, CONCURRENCY));
      all.push({ apply: timesOf(own), unrecorded: timesOf(unrecorded), loop: timesOf(bare) });
    }
    const writes = sent.filter(({ method }) => method !== 'GET').length;
    const calls = { plan: planCalls, writes, rereads: sent.length - writes };
    return { changes: plan.changes.length, rounds: all, calls, least };
  } finally {
    await server.stop();
  }
}

const timesOf = ({ cpu, wall }: Taken): Taken => ({ cpu, wall });

/** As many calls at once as the driver makes. */
const CONCURRENCY = 16;

/**
 * Applies once.
 * @param folder Where journal and audit are written, as the command line does. @default neither is
 */
async function applied(plan: Plan, host: MailHost, folder?: string): Promise<Report> {
  const hosts = new Map([[host.name, host]]);
  if (folder === undefined) return finished(apply(plan, hosts, { ...context, clock }));
  const journal = await openJournal({ file: join(folder, 'journal.ndjson'), plan: plan.digest, clock });
  const audit = await openAudit({
    file: join(folder, 'audit.ndjson'),
    plan: plan.digest,
    clock,
    who: { user: 'bench' },
  });
  try {
    return await finished(apply(plan, hosts, { ...context, clock, journal, audit }));
  } finally {
    await journal.close();
    await audit.close();
  }
}

async function finished(events: AsyncIterable<ApplyEvent>): Promise<Report> {
  for await (const event of events) if (event.type === 'finished') return event.report;
  throw new Error('the apply ended without a report');
}

/** Keeps every request that leaves while something is done. */
async function recorded(work: () => Promise<unknown>): Promise<Sent[]> {
  const sent: Sent[] = [];
  const keep = (message: unknown): void => {
    const { method, path, headers, body } = (message as { readonly request: Sent }).request;
    const isEmpty = body === null || body === undefined;
    sent.push({ method, path, headers: [...headers], body: isEmpty ? undefined : JSON.parse(String(body)) });
  };
  subscribe('undici:request:create', keep);
  await work().finally(() => unsubscribe('undici:request:create', keep));
  return sent;
}

/** Sends requests, so many at once, their bodies made into JSON and the answers read from it: the least that any client does. */
async function loop(url: string, requests: readonly Sent[], concurrency: number): Promise<void> {
  const pool = new Pool(url, { connections: concurrency, pipelining: 1 });
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let request = requests[next++]; request !== undefined; request = requests[next++]) {
      const { method, path, headers, body: given } = request;
      const body = given === undefined ? null : JSON.stringify(given);
      const answer = await pool.request({ method: method as 'GET', path, headers, body });
      const read = await answer.body.json();
      if (answer.statusCode >= 300) throw new Error(`${method} ${path} was answered ${JSON.stringify(read)}`);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  await pool.close();
}

/** Whatever is touched is read before it is changed and after it was written, by name or as a list, whichever takes fewer calls. */
function leastCalls({ changes }: Plan, { collections }: ObservedState, { limits }: MailHost): Applied['least'] {
  const pages = (count: number): number => Math.max(1, Math.ceil(count / limits.pageSize));
  let [plan, rereads] = [0, 0];
  for (const { kind, objects } of Object.values(collections)) {
    plan += pages(objects.size);
    const own = changes.filter((change) => change.kind === kind);
    const reads = (touched: readonly Change[], there: number): number =>
      touched.length === 0 ? 0 : Math.min(Math.ceil(touched.length / (limits.readSize ?? 1)), pages(there));
    const made = own.filter(({ action }) => action === 'create').length;
    const gone = own.filter(({ action }) => action === 'delete').length;
    rereads += reads(
      own.filter(({ action }) => action !== 'create'),
      objects.size,
    );
    rereads += reads(own, objects.size + made - gone);
  }
  return { plan, writes: changes.length, rereads };
}

offer(module, applying);
