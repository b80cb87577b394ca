/** Which rows does a batch of changes leave behind, and by which statements? The rows in question are locked, changed in memory, and written together. */
import { domainOf } from '../../model';
import { ALL, TABLES } from './api';
import type { Row, RowOf, TableName } from './api';
import type { Schema } from './schema';
import type { Session } from './database';
import { hasDkim, readKeys } from './dkim';
import type { DkimKey } from './dkim';
import { assign, insert, marks, remove, select, update } from './sql';
import type { RowUpdate, Statement } from './sql';

/** What must be known before a change can be made. */
export interface Needs {
  /** Rows, by their keys. */
  readonly rows: { readonly [T in TableName]?: readonly string[] };
  /** Domains of which it must be known whether anything is in them. */
  readonly occupied?: readonly string[];
  /** Folders of which it must be known whether a mailbox has them. */
  readonly maildirs?: readonly string[];
  /** Domains whose DKIM keys must be known. */
  readonly keys?: readonly string[];
}

/** One change: what it needs, and what it does to the rows. Throws a HostError when it cannot be made. */
export interface Edit<T> {
  readonly needs: Needs;
  run(set: WorkingSet): T;
}

type Rows = Map<string, Row>;
type Tables = ReadonlyMap<TableName, Rows>;

const NOW = { daysFromNow: 0 };

/** What must be there before what refers to it, and go after it. */
const ORDER = Object.keys(TABLES) as TableName[];

export class WorkingSet {
  readonly #now: Map<TableName, Map<string, Row | undefined>>;
  #renames: { readonly table: TableName; readonly from: string; readonly columns: Row }[] = [];
  #belongings: { readonly table: string; readonly column: string; readonly key: string }[] = [];
  #further: Statement[] = [];
  /** How to undo what the change under way has done so far. */
  #undo: (() => void)[] = [];

  constructor(
    readonly schema: Schema,
    private readonly before: Tables,
    /** Domains with addresses in them, or that other domains stand for. */
    readonly occupied: ReadonlySet<string> = new Set(),
    /** Folders that mailboxes have. */
    readonly maildirs: ReadonlySet<string> = new Set(),
    /** DKIM keys by domain; absent where the database has no tables for them. */
    private readonly keys?: Map<string, readonly DkimKey[]>,
  ) {
    this.#now = new Map(ORDER.map((table) => [table, new Map<string, Row | undefined>(before.get(table))]));
  }

  get<T extends TableName>(table: T, key: string): RowOf<T> | undefined {
    return this.#now.get(table)?.get(key) as RowOf<T> | undefined;
  }

