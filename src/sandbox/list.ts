/** Which objects a list request asks for: a page in the order of identities, or some by identity. */
import type { KindName } from '../model';
import type { Collection } from './collection';
import { Problem } from './problem';
import type { StoredObject } from './object';
import { identityFrom } from './written';

export const MAX_PAGE_SIZE = 500;
export const MAX_READ_SIZE = 100;
const DEFAULT_PAGE_SIZE = 100;

export interface ObjectPage {
  readonly objects: readonly StoredObject[];
  /** How many there are in all. */
  readonly total: number;
  /** Cursor of the next page; null on the last. */
  readonly next: string | null;
}

/** Whether a query asks for a page, and not for objects by identity. */
export const asksForPage = (query: URLSearchParams): boolean => !query.has('identity');

function limitIn(query: URLSearchParams): number {
  const raw = query.get('limit');
  if (raw === null) return DEFAULT_PAGE_SIZE;
  const limit = Number(raw);
  if (/^\d+$/.test(raw) && limit >= 1 && limit <= MAX_PAGE_SIZE) return limit;
  throw new Problem('bad-request', `limit is ${JSON.stringify(raw)}, allowed are 1 to ${MAX_PAGE_SIZE}`);
}

/** A cursor is the last identity of the page before, so that what changes elsewhere neither repeats nor hides an object. */
const cursorOf = (identity: string): string => Buffer.from(identity).toString('base64url');

function afterIn(query: URLSearchParams): string | undefined {
  const cursor = query.get('cursor');
  if (cursor === null) return undefined;
  const identity = Buffer.from(cursor, 'base64url').toString();
  if (cursor !== '' && cursorOf(identity) === cursor) return identity;
  throw new Problem('bad-request', `the cursor ${JSON.stringify(cursor)} is not one that this host gave`);
}

/** @throws Problem `bad-request`. */
export function listObjects(collection: Collection, kind: KindName, query: URLSearchParams): ObjectPage {
  if (!asksForPage(query)) {
    const objects = byIdentity(collection, kind, query.getAll('identity'));
    return { objects, total: objects.length, next: null };
  }
  const limit = limitIn(query);
  // One more than asked tells whether there is a next page.
  const found = collection.page(afterIn(query), limit + 1);
  const objects = found.slice(0, limit);
  const last = objects.at(-1);
  return { objects, total: collection.size, next: found.length > limit && last ? cursorOf(last.identity) : null };
}

/** The page as a host answers it that loses the rest of a list on the way. */
export const cutShort = ({ objects, total }: ObjectPage): ObjectPage => ({
  objects: objects.slice(0, Math.floor(objects.length / 2)),
  total,
  next: null,
});

function byIdentity(collection: Collection, kind: KindName, raw: readonly string[]): StoredObject[] {
  if (raw.length > MAX_READ_SIZE)
    throw new Problem('bad-request', `${raw.length} identities are asked for, allowed are ${MAX_READ_SIZE}`);
  const identities = new Set(raw.map((identity) => identityFrom(kind, identity)));
  return [...identities].flatMap((identity) => (identity === undefined ? [] : (collection.get(identity) ?? [])));
}
