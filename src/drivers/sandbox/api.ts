/** What the sandbox's API answers, as far as the driver reads it. */
import { z } from 'zod';
import { isObject } from '../../model';
import type { KindName } from '../../model';

/** Path of each kind's collection. */
export const COLLECTIONS: Readonly<Record<KindName, string>> = {
  organization: '/v1/organizations',
  domain: '/v1/domains',
  user: '/v1/users',
  alias: '/v1/aliases',
  group: '/v1/groups',
};

/** Most identities one read may ask for. */
export const READ_SIZE = 100;

/** Most objects one page may hold. */
export const MAX_PAGE_SIZE = 500;

/** The attributes are read by the codec, so that one bad object does not spoil its page. */
export const item = z.custom<Readonly<Record<string, unknown>>>(isObject, 'expected an object');

export const page = z.object({
  items: z.array(item),
  /** How many the whole collection holds. */
  total: z.int().min(0),
  /** Cursor of the next page, null on the last. */
  next: z.string().nullable(),
});

/** The body of every refusal (RFC 9457). */
export const problem = z.object({
  /** `urn:mailstate:sandbox:<slug>`. */
  type: z.string().optional(),
  title: z.string().optional(),
  detail: z.string().optional(),
});
