/** Small plans made by hand, and an apply whose events are gathered. */
import { apply } from '../../src/apply';
import type { ApplyEvent, ApplyOptions, Report } from '../../src/apply';
import type { MailHost } from '../../src/host';
import { digest } from '../../src/model';
import type { Json, KindName } from '../../src/model';
import { storedAttributes } from '../../src/plan/compare';
import { PLAN_FORMAT } from '../../src/plan/plan';
import type { Action, AttributeChange, Change, Plan } from '../../src/plan/plan';
import type { MemoryHost } from './memory-host';

export function change(action: Action, kind: KindName, identity: string, rest: Partial<Change> = {}): Change {
  const host = rest.host ?? 'mail';
  return {
    id: `${host}: ${action} ${kind} ${identity}`,
    action,
    host,
    kind,
    identity,
    attributes: [],
    requires: [],
    ...rest,
  };
}

/** The change of an object as it is at a host now. */
export const changeOf = (
  host: MemoryHost,
  action: Action,
  kind: KindName,
  identity: string,
  rest: Partial<Change> = {},
): Change =>
  change(action, kind, identity, {
    host: host.name,
    observed: storedAttributes(kind, host.get(kind, rest.from ?? identity)?.attributes ?? {}),
    ...rest,
  });

export const to = (values: { readonly [name: string]: Json }): AttributeChange[] =>
  Object.entries(values).map(([name, after]) => ({ name, after }));

export function planOf(changes: readonly Change[], rest: Partial<Plan> = {}): Plan {
  const names = [...new Set(changes.map(({ host }) => host))];
  const body = {
    format: PLAN_FORMAT,
    createdAt: '2026-01-01T00:00:00.000Z',
    hosts: names.map((name) => ({ name, driver: 'memory' })),
    desired: digest(names),
    changes,
    findings: [],
    undeclared: [],
    delivery: [],
    budget: [],
    unchanged: 0,
    foreign: {},
    ...rest,
  } as const;
  return { ...body, digest: digest(body) };
}

/** A clock that goes on by one millisecond each time it is asked. */
export const ticking = (start = Date.UTC(2026, 0, 1)): { now(): number } => {
  let time = start;
  return { now: () => time++ };
};

export interface Applied {
  readonly events: readonly ApplyEvent[];
  readonly report: Report;
  /** Events that end a change, as `done <id>`. */
  readonly ends: readonly string[];
}

const ENDS = /^change-(done|failed|refused|skipped|cancelled)$/;

/** Applies to the end. */
export async function applied(
  plan: Plan,
  hosts: readonly MailHost[],
  options: Partial<ApplyOptions> = {},
): Promise<Applied> {
  const events: ApplyEvent[] = [];
  const settings = {
    signal: new AbortController().signal,
    secret: (reference: string) => Promise.resolve(`secret of ${reference}`),
    clock: ticking(),
    ...options,
  };
  for await (const event of apply(plan, new Map(hosts.map((host) => [host.name, host])), settings)) events.push(event);
  const last = events[events.length - 1];
  if (last?.type !== 'finished') throw new Error('the last event is not the report');
  const ends = events.flatMap((event) => {
    const end = ENDS.exec(event.type)?.[1];
    return end !== undefined && 'change' in event ? [`${end} ${event.change.id.replace(/^mail: /, '')}`] : [];
  });
  return { events, report: last.report, ends };
}