  /** Writes a row; columns that it leaves out keep what they hold. */
  put<T extends TableName>(table: T, row: Partial<RowOf<T>> & Row): RowOf<T> {
    const key = String(row[TABLES[table].key]);
    const whole = { ...this.#now.get(table)?.get(key), ...row };
    this.#write(table, key, whole);
    return whole as unknown as RowOf<T>;
  }

  drop(table: TableName, key: string): void {
    if (this.#now.get(table)?.get(key) !== undefined) this.#write(table, key, undefined);
  }

  /** Gives a row another key, and other values of some columns. */
  rename<T extends TableName>(table: T, from: string, columns: Partial<RowOf<T>> & Row): void {
    const to = String(columns[TABLES[table].key]);
    const row = this.#now.get(table)?.get(from);
    if (row === undefined) return;
    this.#write(table, from, undefined);
    this.#write(table, to, { ...row, ...columns });
    this.#renames.push({ table, from, columns });
    this.#undo.push(() => void this.#renames.pop());
  }

  /** Removes rows of a table that is not read: those with `key` in a column. A table that is not there has none. */
  forget(table: string, column: string, key: string): void {
    if (!this.schema.has(table, column)) return;
    this.#belongings.push({ table, column, key });
    this.#undo.push(() => void this.#belongings.pop());
  }

  /** Gives the rows of a table that is not read to another key; `vacation` says its domain as well. */
  move(table: string, column: string, from: string, to: string): void {
    if (!this.schema.has(table, column)) return;
    const columns = { [column]: to, ...(this.schema.has(table, 'domain') ? { domain: domainOf(to) } : {}) };
    this.also(assign(this.schema.table(table), columns, column, from));
  }

  /** Adds a statement, to come last. */
  also(statement: Statement): void {
    this.#further.push(statement);
    this.#undo.push(() => void this.#further.pop());
  }

  /** The DKIM keys of a domain, oldest first; undefined where the database has no tables for them. */
  keysOf(domain: string): readonly DkimKey[] | undefined {
    return this.keys === undefined ? undefined : (this.keys.get(domain) ?? []);
  }

  /** Says which keys a domain has once `statements` are carried out. */
  putKeys(domain: string, keys: readonly DkimKey[], statements: readonly Statement[]): void {
    const before = this.keysOf(domain) ?? [];
    this.keys?.set(domain, keys);
    this.#undo.push(() => void this.keys?.set(domain, before));
    for (const statement of statements) this.also(statement);
  }

  /** Makes one change wholly, or not at all when it throws. */
  attempt<T>(edit: Edit<T>): T {
    this.#undo = [];
    try {
      return edit.run(this);
    } catch (thrown) {
      for (const undo of this.#undo.reverse()) undo();
      throw thrown;
    }
  }

  #write(table: TableName, key: string, row: Row | undefined): void {
    const rows = this.#now.get(table);
    const previous = rows?.get(key);
    rows?.set(key, row);
    this.#undo.push(() => void rows?.set(key, previous));
  }

  /** The statements that bring the tables to what the rows are now. */
  statements(): Statement[] {
    const { table: nameOf } = this.schema;
    const renamed = new Map(this.#renames.map(({ table, from, columns }) => [`${table} ${String(columns[TABLES[table].key])}`, { table, from, columns }])); // prettier-ignore
    const gone = new Set(this.#renames.map(({ table, from }) => `${table} ${from}`));
    const [inserts, updates, removals]: Statement[][] = [[], [], []];
    for (const table of ORDER) {
      const { key } = TABLES[table];
      const fresh = new Map<string, Row[]>();
      const changed: RowUpdate[] = [];
      const dropped: string[] = [];
      for (const [of, row] of this.#now.get(table) ?? []) {
        const rename = renamed.get(`${table} ${of}`);
        const had = this.before.get(table)?.get(rename?.from ?? of);
        if (row === undefined) {
          if (had !== undefined && !gone.has(`${table} ${of}`)) dropped.push(of);
        } else if (had === undefined || (rename === undefined && gone.has(`${table} ${of}`))) {
          const columns = Object.keys(row).join();
          fresh.set(columns, [...(fresh.get(columns) ?? []), { ...row, created: NOW, modified: NOW }]);
        } else {
          const differing = Object.entries(row).filter(
            ([column, value]) => value !== had[column] && value !== rename?.columns[column],
          );
          if (differing.length > 0) changed.push({ key: of, columns: Object.fromEntries(differing) });
        }
      }
      for (const rows of fresh.values()) inserts?.push(insert(nameOf(table), rows));
      if (changed.length > 0) updates?.push(update(nameOf(table), key, changed, { modified: NOW }));
      if (dropped.length > 0) removals?.unshift(remove(nameOf(table), key, dropped));
    }
    return [
      ...this.#renames.map(({ table, from, columns }) =>
        assign(nameOf(table), { ...columns, modified: NOW }, TABLES[table].key, from),
      ),
      ...(inserts ?? []),
      ...(updates ?? []),
      ...this.#forgotten(),
      ...(removals ?? []),
      ...this.#further,
    ];
  }

  #forgotten(): Statement[] {
    const keys = new Map<string, { readonly table: string; readonly column: string; readonly keys: string[] }>();
    for (const { table, column, key } of this.#belongings) {
      const of = keys.get(`${table}.${column}`) ?? { table, column, keys: [] };
      of.keys.push(key);
      keys.set(`${table}.${column}`, of);
    }
    return [...keys.values()].map(({ table, column, keys: of }) => remove(this.schema.table(table), column, of));
  }
}

/** Reads and locks what a batch needs: one statement for each table. */
export async function load(session: Session, schema: Schema, needs: readonly Needs[]): Promise<WorkingSet> {
  const tables = new Map<TableName, Rows>();
  for (const table of ORDER) {
    const keys = [...new Set(needs.flatMap(({ rows }) => rows[table] ?? []))].sort();
    if (keys.length === 0) continue;
    const { key, row } = TABLES[table];
    const columns = schema.columns(table);
    const found = await session.query(select(schema.table(table), columns, key, keys, ' FOR UPDATE'));
    tables.set(table, new Map(found.map((raw) => keyed(row.parse(raw), key))));
  }
  const [occupied, maildirs] = [new Set<string>(), new Set<string>()];
  const domains = [...new Set(needs.flatMap((need) => need.occupied ?? []))];
  if (domains.length > 0) {
    const [mailbox, alias, aliasDomain] = (['mailbox', 'alias', 'alias_domain'] as const).map(schema.table);
    const text = [
      `SELECT domain AS of FROM ${mailbox} WHERE domain IN (${marks(domains)})`,
      `SELECT domain AS of FROM ${alias} WHERE domain IN (${marks(domains)}) AND address NOT LIKE '@%'`,
      `SELECT target_domain AS of FROM ${aliasDomain} WHERE target_domain IN (${marks(domains)}) AND active`,
    ].join(' UNION ');
    for (const { of } of await session.query({ text, values: [...domains, ...domains, ...domains] }))
      occupied.add(String(of));
  }
  const folders = [...new Set(needs.flatMap((need) => need.maildirs ?? []))];
  if (folders.length > 0)
    for (const { maildir } of await session.query(select(schema.table('mailbox'), ['maildir'], 'maildir', folders)))
      maildirs.add(String(maildir));
  const keys = hasDkim(schema)
    ? new Map(await readKeys(session, schema, [...new Set(needs.flatMap((need) => need.keys ?? []))]))
    : undefined;
  return new WorkingSet(schema, tables, occupied, maildirs, keys);
}

/** MySQL finds keys in any case; they are known here by the one form of the model. */
const keyed = (row: Row, key: string): [string, Row] => {
  const of = String(row[key]);
  return [of === ALL ? of : of.toLowerCase(), row];
};
