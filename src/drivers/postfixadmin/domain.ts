/** What is a domain in PostfixAdmin's tables? Its row, that of the domain it stands for, and its catch-all among the aliases. */
import { HostError } from '../../host';
import type { ObservedObject } from '../../model';
import { aliasRow, catchAllOf, targetsOf } from './addressee';
import { ALL } from './api';
import type { RowOf } from './api';
import { absent, taken } from './codec';
import type { Codecs } from './codec';
import { dkimOf, hasDkim, readKeys, recordsOf, writeDkim } from './dkim';
import type { Dkim, DkimKey, NewKey } from './dkim';
import type { Session } from './database';
import { reading, requireUnchanged } from './kind';
import type { KindAtHost, Wire } from './kind';
import { DOMAIN_BELONGINGS } from './schema';
import type { Schema } from './schema';
import type { Needs, WorkingSet } from './working-set';

type DomainRow = RowOf<'domain'>;

/** The model's limits. */
interface Limits {
  readonly users?: number;
  readonly aliases?: number;
  readonly quota?: number;
  readonly userQuota?: number;
}

/** Counts: 0 is any number and -1 none there; here left out and 0. */
const count = (stored: number): number | undefined => (stored === 0 ? undefined : Math.max(0, stored));
const storedCount = (limit: number | undefined): number => (limit === undefined ? 0 : limit === 0 ? -1 : limit);

function limitsOf(row: DomainRow, megabyte: number): Limits | null {
  const limits = {
    users: count(row.mailboxes),
    aliases: count(row.aliases),
    quota: count(row.quota),
    userQuota: count(row.maxquota),
  };
  const { users, aliases, quota, userQuota } = limits;
  const known: Limits = {
    ...(users === undefined ? {} : { users }),
    ...(aliases === undefined ? {} : { aliases }),
    ...(quota === undefined ? {} : { quota: quota * megabyte }),
    ...(userQuota === undefined ? {} : { userQuota: userQuota * megabyte }),
  };
  return Object.keys(known).length === 0 ? null : known;
}

const storedLimits = (limits: Limits | null, megabyte: number): Partial<DomainRow> => ({
  mailboxes: storedCount(limits?.users),
  aliases: storedCount(limits?.aliases),
  quota: storedCount(limits?.quota === undefined ? undefined : limits.quota / megabyte),
  maxquota: storedCount(limits?.userQuota === undefined ? undefined : limits.userQuota / megabyte),
});

/** What stands beside the row of a domain. */
interface Beside {
  readonly aliasOf: RowOf<'alias_domain'> | undefined;
  readonly catchAll: Pick<RowOf<'alias'>, 'goto' | 'active'> | undefined;
  /** Absent where the database has no tables for them. */
  readonly keys?: readonly DkimKey[] | undefined;
}

const wireOf = (row: DomainRow, { aliasOf, catchAll, keys }: Beside, megabyte: number): Wire => ({
  domain: row.domain,
  description: row.description,
  active: row.active,
  alias_of: aliasOf?.active ? aliasOf.target_domain : null,
  catch_all: catchAll?.active ? targetsOf(catchAll) : [],
  limits: limitsOf(row, megabyte),
  ...(keys === undefined ? {} : { dkim: dkimOf(keys), records: recordsOf(row.domain, keys) }),
});

const needs = (name: string, wire: Wire = {}): Needs => ({
  rows: {
    domain: typeof wire['alias_of'] === 'string' ? [name, wire['alias_of']] : [name],
    alias_domain: [name],
    alias: [catchAllOf(name)],
  },
  keys: [name],
});

const beside = (set: WorkingSet, name: string): Beside => ({
  aliasOf: set.get('alias_domain', name),
  catchAll: set.get('alias', catchAllOf(name)),
  keys: set.keysOf(name),
});

/**
 * Gives every mailbox of a domain the row among the aliases that keeps a catch-all from taking its mail; PostfixAdmin writes it, other tools
 * may not have.
 */
const keepMailboxes = ({ table }: Schema, name: string) => ({
  text:
    `INSERT INTO ${table('alias')} (address, goto, domain, active, created, modified) ` +
    `SELECT m.username, m.username, m.domain, m.active, CURRENT_TIMESTAMP, CURRENT_TIMESTAMP FROM ${table('mailbox')} m ` +
    `WHERE m.domain = ? AND NOT EXISTS (SELECT 1 FROM ${table('alias')} a WHERE a.address = m.username)`,
  values: [name],
});

function write(set: WorkingSet, name: string, wire: Wire, { megabyte, newKey }: DomainSettings): void {
  const { description, active, alias_of, catch_all, limits, dkim } = wire as {
    description?: string;
    active?: boolean;
    alias_of?: string | null;
    catch_all?: readonly string[];
    limits?: Limits | null;
    dkim?: Dkim | null;
  };
  set.put('domain', {
    domain: name,
    ...(description === undefined ? {} : { description }),
    ...(active === undefined ? {} : { active }),
    ...(limits === undefined ? {} : storedLimits(limits, megabyte)),
  });
  if (alias_of === null) set.drop('alias_domain', name);
  else if (alias_of !== undefined) {
    if (set.get('domain', alias_of) === undefined) {
      const message = `the domain ${JSON.stringify(name)} stands for ${JSON.stringify(alias_of)}, which the database does not have; create it first`;
      throw new HostError({ code: 'INVALID', message });
    }
    set.put('alias_domain', { alias_domain: name, target_domain: alias_of, active: true });
  }
  const keys = set.keysOf(name);
  if (dkim !== undefined && keys !== undefined) {
    const changed = writeDkim(set.schema, name, keys, dkim, newKey);
    set.putKeys(name, changed.keys, changed.statements);
  }
  if (catch_all === undefined) return;
  if (catch_all.length === 0) set.drop('alias', catchAllOf(name));
  else {
    set.put('alias', aliasRow(catchAllOf(name), catch_all, true));
    set.also(keepMailboxes(set.schema, name));
  }
}

