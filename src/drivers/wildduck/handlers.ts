/** How each operation of the port is done at WildDuck; aliases and groups here, users and domains in files of their own. */
import { notFound, pageOf, readBack, requireAllowed, understood } from '../../host';
import type { Codec, Decoded, Handlers, HostContext, Page, ResourceHandler, Written } from '../../host';
import type { ObservedObject } from '../../model';
import { changeAddress, createAddress, mainAddress, removeAddress, renameAddress } from './addresses';
import type { AddressChange } from './addresses';
import type { AddressRow } from './api';
import { ALIAS, GROUP, GROUP_TAG, addressFields } from './codec';
import type { Connection } from './connection';
import { domainHandler } from './domains';
import { normalAddress } from './lists';
import { userHandler } from './users';

const isGroup = ({ user, tags = [] }: AddressRow): boolean => user === undefined && tags.includes(GROUP_TAG);

/** Main addresses by the id of their user. */
type Mains = ReadonlyMap<string, string>;

/** The handler of a kind whose objects are addresses: those of them that are neither a mailbox's main one nor a wildcard. */
function addressHandler<K extends 'alias' | 'group'>(
  kind: K,
  codec: Codec<K>,
  connection: Connection,
  changeOf: (written: Written<K>) => AddressChange,
): ResourceHandler<K> {
  const { lists, rules } = connection;

  /** Undefined for what is not of this kind. */
  function decode(row: AddressRow, mains: Mains): Decoded<K> | undefined {
    if (row.address.includes('*') || isGroup(row) !== (kind === 'group')) return undefined;
    if (row.user === undefined) return codec.decode(addressFields(row, row.targets ?? []));
    const main = mains.get(row.user);
    // A user that vanished while the lists were read takes its addresses along.
    if (main === undefined || main === normalAddress(row.address)) return undefined;
    return codec.decode(addressFields(row, [main]));
  }

  async function decodeOne(row: AddressRow, context: HostContext): Promise<Decoded<K> | undefined> {
    const owner = row.user === undefined ? [] : [[row.user, await mainAddress(connection, row.user, context)] as const];
    return decode(row, new Map(owner));
  }

  async function get(address: string, context: HostContext): Promise<ObservedObject<K>> {
    const row = await lists.address(address, context.signal);
    return readBack(kind, address, row && (await decodeOne(row, context)));
  }

  return {
    supports: codec.supports,

    async *list({ signal }): AsyncGenerator<Page<ObservedObject<K>>> {
      const [addresses, users] = await Promise.all([lists.all('/addresses', signal), lists.all('/users', signal)]);
      const mains: Mains = new Map(
        users.rows.map(({ id, address }) => [id, normalAddress(String(address)) ?? String(address)]),
      );
      const decoded = addresses.rows.flatMap((row) => decode(row, mains) ?? []);
      yield { ...pageOf(decoded), last: addresses.isWhole && users.isWhole };
    },

    async read(identities, context) {
      const found = await Promise.all(
        identities.map(async (address) => {
          const row = await lists.address(address, context.signal);
          return row && (await decodeOne(row, context));
        }),
      );
      return found.flatMap((decoded) => (decoded === undefined ? [] : [understood(kind, decoded)]));
    },

    async create(desired, context) {
      requireAllowed(rules, kind, desired);
      const address = (desired as { readonly address?: string | null }).address ?? '';
      const marked = kind === 'group' ? { tags: [GROUP_TAG], asForwarded: true } : {};
      await createAddress(connection, address, { ...changeOf(desired), ...marked }, context);
      return get(address, context);
    },

    async update({ identity }, changes, context) {
      requireAllowed(rules, kind, changes);
      const row = await lists.address(identity, context.signal);
      if (row === undefined) throw notFound(kind, identity);
      await changeAddress(connection, row, changeOf(changes), context);
      return get(identity, context);
    },

    async remove({ identity }, context) {
      const row = await lists.address(identity, context.signal);
      // What has taken the address meanwhile, such as a mailbox, is not what was to be removed.
      if (row !== undefined && (await decodeOne(row, context)) !== undefined)
        await removeAddress(connection, row, context);
    },

    ...(kind === 'group' && {
      async rename(observed: ObservedObject<K>, address: string, context: HostContext): Promise<ObservedObject<K>> {
        await renameAddress(connection, observed.identity, address, context);
        return get(address, context);
      },
    }),
  };
}

export function createHandlers(connection: Connection): Handlers {
  const fields = <K extends 'alias' | 'group'>(codec: Codec<K>) => {
    return (written: Written<K>): AddressChange => codec.encode(written) as AddressChange;
  };
  return {
    domain: domainHandler(connection),
    user: userHandler(connection),
    alias: addressHandler('alias', ALIAS, connection, fields(ALIAS)),
    group: addressHandler('group', GROUP, connection, fields(GROUP)),
  };
}
