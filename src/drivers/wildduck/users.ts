/** How mailboxes are kept at WildDuck: a user and its main address. */
import { notFound, pageOf, readBack, requireAllowed, revealSecrets, understood } from '../../host';
import type { HostContext, Page, ResourceHandler, Written } from '../../host';
import type { AttributesOf, ObservedObject } from '../../model';
import type { UserRow } from './api';
import { USER, internalData, statusFields, userFields } from './codec';
import { send, sendRemoval } from './connection';
import type { Connection } from './connection';
import { normalAddress, spelledAddress } from './lists';

type User = ObservedObject<'user'>;

const DAY = 86_400_000;

export function userHandler(connection: Connection): ResourceHandler<'user'> {
  const { lists, rules } = connection;

  const find = (email: string, { signal }: HostContext): Promise<UserRow | undefined> =>
    lists.find('/users', spelledAddress(email), (row) => normalAddress(String(row['address'])) === email, signal);

  /** The user's path; its id is known where it was read before. */
  async function pathOf(user: User, context: HostContext): Promise<string> {
    const id = user.attributes.id ?? (await find(user.identity, context))?.id;
    if (id === undefined) throw notFound('user', user.identity);
    return `/users/${encodeURIComponent(id)}`;
  }

  async function get(email: string, context: HostContext): Promise<User> {
    const row = await find(email, context);
    return readBack('user', email, row && USER.decode(userFields(row)));
  }

  /** The body of a write, which asks for the row where some of it is kept among what others keep. */
  function bodyOf(written: Written<'user'>, row: UserRow | undefined): Record<string, unknown> {
    const { status, passwordVersion, ...fields } = USER.encode(written);
    return {
      ...fields,
      ...(status === undefined ? {} : statusFields(status as NonNullable<AttributesOf<'user'>['status']>)),
      ...(passwordVersion === undefined ? {} : { internalData: internalData(row, { passwordVersion }) }),
    };
  }

  async function put(user: User, body: unknown, context: HostContext, secrets: readonly string[] = []): Promise<User> {
    const path = await pathOf(user, context);
    await send(connection, { method: 'PUT', path, body, secrets }, context);
    return get(user.identity, context);
  }

  const setStatus = (user: User, status: 'active' | 'closed', context: HostContext): Promise<User> =>
    put(user, statusFields(status), context);

  return {
    supports: USER.supports,

    async *list({ signal }): AsyncGenerator<Page<User>> {
      for await (const { rows, total, isWhole } of lists.pages('/users', signal))
        yield { ...pageOf(rows.map((row) => USER.decode(userFields(row)))), total, last: isWhole };
    },

    async read(identities, context) {
      const rows = await Promise.all(identities.map((email) => find(email, context)));
      return rows.flatMap((row) => (row === undefined ? [] : [understood('user', USER.decode(userFields(row)))]));
    },

    async create(desired, context) {
      requireAllowed(rules, 'user', desired);
      const { written, secrets } = await revealSecrets('user', desired, context);
      const email = desired.email ?? '';
      // A new user is active: only an update can say otherwise.
      const { status, ...rest } = written;
      // Without a password nobody can log in, and WildDuck wants to be told so.
      const body = { password: false, ...bodyOf(rest, undefined), username: email };
      await send(connection, { method: 'POST', path: '/users', body, secrets }, context);
      const user = await get(email, context);
      return status === undefined || status === 'active' ? user : put(user, bodyOf({ status }, undefined), context);
    },

    async update(observed, changes, context) {
      requireAllowed(rules, 'user', changes);
      const forwarding = changes.forwarding && { ...observed.attributes.forwarding, ...changes.forwarding };
      const merged = forwarding ? { ...changes, forwarding } : changes;
      const { written, secrets } = await revealSecrets('user', merged, context);
      const row = 'passwordVersion' in changes ? await find(observed.identity, context) : undefined;
      return put(observed, bodyOf(written, row), context, secrets);
    },

    async rename(observed, email, context) {
      const row = await lists.address(observed.identity, context.signal);
      if (row?.user === undefined) throw notFound('user', observed.identity);
      const path = `/users/${encodeURIComponent(row.user)}/addresses/${encodeURIComponent(row.id)}`;
      await send(connection, { method: 'PUT', path, body: { address: email } }, context);
      return get(email, context);
    },

    close: (observed, context) => setStatus(observed, 'closed', context),
    reopen: (observed, context) => setStatus(observed, 'active', context),

    async remove(observed, context) {
      const id = observed.attributes.id ?? (await find(observed.identity, context))?.id;
      if (id === undefined) return;
      const until = new Date(connection.now() + connection.keepDeletedDays * DAY).toISOString();
      const query = connection.keepDeletedDays === 0 ? undefined : { deleteAfter: until };
      await sendRemoval(connection, `/users/${encodeURIComponent(id)}`, context, query);
    },
  };
}
