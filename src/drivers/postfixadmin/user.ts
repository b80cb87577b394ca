/** What is a mailbox in PostfixAdmin's tables? A row of its own, and a row of the same address among the aliases without which a catch-all takes its mail. */
import { HostError } from '../../host';
import { domainOf, localPartOf } from '../../model';
import type { ObservedObject } from '../../model';
import { aliasRow, forwardingOf, gotoOf, movedGoto } from './addressee';
import type { RowOf } from './api';
import { absent, taken } from './codec';
import type { Codecs } from './codec';
import type { Engine } from './database';
import { observedFields, reading, requireUnchanged } from './kind';
import type { KindAtHost, Wire } from './kind';
import { isLocked, locked, lockedPart, noPassword, unlocked } from './password';
import { BELONGINGS } from './schema';
import type { Schema } from './schema';
import type { Needs, WorkingSet } from './working-set';

type MailboxRow = RowOf<'mailbox'>;
type AliasRow = RowOf<'alias'>;
type Status = 'active' | 'locked' | 'closed';
type Forwarding = Parameters<typeof gotoOf>[1];

export interface UserSettings {
  readonly codec: Codecs['user'];
  readonly schema: Schema;
  readonly engine: Pick<Engine, 'seconds'>;
  /** Where the mail of a new mailbox is kept, such as `{domain}/{local}/`. */
  readonly maildir: string;
  readonly now: () => number;
}

/** PostfixAdmin's own default: how many days a password is good where the domain does not say. */
const PASSWORD_DAYS = 365;

const statusOf = ({ active, password }: Pick<MailboxRow, 'active' | 'password'>): Status =>
  !active ? 'closed' : isLocked(password) ? 'locked' : 'active';

/** Says what the rows of a mailbox say together. */
function wireOf(mailbox: Omit<MailboxRow, 'maildir' | 'local_part' | 'domain'>, alias: AliasRow | undefined): Wire {
  const status = statusOf(mailbox);
  // Postfix passes nothing on by a row that is not active; that of a closed mailbox shows what it will do again.
  const isUsed = alias !== undefined && (alias.active || status === 'closed');
  return {
    username: mailbox.username,
    name: mailbox.name,
    quota: mailbox.quota,
    status,
    phone: mailbox.phone,
    email_other: mailbox.email_other,
    forwarding: forwardingOf(mailbox.username.toLowerCase(), isUsed ? alias : undefined),
  };
}

/** Reads a row of the joined tables. */
function joined(row: Wire): Wire {
  const flag = (value: unknown): boolean => value === true || Number(value) === 1;
  const text = (name: string): string => String(row[name] ?? '');
  const { created, bytes, goto } = row;
  const mailbox = {
    username: text('username'),
    password: text('password'),
    name: text('name'),
    quota: Number(row['quota']),
    active: flag(row['active']),
    phone: text('phone'),
    email_other: text('email_other'),
  };
  const alias = typeof goto === 'string' ? aliasRow(mailbox.username, goto, flag(row['alias_active'])) : undefined;
  return { ...wireOf(mailbox, alias), created, bytes: bytes ?? 0 };
}

/** The row of a mailbox after what was written; what was not written stays. */
function written(row: MailboxRow, wire: Wire): MailboxRow {
  const { name, quota, phone, email_other, password, status } = wire as Partial<MailboxRow> & { status?: Status };
  const stored = password ?? row.password;
  const wasLocked = isLocked(row.password);
  const isToLock = status === undefined || status === 'closed' ? wasLocked : status === 'locked';
  return {
    ...row,
    ...(name === undefined ? {} : { name }),
    ...(quota === undefined ? {} : { quota }),
    ...(phone === undefined ? {} : { phone }),
    ...(email_other === undefined ? {} : { email_other }),
    password: isToLock ? locked(stored) : unlocked(stored),
    active: status === undefined ? row.active : status !== 'closed',
  };
}

/** Writes the row of the mailbox's address, which goes with it: active when it is. */
function writeAlias(set: WorkingSet, mailbox: MailboxRow, wire: Wire): AliasRow {
  const { username, active } = mailbox;
  const before = set.get('alias', username);
  const forwarding = (wire['forwarding'] ?? null) as Forwarding;
  return set.put('alias', { ...before, ...aliasRow(username, gotoOf(username, forwarding, before), active) });
}

const needs = (address: string, ...others: readonly string[]): Needs => ({
  rows: {
    domain: [...new Set([address, ...others].map(domainOf))],
    mailbox: [address, ...others],
    alias: [address, ...others],
  },
});

function requireFree(set: WorkingSet, address: string): RowOf<'domain'> {
  if (set.get('mailbox', address) !== undefined) throw taken(address, 'a user');
  if (set.get('alias', address) !== undefined) throw taken(address, 'an alias');
  return requireDomain(set, address);
}

