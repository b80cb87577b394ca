/** How mail addresses beside the mailboxes are written at WildDuck: further addresses of a user, and forwarded addresses. */
import { notFound } from '../../host';
import type { HostContext } from '../../host';
import { userDetails } from './api';
import type { AddressRow } from './api';
import { internalData } from './codec';
import { send, sendRemoval } from './connection';
import type { Connection } from './connection';
import { caughtBy, normalAddress } from './lists';

/** What is to become of an address; what is left out stays as it is. */
export interface AddressChange {
  readonly targets?: readonly string[];
  readonly active?: boolean;
  readonly name?: string;
  readonly tags?: readonly string[];
  /** Null takes it away. */
  readonly description?: string | null;
}

/** The main address of a user. */
export async function mainAddress(connection: Connection, id: string, { signal }: HostContext): Promise<string> {
  const path = `/users/${encodeURIComponent(id)}`;
  const { body } = await connection.http.request({ method: 'GET', path, answer: userDetails, signal });
  return normalAddress(body.address) ?? body.address;
}

/** Whose further address an address may be: it has one target, which is a mailbox of this host by its main address. */
async function ownerOf(
  connection: Connection,
  targets: readonly string[],
  context: HostContext,
): Promise<string | undefined> {
  const [target, ...others] = targets;
  if (target === undefined || others.length > 0) return undefined;
  const row = await connection.lists.address(target, context.signal);
  if (row?.user === undefined) return undefined;
  return (await mainAddress(connection, row.user, context)) === target ? row.user : undefined;
}

const pathOf = ({ user, id }: AddressRow): string =>
  user === undefined
    ? `/addresses/forwarded/${encodeURIComponent(id)}`
    : `/users/${encodeURIComponent(user)}/addresses/${encodeURIComponent(id)}`;

/** The fields that both sorts of address have, with what `row` holds beside our own in them. */
function fieldsOf({ name, tags, description }: AddressChange, row: AddressRow | undefined): Record<string, unknown> {
  return {
    ...(name === undefined ? {} : { name }),
    ...(tags === undefined ? {} : { tags }),
    ...(description === undefined ? {} : { internalData: internalData(row, { description }) }),
  };
}

/** What makes a new address. */
export interface NewAddress extends AddressChange {
  /** Whether it must be a forwarded address, whatever its targets. @default false */
  readonly asForwarded?: boolean;
  /** The address in whose place it comes: what that held stays. @default none */
  readonly before?: AddressRow;
}

/**
 * Makes an address. A mailbox's further address delivers at once and may be sent from, so that is what an address with one mailbox as its target
 * becomes; only a forwarded address can have other targets, or be inactive.
 */
export async function createAddress(
  connection: Connection,
  address: string,
  made: NewAddress,
  context: HostContext,
): Promise<void> {
  const { targets = [], active = true, asForwarded = false, before } = made;
  const owner = asForwarded || !active ? undefined : await ownerOf(connection, targets, context);
  const body = {
    address,
    ...(before === undefined ? {} : { tags: before.tags ?? [], internalData: internalData(before, {}) }),
    ...fieldsOf(made, before),
    ...(caughtBy(address) === undefined ? {} : { allowWildcard: true }),
    ...(owner === undefined ? { targets } : {}),
  };
  const path = owner === undefined ? '/addresses/forwarded' : `/users/${encodeURIComponent(owner)}/addresses`;
  await send(connection, { method: 'POST', path, body }, context);
  if (active) return;
  // A new forwarded address is active: only an update can say otherwise.
  const row = await connection.lists.address(normalAddress(address) ?? address, context.signal);
  if (row !== undefined)
    await send(connection, { method: 'PUT', path: pathOf(row), body: { forwardedDisabled: true } }, context);
}

/**
 * Changes an address. A mailbox's further address cannot be handed on: it is removed and made anew, and for that moment mail to it
 * goes where mail to unknown addresses goes. A forwarded address stays one.
 */
export async function changeAddress(
  connection: Connection,
  row: AddressRow,
  change: AddressChange,
  context: HostContext,
): Promise<void> {
  const { targets, active } = change;
  const moves = row.user !== undefined && (active === false || targets !== undefined);
  if (moves) {
    const before = [await mainAddress(connection, row.user ?? '', context)];
    const next = targets ?? before;
    const owner = active === false ? undefined : await ownerOf(connection, next, context);
    if (owner !== row.user) {
      await removeAddress(connection, row, context);
      return createAddress(connection, row.address, { ...change, targets: next, before: row }, context);
    }
  }
  const forwarded = {
    ...(targets === undefined ? {} : { targets }),
    ...(active === undefined ? {} : { forwardedDisabled: !active }),
  };
  const body = { ...fieldsOf(change, row), ...(row.user === undefined ? forwarded : {}) };
  if (Object.keys(body).length > 0) await send(connection, { method: 'PUT', path: pathOf(row), body }, context);
}

/** Changes the address of a forwarded address. */
export async function renameAddress(
  connection: Connection,
  from: string,
  to: string,
  context: HostContext,
): Promise<void> {
  const row = await connection.lists.address(from, context.signal);
  if (row === undefined) throw notFound('group', from);
  await send(connection, { method: 'PUT', path: pathOf(row), body: { address: to } }, context);
}

export const removeAddress = (connection: Connection, row: AddressRow, context: HostContext): Promise<void> =>
  sendRemoval(connection, pathOf(row), context);
