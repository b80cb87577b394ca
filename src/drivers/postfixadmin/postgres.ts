/** How is PostgreSQL reached? By `pg`, which is loaded when it is needed. */
import type { Engine } from './database';
import type { Target } from './endpoint';

/** Connections at once: one writes, and each collection is read by one of its own. */
const CONNECTIONS = 6;

export async function postgres(target: Target): Promise<Engine> {
  const { Pool } = await import('pg');
  const { host, port, database, username, password, tls, timeout } = target;
  const pool = new Pool({
    host,
    port: port ?? 5432,
    database,
    user: username,
    password,
    // Without a name to check, a certificate would be compared with "localhost".
    ssl: tls === undefined ? false : { rejectUnauthorized: true, host, ...tls },
    max: CONNECTIONS,
    connectionTimeoutMillis: timeout,
    query_timeout: timeout,
    application_name: 'mailstate',
    allowExitOnIdle: true,
  });
  // The loss of an idle connection is seen by whoever uses it next.
  pool.on('error', () => undefined);
  return {
    begin: { read: 'BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY', write: 'BEGIN' },
    currentSchema: 'current_schema()',
    seconds: (column) => `EXTRACT(EPOCH FROM ${column})`,
    isCaseSensitive: true,
    async connect() {
      const client = await pool.connect();
      // A connection that dies while nothing is asked of it must not end the program.
      const ignore = (): void => undefined;
      client.on('error', ignore);
      return {
        async query(text, values) {
          let count = 0;
          const numbered = text.replace(/\?/g, () => `$${++count}`);
          const { rows } = await client.query<Record<string, unknown>>(numbered, [...values]);
          return rows;
        },
        release(isBroken) {
          client.off('error', ignore);
          client.release(isBroken);
        },
      };
    },
    close: () => pool.end(),
  };
}
