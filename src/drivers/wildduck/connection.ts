/** What all operations at a WildDuck share: its calls, its lists, its rules. */
import { HostError } from '../../host';
import type { Decoded, HostContext, HostRule } from '../../host';
import type { HttpClient } from '../../http';
import type { KindName, ObservedObject } from '../../model';
import { done } from './api';
import type { Lists } from './lists';

export interface Connection {
  readonly http: HttpClient;
  readonly lists: Lists;
  readonly rules: readonly HostRule[];
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Days for which a deleted mailbox can be restored. */
  readonly keepDeletedDays: number;
}

interface Write {
  readonly method: 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly secrets?: readonly string[];
}

/** Sends a write, which WildDuck must say it has done. */
export async function send(connection: Connection, write: Write, context: HostContext): Promise<void> {
  connection.lists.forget();
  await connection.http.request({ ...write, answer: done, signal: context.signal });
}

/** Sends the removal of what may be gone already. */
export async function sendRemoval(
  connection: Connection,
  path: string,
  context: HostContext,
  query?: Readonly<Record<string, string>>,
): Promise<void> {
  try {
    await send(connection, { method: 'DELETE', path, ...(query === undefined ? {} : { query }) }, context);
  } catch (thrown) {
    if (!(thrown instanceof HostError) || thrown.code !== 'NOT_FOUND') throw thrown;
  }
}

export const notFound = (kind: KindName, identity: string): HostError =>
  new HostError({ code: 'NOT_FOUND', message: `the host has no ${kind} ${JSON.stringify(identity)}` });

/** What was written, read back. A write was carried out even if its object is not understood, or hidden by another one. */
export function readBack<K extends KindName>(
  kind: K,
  identity: string,
  decoded: Decoded<K> | undefined,
): ObservedObject<K> {
  if (decoded?.ok) return decoded.object;
  const problem = decoded === undefined ? 'reading it gave nothing' : `it cannot be understood: ${decoded.problem}`;
  throw new HostError({
    code: 'PROTOCOL',
    outcome: 'unknown',
    message: `the ${kind} ${JSON.stringify(identity)} was written, but ${problem}`,
  });
}

/** One object that was read by name. */
export function understood<K extends KindName>(kind: K, decoded: Decoded<K>): ObservedObject<K> {
  if (decoded.ok) return decoded.object;
  throw new HostError({
    code: 'PROTOCOL',
    message: `the host's ${kind} ${JSON.stringify(decoded.identity)} cannot be understood: ${decoded.problem}`,
  });
}

/** Splits what was decoded into a page of the port. */
export function pageOf<K extends KindName>(decoded: readonly Decoded<K>[]) {
  return {
    objects: decoded.flatMap((each) => (each.ok ? [each.object] : [])),
    rejected: decoded.flatMap((each) => (each.ok ? [] : [{ identity: each.identity, problem: each.problem }])),
  };
}
