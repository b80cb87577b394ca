/** Which statement does that? The few forms of SQL that the driver needs, alike for PostgreSQL and MySQL; values are always parameters. */
import type { Moment, Row, Value } from './api';

export type Parameter = string | number | boolean | null;

export interface Statement {
  /** With a question mark for each value. */
  readonly text: string;
  readonly values: readonly Parameter[];
}

const isMoment = (value: Value): value is Moment => typeof value === 'object' && value !== null;

/** What stands for a value in the text: only a moment is spelt out, since the clock is the database's own. */
function written(value: Value | undefined, values: Parameter[]): string {
  if (value !== undefined && isMoment(value))
    return value.daysFromNow === 0 ? 'CURRENT_TIMESTAMP' : `CURRENT_TIMESTAMP + INTERVAL '${Math.trunc(value.daysFromNow)}' DAY`; // prettier-ignore
  values.push(value ?? null);
  return '?';
}

/** As many question marks as there are values. */
export const marks = (values: readonly unknown[]): string => values.map(() => '?').join(', ');

export const select = (
  table: string,
  columns: readonly string[],
  key: string,
  keys: readonly string[],
  then = '',
): Statement => ({
  text: `SELECT ${columns.join(', ')} FROM ${table} WHERE ${key} IN (${marks(keys)})${then}`,
  values: keys,
});

/** One statement for all rows, which have the same columns. */
export function insert(table: string, rows: readonly Row[]): Statement {
  const columns = Object.keys(rows[0] ?? {});
  const values: Parameter[] = [];
  const tuples = rows.map((row) => `(${columns.map((column) => written(row[column], values)).join(', ')})`);
  return { text: `INSERT INTO ${table} (${columns.join(', ')}) VALUES ${tuples.join(', ')}`, values };
}

/** What becomes of the columns of one row. */
export interface RowUpdate {
  readonly key: string;
  readonly columns: Row;
}

/** One statement for all rows, whichever columns each of them changes; `always` are written in every row. */
export function update(table: string, key: string, updates: readonly RowUpdate[], always: Row): Statement {
  const columns = [...new Set(updates.flatMap(({ columns: changed }) => Object.keys(changed)))];
  const values: Parameter[] = [];
  const set = columns.map((column) => {
    const cases = updates.flatMap(({ key: of, columns: changed }) => {
      if (!(column in changed)) return [];
      values.push(of);
      return [`WHEN ? THEN ${written(changed[column], values)}`];
    });
    return `${column} = CASE ${key} ${cases.join(' ')} ELSE ${column} END`;
  });
  for (const [column, value] of Object.entries(always)) set.push(`${column} = ${written(value, values)}`);
  for (const { key: of } of updates) values.push(of);
  return { text: `UPDATE ${table} SET ${set.join(', ')} WHERE ${key} IN (${marks(updates)})`, values };
}

export const remove = (table: string, column: string, keys: readonly string[]): Statement => ({
  text: `DELETE FROM ${table} WHERE ${column} IN (${marks(keys)})`,
  values: keys,
});

/** Gives one row other values. */
export function assign(table: string, columns: Row, key: string, of: string): Statement {
  const values: Parameter[] = [];
  const set = Object.entries(columns).map(([column, value]) => `${column} = ${written(value, values)}`);
  return { text: `UPDATE ${table} SET ${set.join(', ')} WHERE ${key} = ?`, values: [...values, of] };
}

/** The pattern of LIKE for one with `*`, where "!" escapes. */
export const likePattern = (pattern: string): string => pattern.replace(/[!%_]/g, '!$&').replaceAll('*', '%');
