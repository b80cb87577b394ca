/** How domains are kept at WildDuck, which has none: by a row among its domain aliases, a DKIM key, a catch-all, and addresses. */
import { HostError, completeStructures, pageOf, readBack, requireAllowed, understood } from '../../host';
import type { Decoded, HostContext, Page, ResourceHandler, Written } from '../../host';
import { domainOf } from '../../model';
import type { ObservedObject } from '../../model';
import { dkimKey } from './api';
import type { AddressRow, DkimRow, DomainAliasRow } from './api';
import { changeAddress, createAddress, mainAddress, removeAddress } from './addresses';
import { DOMAIN, keyLengthOf } from './codec';
import { send, sendRemoval } from './connection';
import type { Connection } from './connection';
import { caughtBy, normalDomain } from './lists';

type Domain = ObservedObject<'domain'>;

/** Selector of a key for which none is declared. */
const SELECTOR = 'dkim';

/** All that WildDuck keeps of one domain. */
interface Found {
  readonly name: string;
  /** Says for which domain this one stands. A declared domain that stands for none has a row that names itself, which changes no delivery. */
  readonly alias?: DomainAliasRow | undefined;
  readonly dkim?: DkimRow | undefined;
  readonly catchAll?: AddressRow | undefined;
  readonly hasAddresses: boolean;
}

