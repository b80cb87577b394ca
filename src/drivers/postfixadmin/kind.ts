/** What is a kind at this host? How its objects are read, and what each operation does to the rows. */
import { digest } from '../../model';
import type { AttributesOf, KindName, ObservedObject } from '../../model';
import type { Codec } from '../../host';
import { moved } from './codec';
import type { Session } from './database';
import type { Parameter } from './sql';
import type { Edit } from './working-set';

/** What the rows of one object say, by the fields of its codec. */
export type Wire = Readonly<Record<string, unknown>>;

export interface KindAtHost<K extends KindName> {
  readonly codec: Codec<K>;
  count(session: Session): Promise<number>;
  /** Objects after an identity in the database's own order, with the identity as it is stored. */
  page(session: Session, after: string, limit: number): Promise<readonly Wire[]>;
  read(session: Session, identities: readonly string[]): Promise<readonly Wire[]>;
  create(identity: string, written: Wire): Edit<Wire>;
  update(observed: ObservedObject<K>, written: Wire): Edit<Wire>;
  rename?(observed: ObservedObject<K>, identity: string): Edit<Wire>;
  remove(observed: ObservedObject<K>): Edit<void>;
}

/** What only the host writes; a change of it is no change of the object. */
const OBSERVED_ONLY: readonly string[] = ['bytes', 'created', 'records'];

/** The version of an object: a fingerprint of all that is managed of it. */
export const revisionOf = (wire: Wire): string =>
  digest(Object.fromEntries(Object.entries(wire).filter(([field]) => !OBSERVED_ONLY.includes(field))));

/** @throws HostError CHANGED where the rows say something else than what was read. */
export function requireUnchanged(observed: ObservedObject, wire: Wire): void {
  if (observed.revision !== undefined && observed.revision !== revisionOf(wire))
    throw moved(observed.kind, observed.identity);
}

/** What only the host writes, as it was read. */
export function observedFields<K extends KindName>({ attributes }: ObservedObject<K>): Wire {
  const { createdAt, usedBytes } = attributes as AttributesOf<KindName> as { createdAt?: string | null; usedBytes?: number | null }; // prettier-ignore
  return {
    ...(typeof createdAt === 'string' ? { created: Date.parse(createdAt) / 1000 } : {}),
    ...(typeof usedBytes === 'number' ? { bytes: usedBytes } : {}),
  };
}

/** A collection that one SELECT reads. */
export interface Query {
  readonly columns: readonly string[];
  /** Tables and joins. */
  readonly from: string;
  readonly where: string;
  readonly values: readonly Parameter[];
  /** The column that holds the identity. */
  readonly key: string;
}

/** Reads such a collection. */
export function reading(
  query: Query,
  wireOf: (row: Wire) => Wire,
): Pick<KindAtHost<KindName>, 'count' | 'page' | 'read'> {
  // prettier-ignore
  const { columns, from, where, values, key } = query;
  const select = `SELECT ${columns.join(', ')} FROM ${from} WHERE ${where}`;
  const rows = async (session: Session, text: string, more: readonly Parameter[]): Promise<Wire[]> =>
    (await session.query({ text, values: [...values, ...more] })).map(wireOf);
  return {
    async count(session) {
      const [row] = await session.query({ text: `SELECT COUNT(*) AS total FROM ${from} WHERE ${where}`, values });
      return Number(row?.['total']);
    },
    page: (session, after, limit) =>
      rows(session, `${select} AND ${key} > ? ORDER BY ${key} LIMIT ${Math.trunc(limit)}`, [after]),
    read: (session, identities) =>
      rows(session, `${select} AND ${key} IN (${identities.map(() => '?').join(', ')})`, identities),
  };
}
