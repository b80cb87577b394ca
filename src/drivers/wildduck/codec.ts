/** How WildDuck spells attributes, and in which fields it keeps what it has no field for. */
import { createPublicKey } from 'node:crypto';
import { defineCodec } from '../../host';
import { isObject } from '../../model';
import type { AttributesOf } from '../../model';
import type { AddressRow, UserRow } from './api';

/** The mark on a forwarded address that was declared as a group: WildDuck makes no difference. */
export const GROUP_TAG = 'mailstate:group';

/** Where internalData holds what is ours; what others keep beside it stays. */
const OURS = 'mailstate';

type Values = Readonly<Record<string, unknown>>;

const emptyIsNull = (value: unknown): unknown => (value === '' ? null : value);

/** Only addresses can be declared; a mailbox that also feeds relays or web hooks does not tell its forwarding. */
function forwardingOf(targets: unknown): unknown {
  if (
    !Array.isArray(targets) ||
    targets.some((target) => !String(target).includes('@') || String(target).includes('://'))
  )
    return undefined;
  return targets.length === 0 ? null : { to: targets as unknown[], keepCopy: true };
}

export const USER = defineCodec('user', {
  email: { field: 'address' },
  displayName: { field: 'name', decode: emptyIsNull, cleared: '' },
  initialPassword: { field: 'password' },
  passwordVersion: { field: 'passwordVersion' },
  quota: { field: 'quota' },
  status: { field: 'status' },
  forwarding: {
    field: 'targets',
    encode: ({ to }) => to ?? [],
    decode: forwardingOf,
    cleared: [],
  },
  id: { field: 'id' },
  usedBytes: { field: 'used' },
});

export const ALIAS = defineCodec('alias', {
  address: { field: 'address' },
  targets: { field: 'targets' },
  active: { field: 'active' },
  description: { field: 'description' },
});

export const GROUP = defineCodec('group', {
  address: { field: 'address' },
  name: { field: 'name' },
  description: { field: 'description' },
  members: { field: 'targets', cleared: [] },
  id: { field: 'id' },
});

export const DOMAIN = defineCodec('domain', {
  name: { field: 'name' },
  aliasOf: { field: 'aliasOf' },
  catchAll: { field: 'catchAll', cleared: [] },
  dkim: { field: 'dkim' },
  requiredRecords: { field: 'requiredRecords' },
});

/** What an object's internalData holds of ours. */
function ours(row: Values): Values {
  const data = row['internalData'];
  const kept = isObject(data) ? data[OURS] : undefined;
  return isObject(kept) ? kept : {};
}

/** internalData with some of ours changed; null takes away. WildDuck replaces it as a whole. */
export function internalData(row: Values | undefined, changes: Values): Values {
  const kept = Object.entries({ ...ours(row ?? {}), ...changes }).filter(([, value]) => value !== null);
  const data = row?.['internalData'];
  return { ...(isObject(data) ? data : {}), [OURS]: Object.fromEntries(kept) };
}

/** The fields that the user codec reads. */
export function userFields(row: UserRow): Values {
  const quota = isObject(row['quota']) ? row['quota'] : {};
  return {
    id: row.id,
    address: row['address'],
    name: row['name'] ?? '',
    targets: row['targets'] ?? [],
    quota: quota['allowed'],
    used: quota['used'],
    status: row['disabled'] === true ? 'closed' : row['suspended'] === true ? 'locked' : 'active',
    passwordVersion: ours(row)['passwordVersion'] ?? null,
  };
}

/** The fields that the alias and group codecs read, once it is known whose address it is. */
export const addressFields = (row: AddressRow, targets: readonly string[]): Values => ({
  id: row.id,
  address: row.address,
  targets,
  active: row.forwardedDisabled !== true,
  name: row.name ?? null,
  description: ours(row)['description'] ?? null,
});

type Status = NonNullable<AttributesOf<'user'>['status']>;

/** disabled refuses login and mail, suspended only login; both together also end the sessions that are open. */
export const statusFields = (status: Status): Values => ({
  disabled: status === 'closed',
  suspended: status !== 'active',
});

const LENGTHS: Readonly<Record<number, 1024 | 2048 | 4096>> = { 1024: 1024, 2048: 2048, 4096: 4096 };

/** The length of an RSA key in bits; undefined for an Ed25519 key or a length that cannot be declared. */
export const keyLengthOf = (pem: string): 1024 | 2048 | 4096 | undefined =>
  LENGTHS[createPublicKey(pem).asymmetricKeyDetails?.modulusLength ?? 0];