export function domainHandler(connection: Connection): ResourceHandler<'domain'> {
  const { lists, rules, http } = connection;

  async function decode(found: Found, context: HostContext): Promise<Decoded<'domain'>> {
    const { name, alias, dkim, catchAll } = found;
    const standsFor = alias && normalDomain(alias.domain);
    const key = dkim && (await keyOf(dkim, context));
    return DOMAIN.decode({
      name,
      aliasOf: standsFor === name ? null : (standsFor ?? null),
      catchAll:
        catchAll?.user === undefined
          ? (catchAll?.targets ?? [])
          : [await mainAddress(connection, catchAll.user, context)],
      dkim: key === undefined ? { enabled: false } : { enabled: true, selector: dkim?.selector, ...key.length },
      requiredRecords: key === undefined ? [] : [{ type: 'TXT', ...key.record }],
    });
  }

  async function keyOf({ id }: DkimRow, { signal }: HostContext) {
    const path = `/dkim/${encodeURIComponent(id)}`;
    const { body } = await http.request({ method: 'GET', path, answer: dkimKey, signal });
    const keyLength = keyLengthOf(body.publicKey);
    return { length: keyLength === undefined ? {} : { keyLength }, record: body.dnsTxt };
  }

  async function find(name: string, { signal }: HostContext): Promise<Found | undefined> {
    const [alias, dkim, catchAll, address] = await Promise.all([
      lists.domain('/domainaliases', name, signal),
      lists.domain('/dkim', name, signal),
      lists.address(`*@${name}`, signal),
      lists.anyAddressIn(name, signal),
    ]);
    const isThere = (alias ?? dkim ?? catchAll ?? address) !== undefined;
    return isThere ? { name, alias, dkim, catchAll, hasAddresses: address !== undefined } : undefined;
  }

  async function get(name: string, context: HostContext): Promise<Domain> {
    const found = await find(name, context);
    return readBack('domain', name, found && (await decode(found, context)));
  }

  const createAlias = (name: string, standsFor: string | null | undefined, context: HostContext): Promise<void> =>
    send(
      connection,
      { method: 'POST', path: '/domainaliases', body: { alias: name, domain: standsFor ?? name } },
      context,
    );

  const removeAlias = ({ id }: DomainAliasRow, context: HostContext): Promise<void> =>
    sendRemoval(connection, `/domainaliases/${encodeURIComponent(id)}`, context);

  const removeKey = ({ id }: DkimRow, context: HostContext): Promise<void> =>
    sendRemoval(connection, `/dkim/${encodeURIComponent(id)}`, context);

  /** Makes a key where one is wanted that is not there. WildDuck generates it, and replaces the one that a domain has. */
  async function writeKey(
    found: Found,
    wanted: NonNullable<Written<'domain'>['dkim']>,
    context: HostContext,
  ): Promise<void> {
    const { dkim, name } = found;
    if (wanted.enabled !== true) return dkim && removeKey(dkim, context);
    const isSame =
      dkim !== undefined &&
      (wanted.selector ?? dkim.selector) === dkim.selector &&
      (wanted.keyLength === undefined || (await keyOf(dkim, context)).length.keyLength === wanted.keyLength);
    if (isSame) return;
    const selector = wanted.selector ?? dkim?.selector ?? SELECTOR;
    await send(connection, { method: 'POST', path: '/dkim', body: { domain: name, selector } }, context);
  }

  /** Writes what is declared beside the row itself. */
  async function writeRest(found: Found, { dkim, catchAll }: Written<'domain'>, context: HostContext): Promise<void> {
    if (dkim) await writeKey(found, dkim, context);
    if (catchAll === undefined) return;
    const targets = catchAll ?? [];
    if (targets.length === 0) return found.catchAll && removeAddress(connection, found.catchAll, context);
    if (found.catchAll !== undefined) return changeAddress(connection, found.catchAll, { targets }, context);
    await createAddress(connection, `*@${found.name}`, { targets }, context);
  }

  return {
    supports: DOMAIN.supports,

    async *list(context): AsyncGenerator<Page<Domain>> {
      const { signal } = context;
      const [aliases, keys, addresses] = await Promise.all([
        lists.all('/domainaliases', signal),
        lists.all('/dkim', signal),
        lists.all('/addresses', signal),
      ]);
      const found = new Map<string, Found>();
      const note = (domain: string | undefined, said: Partial<Found>): void => {
        if (domain !== undefined)
          found.set(domain, { name: domain, hasAddresses: false, ...found.get(domain), ...said });
      };
      for (const row of aliases.rows) note(normalDomain(row.alias), { alias: row });
      for (const row of keys.rows) note(normalDomain(row.domain), { dkim: row });
      for (const row of addresses.rows)
        if (row.address.startsWith('*')) note(caughtBy(row.address), { catchAll: row });
        else note(normalDomain(domainOf(row.address)), { hasAddresses: true });
      const decoded = await Promise.all([...found.values()].map((each) => decode(each, context)));
      yield { ...pageOf(decoded), last: [aliases, keys, addresses].every(({ isWhole }) => isWhole) };
    },

    async read(names, context) {
      const found = await Promise.all(names.map((name) => find(name, context)));
      const there = found.filter((each) => each !== undefined);
      return Promise.all(there.map(async (each) => understood('domain', await decode(each, context))));
    },

    async create(desired, context) {
      requireAllowed(rules, 'domain', desired);
      const name = desired.name ?? '';
      await createAlias(name, desired.aliasOf, context);
      const found = (await find(name, context)) ?? { name, hasAddresses: false };
      await writeRest(found, desired, context);
      return get(name, context);
    },

    async update(observed, changes, context) {
      requireAllowed(rules, 'domain', changes);
      const name = observed.identity;
      const found = (await find(name, context)) ?? { name, hasAddresses: false };
      if (changes.aliasOf !== undefined) {
        // A row cannot be changed; between the two calls the domain stands for itself.
        if (found.alias !== undefined) await removeAlias(found.alias, context);
        await createAlias(name, changes.aliasOf, context);
      }
      await writeRest(found, completeStructures(observed, changes), context);
      return get(name, context);
    },

    async remove({ identity }, context) {
      const found = await find(identity, context);
      if (found === undefined) return;
      if (found.hasAddresses)
        throw new HostError({ code: 'IN_USE', message: `the domain ${JSON.stringify(identity)} still has addresses` });
      if (found.catchAll !== undefined) await removeAddress(connection, found.catchAll, context);
      if (found.dkim !== undefined) await removeKey(found.dkim, context);
      if (found.alias !== undefined) await removeAlias(found.alias, context);
    },
  };
}