function current(set: WorkingSet, observed: ObservedObject<'domain'>, megabyte: number): void {
  const row = set.get('domain', observed.identity);
  if (row === undefined) throw absent('domain', observed.identity);
  requireUnchanged(observed, wireOf(row, beside(set, observed.identity), megabyte));
}

/** Reads a row of the joined tables. */
function joined(row: Wire, keys: readonly DkimKey[] | undefined, megabyte: number): Wire {
  const flag = (value: unknown): boolean => value === true || Number(value) === 1;
  const number = (name: string): number => Number(row[name]);
  const { target_domain, goto } = row;
  const name = String(row['domain']);
  const domain: DomainRow = {
    domain: name,
    description: String(row['description']),
    active: flag(row['active']),
    aliases: number('aliases'),
    mailboxes: number('mailboxes'),
    maxquota: number('maxquota'),
    quota: number('quota'),
  };
  const aliasOf =
    typeof target_domain === 'string'
      ? { alias_domain: name, target_domain, active: flag(row['target_active']) }
      : undefined;
  const catchAll = typeof goto === 'string' ? { goto, active: flag(row['catch_active']) } : undefined;
  return wireOf(domain, { aliasOf, catchAll, keys }, megabyte);
}

export interface DomainSettings {
  readonly codec: Codecs['domain'];
  readonly schema: Schema;
  /** Bytes that PostfixAdmin counts as one megabyte. */
  readonly megabyte: number;
  readonly newKey: NewKey;
}

export function domains(settings: DomainSettings): KindAtHost<'domain'> {
  const { codec, schema, megabyte } = settings;
  const { table } = schema;
  const seen = (set: WorkingSet, name: string): Wire => {
    const row = set.get('domain', name);
    if (row === undefined) throw absent('domain', name);
    return wireOf(row, beside(set, name), megabyte);
  };
  const rows = reading(
    {
      columns: [
        ...['domain', 'description', 'active', 'aliases', 'mailboxes', 'maxquota', 'quota'].map(
          (column) => `d.${column}`,
        ),
        's.target_domain',
        's.active AS target_active',
        'c.goto',
        'c.active AS catch_active',
      ],
      from: `${table('domain')} d LEFT JOIN ${table('alias_domain')} s ON s.alias_domain = d.domain LEFT JOIN ${table('alias')} c ON c.address = CONCAT('@', d.domain)`,
      where: 'd.domain <> ?',
      values: [ALL],
      key: 'd.domain',
    },
    (row) => row,
  );
  const complete = async (session: Session, found: readonly Wire[]): Promise<readonly Wire[]> => {
    const names = found.map((row) => String(row['domain']));
    const keys = hasDkim(schema) ? await readKeys(session, schema, names) : undefined;
    return found.map((row, i) => joined(row, keys && (keys.get(names[i]?.toLowerCase() ?? '') ?? []), megabyte));
  };
  return {
    codec,
    count: rows.count,
    page: async (session, after, limit) => complete(session, await rows.page(session, after, limit)),
    read: async (session, identities) => complete(session, await rows.read(session, identities)),

    create: (name, wire) => ({
      needs: needs(name, wire),
      run(set) {
        if (set.get('domain', name) !== undefined) throw taken(name, 'a domain');
        const row: DomainRow = { domain: name, description: '', active: true, ...(storedLimits(null, megabyte) as Pick<DomainRow, 'aliases' | 'mailboxes' | 'quota' | 'maxquota'>) }; // prettier-ignore
        set.put('domain', { ...row, transport: 'virtual', backupmx: false });
        write(set, name, wire, settings);
        return seen(set, name);
      },
    }),

    update: (observed, wire) => ({
      needs: needs(observed.identity, wire),
      run(set) {
        current(set, observed, megabyte);
        write(set, observed.identity, wire, settings);
        return seen(set, observed.identity);
      },
    }),

    remove: ({ identity }) => ({
      needs: { ...needs(identity), occupied: [identity] },
      run(set) {
        if (set.get('domain', identity) === undefined) return;
        if (set.occupied.has(identity)) {
          const message = `the domain ${JSON.stringify(identity)} still has mailboxes or aliases, or another domain stands for it; remove those first`;
          throw new HostError({ code: 'IN_USE', message });
        }
        for (const name of DOMAIN_BELONGINGS) set.forget(name, 'domain', identity);
        set.drop('alias', catchAllOf(identity));
        set.drop('alias_domain', identity);
        set.drop('domain', identity);
      },
    }),
  };
}
