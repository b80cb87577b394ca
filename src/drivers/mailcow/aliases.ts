/** How aliases, groups and catch-alls are kept at mailcow: they are all aliases to it. */
import { notFound, pageOf, readBack, requireAllowed, understood } from '../../host';
import type { Codec, HostContext, HostRule, Page, ResourceHandler, Written } from '../../host';
import { domainOf } from '../../model';
import type { AttributesOf, ObservedObject } from '../../model';
import type { Api, Fields, Row } from './api';
import { aliasFields, gotoOf, markedComment, sortOf, targetsOf } from './codec';

/**
 * The row of an address, or of a catch-all (`@domain`). mailcow takes what is asked for as an id too, as far as it begins with digits, so that the
 * answer may be another alias; then the whole domain is looked through.
 */
export async function findAlias(api: Api, address: string, context: HostContext): Promise<Row | undefined> {
  const answered = await api.get('alias', address, context);
  if (answered === undefined || answered['address'] === address) return answered;
  if (!/^\d/.test(address)) return undefined;
  return (await api.all('alias', context)).find((row) => row['address'] === address);
}

/** Whether all aliases came: as many as the domains count, alias domains and catch-alls among them. */
export const isWhole = (rows: readonly Row[], domains: readonly Row[]): boolean =>
  rows.length >= domains.reduce((sum, row) => sum + Number(row['aliases_in_domain']), 0);

/** Writes a row anew with other fields. The targets are sent each time: mailcow refuses its own way of writing none. */
export const editAlias = (
  api: Api,
  row: Row,
  fields: Fields,
  context: HostContext,
  targets: readonly string[] = targetsOf(row),
): Promise<void> => api.edit('alias', String(row['id']), { ...fields, ...gotoOf(targets) }, context);

export function aliasHandler<K extends 'alias' | 'group'>(
  kind: K,
  codec: Codec<K>,
  api: Api,
  rules: readonly HostRule[],
): ResourceHandler<K> {
  const decode = (row: Row) => codec.decode(aliasFields(row));

  async function find(address: string, context: HostContext): Promise<Row | undefined> {
    const row = await findAlias(api, address, context);
    return row !== undefined && sortOf(row) === kind ? row : undefined;
  }

  async function get(address: string, context: HostContext): Promise<ObservedObject<K>> {
    const row = await find(address, context);
    return readBack(kind, address, row && decode(row));
  }

  function split(written: Written<K>): { readonly targets: readonly string[] | undefined; readonly fields: Fields } {
    const { address: _address, targets, ...fields } = codec.encode(written);
    const comment = fields['private_comment'];
    const marked = kind === 'group' && typeof comment === 'string' ? { private_comment: markedComment(comment) } : {};
    return { targets: targets as readonly string[] | undefined, fields: { ...fields, ...marked } as Fields };
  }

  return {
    supports: codec.supports,

    async *list(context): AsyncGenerator<Page<ObservedObject<K>>> {
      const [rows, domains] = await Promise.all([api.all('alias', context), api.all('domain', context)]);
      yield { ...pageOf(rows.filter((row) => sortOf(row) === kind).map(decode)), last: isWhole(rows, domains) };
    },

    async read(identities, context) {
      const rows = await Promise.all(identities.map((address) => find(address, context)));
      return rows.flatMap((row) => (row === undefined ? [] : [understood(kind, decode(row))]));
    },

    async create(desired, context) {
      requireAllowed(rules, kind, desired);
      const { address } = desired as AttributesOf<'alias'>;
      const { targets = [], fields } = split(desired);
      const mark: Fields = kind === 'group' ? { private_comment: markedComment('') } : {};
      await api.add('alias', { ...mark, active: '1', sogo_visible: '1', ...fields, ...gotoOf(targets), address: address ?? '' }, context); // prettier-ignore
      return get(address ?? '', context);
    },

    async update({ identity }, changes, context) {
      requireAllowed(rules, kind, changes);
      const row = await find(identity, context);
      if (row === undefined) throw notFound(kind, identity);
      const { targets, fields } = split(changes);
      await editAlias(api, row, fields, context, targets);
      return get(identity, context);
    },

    async remove({ identity }, context) {
      const row = await find(identity, context);
      if (row !== undefined) await removeAlias(api, row, context);
    },

    ...(kind === 'group' && {
      async rename({ identity }: ObservedObject<K>, address: string, context: HostContext) {
        const row = await find(identity, context);
        if (row === undefined) throw notFound(kind, identity);
        await editAlias(api, row, { address }, context);
        return get(address, context);
      },
    }),
  };
}

/** Removes a row that may be gone by now. */
export async function removeAlias(api: Api, row: Row, context: HostContext): Promise<void> {
  const address = String(row['address']);
  await api.remove('alias', String(row['id']), context).catch(async (thrown: unknown) => {
    if ((await findAlias(api, address, context)) !== undefined) throw thrown;
  });
}

/** Sets who gets what nobody else in the domain does. */
export async function writeCatchAll(
  api: Api,
  domain: string,
  targets: readonly string[],
  context: HostContext,
): Promise<void> {
  const address = `@${domain}`;
  const row = await findAlias(api, address, context);
  if (targets.length === 0) return row && removeAlias(api, row, context);
  if (row !== undefined) return editAlias(api, row, {}, context, targets);
  await api.add('alias', { address, active: '1', sogo_visible: '0', ...gotoOf(targets) }, context);
}

/** The addresses of a domain that are no mailboxes and not its catch-all. */
export const aliasesIn = async (api: Api, domain: string, context: HostContext): Promise<readonly Row[]> =>
  (await api.all('alias', context)).filter((row) => {
    const address = String(row['address']);
    return !address.startsWith('@') && domainOf(address) === domain;
  });
