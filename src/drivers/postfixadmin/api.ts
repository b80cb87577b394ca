/** What PostfixAdmin's tables hold, as far as the driver reads and writes them. */
import { z } from 'zod';

/** A moment that the database itself tells, some days from now. */
export interface Moment {
  readonly daysFromNow: number;
}

export type Value = string | number | boolean | null | Moment;

/** The columns of a row that are read or written; what the database has besides stays as it is. */
export type Row = Readonly<Record<string, Value | undefined>>;

/** MySQL has no booleans, and both count larger than what a number of JavaScript is by default. */
const flag = z.union([z.boolean(), z.number(), z.literal(['0', '1'])]).transform((value) => value === true || value === 1 || value === '1'); // prettier-ignore
const whole = z.coerce.number().int();

const domain = z.object({
  domain: z.string(),
  description: z.string(),
  /** Most aliases: 0 for any number, -1 for none; as `mailboxes`. */
  aliases: whole,
  mailboxes: whole,
  /** Largest quota of a mailbox, in the megabytes of PostfixAdmin: 0 for any. */
  maxquota: whole,
  quota: whole,
  active: flag,
  /** Days for which a password is good; PostfixAdmin's own default is 365. */
  password_expiry: whole.nullish(),
});

const mailbox = z.object({
  username: z.string(),
  password: z.string(),
  name: z.string(),
  maildir: z.string(),
  /** In bytes: 0 for any. */
  quota: whole,
  local_part: z.string(),
  domain: z.string().nullable(),
  active: flag,
  phone: z.string(),
  email_other: z.string(),
});

const alias = z.object({
  address: z.string(),
  /** Addresses, separated by commas. */
  goto: z.string(),
  domain: z.string(),
  active: flag,
  /** Since PostfixAdmin 4.1. */
  description: z.string().optional(),
});

const aliasDomain = z.object({ alias_domain: z.string(), target_domain: z.string(), active: flag });

const admin = z.object({ username: z.string(), superadmin: flag, active: flag });

/** The row of the table of domains that stands for all of them: administrators of it may do everything. It is no domain. */
export const ALL = 'ALL';

/** The tables that are read into memory before they are changed, each with its primary key. */
export const TABLES = {
  domain: { key: 'domain', row: domain },
  alias_domain: { key: 'alias_domain', row: aliasDomain },
  mailbox: { key: 'username', row: mailbox },
  alias: { key: 'address', row: alias },
  admin: { key: 'username', row: admin },
} as const satisfies Readonly<Record<string, { readonly key: string; readonly row: z.ZodObject }>>;

export type TableName = keyof typeof TABLES;
export type RowOf<T extends TableName> = z.output<(typeof TABLES)[T]['row']>;
