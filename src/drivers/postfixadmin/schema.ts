/** Which tables and columns of PostfixAdmin's does this account see? They differ with its version and with what was granted. */
import { HostError } from '../../host';
import { TABLES } from './api';
import type { TableName } from './api';
import type { Session } from './database';

/** The tables in which a mailbox has rows besides its own, with the column that names it. All but `quota2` are optional. */
export const BELONGINGS = {
  quota2: 'username',
  quota: 'username',
  vacation_notification: 'on_vacation',
  vacation: 'email',
  fetchmail: 'mailbox',
  mailbox_app_password: 'username',
  totp_exception_address: 'username',
} as const;

/** The tables in which a domain has rows besides its addresses. */
export const DOMAIN_BELONGINGS = ['domain_admins', 'vacation', 'fetchmail'] as const;

const NEEDED: readonly TableName[] = ['domain', 'alias_domain', 'mailbox', 'alias'];

export interface Schema {
  /** Name of a table with the prefix that PostfixAdmin's settings may give all of them. */
  table(name: string): string;
  has(table: string, column?: string): boolean;
  /** The columns of a table that the driver knows and the database has. */
  columns(table: TableName): readonly string[];
}

export function defineSchema(prefix: string, columns: ReadonlySet<string>): Schema {
  const tables = new Set([...columns].map((column) => column.slice(0, column.indexOf('.'))));
  return {
    table: (name) => `${prefix}${name}`,
    has: (table, column) => (column === undefined ? tables.has(table) : columns.has(`${table}.${column}`)),
    columns: (table) => Object.keys(TABLES[table].row.shape).filter((column) => columns.has(`${table}.${column}`)),
  };
}

/** All that the driver knows. */
export const NEWEST_SCHEMA: Schema = {
  table: (name) => name,
  has: () => true,
  columns: (table) => Object.keys(TABLES[table].row.shape),
};

/**
 * Looks at the tables, in one statement.
 * @throws HostError INVALID where it is no database of PostfixAdmin, as far as this account sees.
 */
export async function readSchema(session: Session, prefix: string, currentSchema: string): Promise<Schema> {
  const rows = await session.query({
    text: `SELECT LOWER(table_name) AS t, LOWER(column_name) AS c FROM information_schema.columns WHERE table_schema = ${currentSchema}`,
    values: [],
  });
  const columns = new Set<string>();
  for (const { t, c } of rows)
    if (String(t).startsWith(prefix)) columns.add(`${String(t).slice(prefix.length)}.${String(c)}`);
  const schema = defineSchema(prefix, columns);
  const missing = NEEDED.flatMap((table) => {
    const required = Object.entries(TABLES[table].row.shape).filter(([, type]) => !type.safeParse(undefined).success);
    if (!schema.has(table)) return [`the table ${JSON.stringify(prefix + table)}`];
    return required
      .filter(([column]) => !schema.has(table, column))
      .map(([column]) => `the column ${JSON.stringify(`${prefix}${table}.${column}`)}`);
  });
  if (missing.length > 0)
    throw new HostError({
      code: 'INVALID',
      message: `this account cannot see ${missing.join(', ')} in the database; name the database of PostfixAdmin (3.0 or later) in the endpoint, and grant the account what the page of this host lists`,
    });
  return schema;
}
