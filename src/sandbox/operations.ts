/** What can be done to an object: create, update, rename, remove; each checks the rules and commits in one step. */
import { KINDS } from '../model';
import type { Json, KindName } from '../model';
import { etagOf } from './item';
import { Problem, invalid } from './problem';
import { checkDomain, checkFree, checkReferences, checkRemovable, checkSeats } from './rules';
import { hashSecret } from './secret';
import type { StoredObject } from './object';
import type { Store } from './store';
import { identityFrom, readWritten } from './written';
import type { Written } from './written';

/** What operations need besides the store. */
export interface OperationSettings {
  /** Most users. @default no limit */
  readonly seats?: number;
  /** scrypt's N. */
  readonly passwordCost: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** @throws Problem `not-found`. */
export function find(store: Store, kind: KindName, raw: string): StoredObject {
  const identity = identityFrom(kind, raw);
  const object = identity === undefined ? undefined : store.state.get(kind, identity);
  if (object === undefined) throw new Problem('not-found', `this host has no ${kind} ${JSON.stringify(raw)}`);
  return object;
}

/** @throws Problem `precondition-failed` where the object is no longer what the client has read (RFC 9110 section 13.1.1). */
function checkMatch(kind: KindName, object: StoredObject, ifMatch: string | undefined): void {
  const etag = etagOf(object);
  if (ifMatch === undefined || ifMatch.trim() === '*' || ifMatch.split(',').some((known) => known.trim() === etag))
    return;
  const detail = `the ${kind} ${JSON.stringify(object.identity)} is at ${etag}, not at ${ifMatch}; read it again`;
  throw new Problem('precondition-failed', detail, { body: { etag } });
}

/** The attributes that the host itself sets at creation, as far as the kind has them. */
function born(kind: KindName, revision: number, now: number): Record<string, Json> {
  const known = KINDS[kind].attributes;
  return {
    ...(known.id?.computed && { id: `${kind.charAt(0)}-${revision}` }),
    ...(known.createdAt?.computed && { createdAt: new Date(now).toISOString() }),
    ...(known.usedBytes?.computed && { usedBytes: 0 }),
  };
}

async function hashAll(secrets: Written['secrets'], cost: number): Promise<Record<string, string | null>> {
  const hashed = Object.entries(secrets).map(async ([name, secret]) => [
    name,
    secret && (await hashSecret(secret, cost)),
  ]);
  return Object.fromEntries(await Promise.all(hashed)) as Record<string, string | null>;
}

/** Lays what was written over what is there; null takes away (RFC 7396, at the level of attributes). */
function merge<T>(held: Readonly<Record<string, T>>, written: Readonly<Record<string, T>>) {
  const merged = Object.entries({ ...held, ...written }).filter(([, value]) => value !== null);
  return Object.fromEntries(merged) as Record<string, NonNullable<T>>;
}

export async function create(
  store: Store,
  settings: OperationSettings,
  kind: KindName,
  body: unknown,
): Promise<StoredObject> {
  const written = readWritten(kind, body);
  const secrets = await hashAll(written.secrets, settings.passwordCost);
  // From here on nothing waits, so no other request comes between the checks and the commit.
  const identity = String(written.attributes[KINDS[kind].identity]);
  checkFree(store.state, kind, identity);
  checkDomain(store.state, kind, identity);
  checkReferences(store.state, kind, identity, written);
  checkSeats(store.state, kind, settings.seats);
  const revision = store.nextRevision;
  const attributes = merge(born(kind, revision, settings.now()), written.attributes);
  const object = { identity, attributes, secrets: merge({}, secrets), revision };
  store.commit({ kind, put: object });
  return object;
}

export async function update(
  store: Store,
  settings: OperationSettings,
  kind: KindName,
  raw: string,
  body: unknown,
  ifMatch: string | undefined,
): Promise<StoredObject> {
  const { identity } = find(store, kind, raw);
  const written = readWritten(kind, body, identity);
  const secrets = await hashAll(written.secrets, settings.passwordCost);
  const held = find(store, kind, identity);
  checkMatch(kind, held, ifMatch);
  checkReferences(store.state, kind, identity, written);
  const object = {
    identity,
    attributes: merge(held.attributes, written.attributes),
    secrets: merge<string | null>(held.secrets, secrets),
    revision: store.nextRevision,
  };
  store.commit({ kind, put: object });
  return object;
}

/** Gives an object another address and keeps its id and mail. What other objects say about the old address stays as it is. */
export function renameObject(
  store: Store,
  kind: KindName,
  raw: string,
  to: unknown,
  ifMatch: string | undefined,
): StoredObject {
  const held = find(store, kind, raw);
  const { identity } = KINDS[kind];
  if (typeof to !== 'string')
    throw invalid(`rename of ${kind} ${JSON.stringify(held.identity)}`, [
      { attribute: 'to', problem: 'expected a text' },
    ]);
  const { attributes } = readWritten(kind, { [identity]: to });
  const target = String(attributes[identity]);
  checkMatch(kind, held, ifMatch);
  if (target === held.identity) return held;
  checkFree(store.state, kind, target);
  checkDomain(store.state, kind, target);
  const object = {
    ...held,
    identity: target,
    attributes: { ...held.attributes, [identity]: target },
    revision: store.nextRevision,
  };
  store.commit({ kind, remove: held.identity, put: object });
  return object;
}

export function removeObject(store: Store, kind: KindName, raw: string, ifMatch: string | undefined): void {
  const held = find(store, kind, raw);
  checkMatch(kind, held, ifMatch);
  checkRemovable(store.state, kind, held);
  store.commit({ kind, remove: held.identity });
}
