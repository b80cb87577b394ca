/** Which statements does a driver send to PostgreSQL, and what does it take to send the same ones by `pg` alone? */
import { Client, Pool } from 'pg';
import type { ClientConfig } from 'pg';
import { taken } from './measure';
import type { Taken } from './measure';

interface Sent {
  readonly text: string;
  readonly values: readonly unknown[];
}
/** The statements of one connection, in order. */
type Transaction = readonly Sent[];
/** Transactions that were under way at the same time. */
export type Wave = readonly Transaction[];

const ENDS = /^(?:COMMIT|ROLLBACK)$/;

type Query = (this: Client, text: unknown, values?: readonly unknown[]) => unknown;

/** Keeps every statement that is sent while something is done. */
export async function recorded<T>(
  work: () => Promise<T>,
): Promise<Taken & { readonly value: T; readonly waves: readonly Wave[] }> {
  const waves: Transaction[][] = [];
  const open = new Map<Client, Sent[]>();
  const prototype = Client.prototype as unknown as { query: Query };
  const { query } = prototype;
  prototype.query = function (this: Client, text, values) {
    if (typeof text === 'string') {
      let transaction = open.get(this);
      if (transaction === undefined) {
        transaction = [];
        if (open.size === 0) waves.push([]);
        waves.at(-1)?.push(transaction);
        open.set(this, transaction);
      }
      transaction.push({ text, values: values ?? [] });
    }
    const answer = query.call(this, text, values);
    if (typeof text === 'string' && ENDS.test(text))
      void Promise.resolve(answer).then(
        () => open.delete(this),
        () => open.delete(this),
      );
    return answer;
  };
  try {
    return { ...(await taken(work)), waves };
  } finally {
    prototype.query = query;
  }
}

/** Sends statements as they were recorded: what went at the same time, at the same time. Opening connections is counted on neither side. */
export async function replay(config: ClientConfig, waves: readonly Wave[]): Promise<Taken> {
  const most = Math.max(1, ...waves.map(({ length }) => length));
  const pool = new Pool({ ...config, max: most });
  // The server may be gone before a connection that is given up hears so.
  pool.on('error', () => undefined);
  const all = await Promise.all(Array.from({ length: most }, () => pool.connect()));
  for (const client of all) client.release();
  const { cpu, wall } = await taken(async () => {
    for (const wave of waves)
      await Promise.all(
        wave.map(async (transaction) => {
          const client = await pool.connect();
          for (const { text, values } of transaction) await client.query(text, [...values]);
          client.release();
        }),
      );
  });
  await pool.end();
  return { cpu, wall };
}
