/** What WildDuck's API answers, as far as the driver reads it (its OpenAPI description, version 1.48). */
import { z } from 'zod';
import { isObject } from '../../model';

/** Most rows a page may hold. */
export const PAGE_SIZE = 250;

/** A user row is read by the codec, so that one odd mailbox does not spoil its page. */
const userRow = z.custom<UserRow>((row) => isObject(row) && typeof row['id'] === 'string', 'expected a user');

export interface UserRow extends Readonly<Record<string, unknown>> {
  readonly id: string;
}

const addressRow = z.object({
  id: z.string(),
  /** With a `*` it catches other addresses; `*@domain` is the catch-all of a domain. */
  address: z.string(),
  /** The user whose address it is; absent for a forwarded address. */
  user: z.string().optional(),
  /** Where a forwarded address passes mail on: addresses, or URLs of relays and web hooks. */
  targets: z.array(z.string()).optional(),
  forwardedDisabled: z.boolean().optional(),
  name: z.string().optional(),
  tags: z.array(z.string()).optional(),
  internalData: z.record(z.string(), z.unknown()).optional(),
});
export type AddressRow = z.output<typeof addressRow>;

const dkimRow = z.object({ id: z.string(), domain: z.string(), selector: z.string() });
export type DkimRow = z.output<typeof dkimRow>;

const domainAliasRow = z.object({ id: z.string(), alias: z.string(), domain: z.string() });
export type DomainAliasRow = z.output<typeof domainAliasRow>;

/** The collections, by path. */
export const ROWS = {
  '/users': userRow,
  '/addresses': addressRow,
  '/dkim': dkimRow,
  '/domainaliases': domainAliasRow,
} as const;
export type Collection = keyof typeof ROWS;
export type Row<C extends Collection> = z.output<(typeof ROWS)[C]>;

export const page = z.object({
  success: z.literal(true),
  /** How many rows the query finds in all. */
  total: z.int().min(0),
  /** False on the last page. */
  nextCursor: z.union([z.string(), z.literal(false)]),
  results: z.array(z.unknown()),
});

/** The answer to a write. WildDuck answers 200 with `success: false` where it found nothing to change. */
export const done = z.object({ success: z.literal(true) });

export const dkimKey = z.object({
  success: z.literal(true),
  /** PEM. */
  publicKey: z.string(),
  dnsTxt: z.object({ name: z.string(), value: z.string() }),
});

export const userDetails = z.object({ success: z.literal(true), address: z.string() });

/** The body of every refusal. */
export const refusal = z.object({ error: z.string().optional(), code: z.string().optional() });
