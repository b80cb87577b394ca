/** What all operations at a WildDuck share: its calls, its lists, its rules. */
import { HostError } from '../../host';
import type { HostContext, HostRule } from '../../host';
import type { HttpClient } from '../../http';
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
