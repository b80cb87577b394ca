/** What does a plan take, from the manifest on disk and the answers of the host to the finished plan? */
import { setTimeout as sleep } from 'node:timers/promises';
import { createHandlers } from '../../src/drivers/sandbox/handlers';
import { sandbox } from '../../src/drivers/sandbox/driver';
import { factsOf, observe } from '../../src/host';
import type { HostContext, MailHost } from '../../src/host';
import { loadManifest } from '../../src/manifest';
import { makePlan } from '../../src/plan';
import { stopwatch } from './measure';
import type { Taken } from './measure';
import { replaying } from './recording';
import { offer } from './child';

export interface PlanningInput {
  /** Folder of the manifest. */
  readonly manifest: string;
  /** Folder of the recorded pages. */
  readonly pages: string;
}

export interface Planned {
  /** Read, parse, resolve and check the manifest. */
  readonly load: Taken;
  /** Parse, check and normalise what the host answered; no network. */
  readonly observe: Taken;
  /** Compare, order, check, foretell delivery, count the cost, digest. */
  readonly plan: Taken;
  readonly changes: number;
  readonly reads: number;
}

/** Measures the first plan of a fresh process, as a command makes it. */
export async function planning({ manifest, pages }: PlanningInput): Promise<Planned> {
  const loading = stopwatch();
  const { desired, findings } = await loadManifest(manifest);
  const load = loading();
  const [declaration] = desired?.hosts ?? [];
  if (desired === undefined || declaration === undefined) throw new Error(findings[0]?.summary);

  const http = replaying(pages);
  const secret: HostContext['secret'] = () => Promise.resolve('token');
  const clock = { now: Date.now, sleep: (milliseconds: number) => sleep(milliseconds) };
  const connected = await sandbox.connect(declaration, { secret, clock, random: Math.random });
  const host: MailHost = { ...connected, handlers: createHandlers(http, connected.limits.pageSize) };
  const observing = stopwatch();
  const observed = await observe(host, { signal: new AbortController().signal, secret });
  const observation = observing();

  const planningTime = stopwatch();
  const { changes } = makePlan({ desired, observed: [observed], facts: [factsOf(host)], now: 0 });
  const plan = planningTime();
  await connected.close();
  return { load, observe: observation, plan, changes: changes.length, reads: http.calls() };
}

offer(module, planning);
