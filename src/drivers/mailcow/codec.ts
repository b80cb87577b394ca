/** How mailcow spells attributes: MiB in and bytes out, "1" in and 1 out, lists as text. */
import { defineCodec } from '../../host';
import { isObject } from '../../model';
import type { AttributesOf } from '../../model';
import type { Row } from './api';

export const MIB = 2 ** 20;

/** Begins the private comment of an alias that was declared as a group: mailcow makes no difference. */
export const GROUP_MARK = 'mailstate:group';

/** Most characters of a comment. */
export const COMMENT = 160;

/** The custom attribute of a mailbox that keeps the version of its password. */
export const PASSWORD_VERSION = 'mailstate_password_version';

/** Where mail to nobody goes; an alias cannot be without a target. */
const NOBODY = 'null@localhost';
/** Aliases that teach the spam filter are none that can be declared. */
const LEARNING: readonly unknown[] = ['spam@localhost', 'ham@localhost'];

/** A switch: mailcow answers 1, "1" or true, according to its age. */
const isOn = (value: unknown): boolean => Number(value) === 1;

/** An empty text and a text that was never set are the same. */
const orNull = (value: unknown): unknown => (value === '' || value === undefined ? null : value);

export const toggle = (on: boolean): string => (on ? '1' : '0');

/** Bytes as MiB; a rule of the driver lets only whole ones pass. */
export const inMib = (bytes: number): string => String(bytes / MIB);

type Status = NonNullable<AttributesOf<'user'>['status']>;

/** 2 forbids the login and lets mail arrive, 0 forbids both. */
const ACTIVE: Readonly<Record<Status, string>> = { active: '1', locked: '2', closed: '0' };
export const activeOf = (status: Status): string => ACTIVE[status];
const statusOf = (active: unknown): Status => (isOn(active) ? 'active' : Number(active) === 2 ? 'locked' : 'closed');

export const USER = defineCodec('user', {
  email: { field: 'username' },
  displayName: { field: 'name', decode: orNull },
  initialPassword: { field: 'password' },
  passwordVersion: {
    field: 'passwordVersion',
    encode: String,
    decode: (kept) => (kept === null ? null : Number(kept)),
  },
  mustChangePassword: { field: 'force_pw_update', encode: toggle, decode: isOn },
  // No quota is 0.
  quota: { field: 'quota', encode: inMib, decode: (bytes) => Number(bytes) || null, cleared: '0' },
  status: { field: 'active', encode: activeOf, decode: statusOf },
  recoveryAddress: { field: 'pw_recovery_email', decode: orNull, cleared: '' },
  lastLoginAt: { field: 'lastLogin' },
  usedBytes: { field: 'quota_used', decode: Number },
});

export const ALIAS = defineCodec('alias', {
  address: { field: 'address' },
  targets: { field: 'targets' },
  active: { field: 'active', encode: toggle, decode: isOn },
  description: { field: 'private_comment', decode: orNull, cleared: '' },
});

export const GROUP = defineCodec('group', {
  address: { field: 'address' },
  name: { field: 'public_comment', decode: orNull, cleared: '' },
  description: { field: 'private_comment', decode: orNull, cleared: '' },
  members: { field: 'targets', cleared: [] },
  id: { field: 'id', decode: String },
});

export const DOMAIN = defineCodec('domain', {
  name: { field: 'name' },
  description: { field: 'description' },
  active: { field: 'active', encode: toggle, decode: isOn },
  aliasOf: { field: 'aliasOf' },
  catchAll: { field: 'catchAll', cleared: [] },
  limits: { field: 'limits' },
  dkim: { field: 'dkim' },
  requiredRecords: { field: 'requiredRecords' },
});

/** Seconds since 1970 of the last login by any protocol, 0 for none. */
const LOGINS = ['last_imap_login', 'last_pop3_login', 'last_smtp_login', 'last_sso_login'] as const;

/** The fields that the user codec reads. */
export function userFields(row: Row): Row {
  const attributes = isObject(row['attributes']) ? row['attributes'] : {};
  const custom = isObject(row['custom_attributes']) ? row['custom_attributes'] : {};
  const login = Math.max(...LOGINS.map((name) => Number(row[name]) || 0));
  return {
    ...row,
    force_pw_update: attributes['force_pw_update'] ?? '0',
    pw_recovery_email: attributes['recovery_email'] ?? null,
    passwordVersion: custom[PASSWORD_VERSION] ?? null,
    lastLogin: login === 0 ? null : new Date(login * 1000).toISOString(),
  };
}

const isGroup = ({ private_comment }: Row): boolean => String(private_comment ?? '').startsWith(GROUP_MARK);

/** What an alias row is in the model's words; undefined for a row that teaches the spam filter. */
export function sortOf(row: Row): 'alias' | 'group' | 'catch-all' | undefined {
  if (LEARNING.includes(row['goto'])) return undefined;
  if (String(row['address']).startsWith('@')) return 'catch-all';
  return isGroup(row) ? 'group' : 'alias';
}

export const targetsOf = ({ goto: to }: Row): readonly string[] =>
  to === NOBODY || to === '' ? [] : String(to).split(',');

/** The fields that the alias and group codecs read. */
export const aliasFields = (row: Row): Row => ({
  ...row,
  targets: targetsOf(row),
  private_comment: isGroup(row) ? String(row['private_comment']).slice(GROUP_MARK.length).trim() : row['private_comment'], // prettier-ignore
});

/** How targets are written. */
export const gotoOf = (targets: readonly string[]): Readonly<Record<string, string>> =>
  targets.length === 0 ? { goto_null: '1' } : { goto: targets.join(',') };

/** The private comment of a group. */
export const markedComment = (description: string): string => `${GROUP_MARK} ${description}`.trim();

/** The limits of a domain; mailcow answers bytes. */
export const limitsOf = (row: Row): Row => ({
  users: Number(row['max_num_mboxes_for_domain']),
  aliases: Number(row['max_num_aliases_for_domain']),
  quota: Number(row['max_quota_for_domain']),
  userQuota: Number(row['max_quota_for_mbox']),
});
