/** Which keys sign the mail of a domain? Those in the tables from which OpenDKIM reads them, which PostfixAdmin has since version 4. */
import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import type { Session } from './database';
import type { Schema } from './schema';
import { insert, marks } from './sql';
import type { Statement } from './sql';

/** A key of a domain. */
export interface DkimKey {
  readonly selector: string;
  /** In PEM, as PostfixAdmin keeps it. */
  readonly publicKey: string;
  /** Whether mail of the whole domain is signed with it. */
  readonly signs: boolean;
}

/** The model's value. */
export interface Dkim {
  readonly enabled?: boolean;
  readonly selector?: string;
  readonly keyLength?: number;
}

/** A pair of keys in PEM. */
export type NewKey = (bits: number) => { readonly privateKey: string; readonly publicKey: string };

/** What is used where nothing is said; the selector is PostfixAdmin's own default. */
const [SELECTOR, BITS] = ['default', 2048] as const;

export const hasDkim = (schema: Pick<Schema, 'has'>): boolean =>
  schema.has('dkim', 'private_key') && schema.has('dkim_signing', 'author');

export const newKey: NewKey = (modulusLength) =>
  generateKeyPairSync('rsa', {
    modulusLength,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });

/** The length of a key in bits, undefined for what is no such key. */
function bitsOf({ publicKey }: DkimKey): number | undefined {
  try {
    return createPublicKey(publicKey).asymmetricKeyDetails?.modulusLength;
  } catch {
    return undefined;
  }
}

/** The newest key that signs, or else the newest. */
const currentKey = (keys: readonly DkimKey[]): DkimKey | undefined => keys.findLast(({ signs }) => signs) ?? keys.at(-1); // prettier-ignore

export function dkimOf(keys: readonly DkimKey[]): Dkim | null {
  const key = currentKey(keys);
  if (key === undefined) return null;
  const keyLength = bitsOf(key);
  return { enabled: key.signs, selector: key.selector, ...(keyLength === undefined ? {} : { keyLength }) };
}

/** What receivers must find in the DNS (RFC 6376 section 3.6.1). */
export function recordsOf(domain: string, keys: readonly DkimKey[]) {
  const key = currentKey(keys);
  if (key === undefined || bitsOf(key) === undefined) return [];
  const p = createPublicKey(key.publicKey).export({ type: 'spki', format: 'der' }).toString('base64');
  return [{ type: 'TXT', name: `${key.selector}._domainkey.${domain}`, value: `v=DKIM1; k=rsa; p=${p}` }];
}

/** Reads the keys of domains, oldest first. */
export async function readKeys(
  session: Session,
  { table }: Schema,
  domains: readonly string[],
): Promise<ReadonlyMap<string, readonly DkimKey[]>> {
  const found = new Map<string, DkimKey[]>();
  if (domains.length === 0) return found;
  const rows = await session.query({
    text:
      `SELECT k.domain_name, k.selector, k.public_key, s.author FROM ${table('dkim')} k ` +
      `LEFT JOIN ${table('dkim_signing')} s ON s.dkim_id = k.id AND s.author = k.domain_name ` +
      `WHERE k.domain_name IN (${marks(domains)}) ORDER BY k.id`,
    values: domains,
  });
  for (const { domain_name, selector, public_key, author } of rows) {
    const key = { selector: String(selector), publicKey: String(public_key), signs: typeof author === 'string' };
    const name = String(domain_name).toLowerCase();
    found.set(name, [...(found.get(name) ?? []), key]);
  }
  return found;
}

/** What becomes of the keys of a domain: the statements, and the keys afterwards. A key that is no longer used is kept, so that what it signed can be checked. */
export function writeDkim(
  { table }: Schema,
  domain: string,
  keys: readonly DkimKey[],
  wanted: Dkim | null,
  make: NewKey,
): { readonly statements: readonly Statement[]; readonly keys: readonly DkimKey[] } {
  const unsigned = { text: `DELETE FROM ${table('dkim_signing')} WHERE author = ?`, values: [domain] };
  if (wanted === null)
    return { statements: [unsigned, { text: `DELETE FROM ${table('dkim')} WHERE domain_name = ?`, values: [domain] }], keys: [] }; // prettier-ignore
  const { enabled = true, selector = currentKey(keys)?.selector ?? SELECTOR, keyLength } = wanted;
  const statements: Statement[] = [unsigned];
  const fits = (key: DkimKey): boolean =>
    key.selector === selector && (keyLength === undefined || bitsOf(key) === keyLength);
  let key = keys.findLast(fits);
  const others = keys.filter((each) => each !== key).map((each) => ({ ...each, signs: false }));
  if (key === undefined) {
    const pair = make(keyLength ?? BITS);
    const now = { daysFromNow: 0 };
    key = { selector, publicKey: pair.publicKey, signs: enabled };
    statements.push(insert(table('dkim'), [{ domain_name: domain, description: domain, selector, private_key: pair.privateKey, public_key: pair.publicKey, created: now, modified: now }])); // prettier-ignore
  }
  if (enabled)
    statements.push({
      text: `INSERT INTO ${table('dkim_signing')} (author, dkim_id, created, modified) SELECT domain_name, MAX(id), CURRENT_TIMESTAMP, CURRENT_TIMESTAMP FROM ${table('dkim')} WHERE domain_name = ? AND selector = ? AND public_key = ? GROUP BY domain_name`,
      values: [domain, selector, key.publicKey],
    });
  return { statements, keys: [...others, { ...key, signs: enabled }] };
}