/** @throws HostError INVALID where an address lies in a domain that is not there. */
export function requireDomain(set: WorkingSet, address: string): RowOf<'domain'> {
  const domain = set.get('domain', domainOf(address));
  if (domain !== undefined) return domain;
  const message = `${JSON.stringify(address)} needs the domain ${JSON.stringify(domainOf(address))}, which the database does not have; create it first`;
  throw new HostError({ code: 'INVALID', message });
}

/** @throws HostError NOT_FOUND, CHANGED */
function current(set: WorkingSet, observed: ObservedObject<'user'>): { readonly row: MailboxRow; readonly seen: Wire } {
  const row = set.get('mailbox', observed.identity);
  if (row === undefined) throw absent('user', observed.identity);
  const seen = wireOf(row, set.get('alias', observed.identity));
  requireUnchanged(observed, seen);
  return { row, seen };
}

export function users({ codec, schema, engine, maildir, now }: UserSettings): KindAtHost<'user'> {
  const { table } = schema;
  const usage = schema.has('quota2');
  const folderOf = (address: string): string =>
    maildir
      .replaceAll('{domain}', domainOf(address))
      .replaceAll('{local}', localPartOf(address))
      .replaceAll('{address}', address);

  return {
    codec,
    ...reading(
      {
        columns: [
          'm.username',
          'm.name',
          'm.quota',
          'm.active',
          'm.phone',
          'm.email_other',
          `${lockedPart('m.password')} AS password`,
          `${engine.seconds('m.created')} AS created`,
          'a.goto',
          'a.active AS alias_active',
          `${usage ? 'q.bytes' : 'NULL'} AS bytes`,
        ],
        from: `${table('mailbox')} m LEFT JOIN ${table('alias')} a ON a.address = m.username${usage ? ` LEFT JOIN ${table('quota2')} q ON q.username = m.username` : ''}`,
        where: '1 = 1',
        values: [],
        key: 'm.username',
      },
      joined,
    ),

    create: (address, wire) => ({
      needs: { ...needs(address), maildirs: [folderOf(address)] },
      run(set) {
        const { password_expiry } = requireFree(set, address);
        const folder = folderOf(address);
        const row: MailboxRow = {
          username: address,
          password: noPassword(),
          name: '',
          // A mailbox that was renamed keeps its folder, and whoever has its address next must not find that mail.
          maildir: set.maildirs.has(folder) ? `${folder.replace(/\/$/, '')}.${now()}/` : folder,
          quota: 0,
          local_part: localPartOf(address),
          domain: domainOf(address),
          active: true,
          phone: '',
          email_other: '',
        };
        const expiry = schema.has('mailbox', 'password_expiry')
          ? { password_expiry: { daysFromNow: password_expiry || PASSWORD_DAYS } }
          : {};
        const mailbox = set.put('mailbox', { ...written(row, wire), ...expiry });
        return { ...wireOf(mailbox, writeAlias(set, mailbox, wire)), bytes: 0 };
      },
    }),

    update: (observed, wire) => ({
      needs: needs(observed.identity),
      run(set) {
        const { row, seen } = current(set, observed);
        const mailbox = set.put('mailbox', { ...written(row, wire), username: observed.identity });
        return { ...wireOf(mailbox, writeAlias(set, mailbox, { ...seen, ...wire })), ...observedFields(observed) };
      },
    }),

    rename: (observed, to) => ({
      needs: needs(observed.identity, to),
      run(set) {
        const from = observed.identity;
        current(set, observed);
        requireFree(set, to);
        const place = { domain: domainOf(to) };
        const alias = set.get('alias', from) ?? set.put('alias', aliasRow(from, [from], true));
        set.rename('mailbox', from, { username: to, local_part: localPartOf(to), ...place });
        set.rename('alias', from, { address: to, goto: movedGoto(alias, from, to), ...place });
        for (const [name, column] of Object.entries(BELONGINGS)) {
          // What an earlier mailbox of that address has left behind.
          set.forget(name, column, to);
          // Whom an automatic answer was sent to is forgotten, so that its parent can move.
          if (name === 'vacation_notification') set.forget(name, column, from);
          else set.move(name, column, from, to);
        }
        const mailbox = set.get('mailbox', to);
        if (mailbox === undefined) throw absent('user', to);
        return { ...wireOf(mailbox, set.get('alias', to)), ...observedFields(observed) };
      },
    }),

    remove: ({ identity }) => ({
      needs: needs(identity),
      run(set) {
        if (set.get('mailbox', identity) === undefined) return;
        for (const [name, column] of Object.entries(BELONGINGS)) set.forget(name, column, identity);
        set.drop('alias', identity);
        set.drop('mailbox', identity);
      },
    }),
  };
}
