/** How are MariaDB and MySQL reached? By `mysql2`, which is loaded when it is needed. */
import type { Engine } from './database';
import type { Target } from './endpoint';

/** Connections at once: one writes, and each collection is read by one of its own. */
const CONNECTIONS = 6;

/** Refuses what does not fit instead of cutting it, and keeps the backslash an escape, as the client writes it. */
const SESSION = "SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION'";

export async function mysql(target: Target): Promise<Engine> {
  const { createPool } = await import('mysql2/promise');
  const { host, port, database, username, password, tls, timeout } = target;
  const pool = createPool({
    ...(host.startsWith('/') ? { socketPath: host } : { host, port: port ?? 3306 }),
    database,
    user: username,
    password,
    ...(tls === undefined ? {} : { ssl: { rejectUnauthorized: true, verifyIdentity: true, ...tls } }),
    connectionLimit: CONNECTIONS,
    connectTimeout: timeout,
    charset: 'UTF8MB4_UNICODE_CI',
    supportBigNumbers: true,
    dateStrings: true,
  });
  const prepared = new WeakSet<object>();
  return {
    begin: { read: 'START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY', write: 'START TRANSACTION' },
    currentSchema: 'DATABASE()',
    seconds: (column) => `UNIX_TIMESTAMP(${column})`,
    isCaseSensitive: false,
    async connect() {
      const connection = await pool.getConnection();
      if (!prepared.has(connection.connection))
        try {
          await connection.query(SESSION);
          prepared.add(connection.connection);
        } catch (thrown) {
          connection.destroy();
          throw thrown;
        }
      return {
        async query(text, values) {
          const [rows] = await connection.query({ sql: text, values: [...values], timeout });
          return Array.isArray(rows) ? (rows as Record<string, unknown>[]) : [];
        },
        release(isBroken) {
          if (isBroken) connection.destroy();
          else connection.release();
        },
      };
    },
    close: () => pool.end(),
  };
}
