/** How does PostfixAdmin spell each attribute? A field is a column, or what several rows say together. */
import { HostError, defineCodec } from '../../host';
import type { Codec, HostRule } from '../../host';
import { parseEmailAddress, phoneNumber } from '../../model';
import type { KindName } from '../../model';
import { hasDkim } from './dkim';
import { NEWEST_SCHEMA } from './schema';
import type { Schema } from './schema';

export interface Codecs {
  readonly organization: Codec<'organization'>;
  readonly domain: Codec<'domain'>;
  readonly user: Codec<'user'>;
  readonly alias: Codec<'alias'>;
  readonly group: Codec<'group'>;
}

/** An empty text is how the columns say that there is nothing. */
const textOr = (wire: unknown): unknown => (wire === '' ? null : wire);
const emptied = { cleared: '', decode: textOr };

/** Free text in PostfixAdmin's own forms: what is no number or address there is left as it is until one is declared. */
const phone = (wire: unknown): unknown => (wire === '' ? null : phoneNumber.safeParse(wire).success ? wire : undefined);
const address = (wire: unknown): unknown => wire === '' ? null : parseEmailAddress(String(wire)).ok ? wire : undefined; // prettier-ignore

/** Seconds since 1970; 2000-01-01 is what the columns hold where nobody wrote a date. */
const instant = (wire: unknown): unknown => {
  const seconds = Number(wire);
  return wire === null || !(seconds > 946_800_000) ? undefined : new Date(seconds * 1000).toISOString();
};

/** The codecs of the kinds; columns that this version of PostfixAdmin does not have are not supported. */
export function codecsOf(schema: Pick<Schema, 'has'>): Codecs {
  const description = schema.has('alias', 'description') ? { description: { field: 'description', ...emptied } } : {};
  return {
    organization: defineCodec('organization', {
      name: { field: 'name' },
      administrators: { field: 'administrators', cleared: [] },
    }),
    domain: defineCodec('domain', {
      name: { field: 'domain' },
      description: { field: 'description', ...emptied },
      active: { field: 'active' },
      aliasOf: { field: 'alias_of' },
      catchAll: { field: 'catch_all', cleared: [] },
      limits: { field: 'limits' },
      ...(hasDkim(schema) ? { dkim: { field: 'dkim' }, requiredRecords: { field: 'records' } } : {}),
    }),
    user: defineCodec('user', {
      email: { field: 'username' },
      displayName: { field: 'name', ...emptied },
      initialPassword: { field: 'password' },
      quota: { field: 'quota', cleared: 0, decode: (wire) => (Number(wire) > 0 ? wire : null) },
      status: { field: 'status' },
      recoveryAddress: { field: 'email_other', cleared: '', decode: address },
      phone: { field: 'phone', cleared: '', decode: phone },
      forwarding: { field: 'forwarding' },
      createdAt: { field: 'created', decode: instant },
      usedBytes: { field: 'bytes', decode: (wire) => (wire === null ? 0 : Math.max(0, Number(wire))) },
    }),
    alias: defineCodec('alias', {
      address: { field: 'address' },
      targets: { field: 'targets' },
      active: { field: 'active' },
      ...description,
    }),
    group: defineCodec('group', {
      address: { field: 'address' },
      members: { field: 'targets', cleared: [] },
      ...description,
      createdAt: { field: 'created', decode: instant },
    }),
  };
}

/** The codecs of the newest version. */
export const NEWEST = codecsOf(NEWEST_SCHEMA);

const longest = (kind: KindName, attribute: string, characters: number): HostRule => ({
  rule: 'value',
  kind,
  attribute,
  must: { longest: characters },
  because: `the column holds ${characters} characters`,
});

/**
 * What a plan must keep.
 * @param megabyte Bytes that PostfixAdmin counts as one megabyte.
 */
export const rulesOf = (schema: Pick<Schema, 'has'>, megabyte: number): readonly HostRule[] => [
  { rule: 'domain-must-exist', because: 'Postfix takes mail only for the domains in its table' },
  { rule: 'domain-must-be-empty', because: 'the mail of a domain is not removed along with it' },
  { rule: 'one-organization', because: 'the database as a whole is the organisation' },
  ...(['domain', 'alias'] as const).map((kind): HostRule => ({
    rule: 'value',
    kind,
    attribute: 'active',
    must: { not: null },
    because: 'it is either active or not',
  })),
  { rule: 'value', kind: 'user', attribute: 'status', must: { not: null }, because: 'a mailbox always has one' },
  {
    rule: 'value',
    kind: 'user',
    attribute: 'quota',
    must: { not: 0 },
    because: 'a quota of 0 means no limit there, for which null is written',
  },
  ...(['quota', 'userQuota'] as const).map((field): HostRule => ({
    rule: 'value',
    kind: 'domain',
    attribute: 'limits',
    field,
    must: { multipleOf: megabyte },
    because: `the limits of a domain are kept in whole megabytes of ${megabyte} bytes (option "megabyte")`,
  })),
  longest('domain', 'description', 255),
  ...(schema.has('alias', 'description')
    ? (['alias', 'group'] as const).map((kind) => longest(kind, 'description', 255))
    : []),
];

/** An object that is not there. */
export const absent = (kind: KindName, identity: string): HostError =>
  new HostError({ code: 'NOT_FOUND', message: `there is no ${kind} ${JSON.stringify(identity)}` });

export const taken = (identity: string, by: string): HostError =>
  new HostError({ code: 'CONFLICT', message: `${JSON.stringify(identity)} is already the address of ${by}` });

export const moved = (kind: KindName, identity: string): HostError =>
  new HostError({
    code: 'CHANGED',
    message: `the ${kind} ${JSON.stringify(identity)} was changed in the database since it was read`,
  });
