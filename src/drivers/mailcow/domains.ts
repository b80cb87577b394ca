/** How domains are kept at mailcow: as domains, or, where they stand for another one, as alias domains. */
import { HostError, completeStructures, notFound, pageOf, readBack, requireAllowed, understood } from '../../host';
import type { HostContext, HostRule, Page, ResourceHandler, Written } from '../../host';
import type { ObservedObject } from '../../model';
import { aliasesIn, findAlias, isWhole, writeCatchAll } from './aliases';
import type { Api, Fields, Row } from './api';
import { DOMAIN, inMib, limitsOf, targetsOf, toggle } from './codec';

type Domain = ObservedObject<'domain'>;
type Limits = NonNullable<Written<'domain'>['limits']>;

/** What mailcow gives a domain for which nothing is said: its own defaults, in bytes. */
const DEFAULTS = { maxquota: 10240 * 2 ** 20, defquota: 3072 * 2 ** 20 } as const;

/** A domain's own row, or that of an alias domain. */
interface Found {
  readonly name: string;
  readonly domain?: Row | undefined;
  readonly alias?: Row | undefined;
}

const inUse = (name: string, what: string): HostError =>
  new HostError({ code: 'IN_USE', message: `the domain ${JSON.stringify(name)} still has ${what}` });

export function domainHandler(api: Api, rules: readonly HostRule[]): ResourceHandler<'domain'> {
  async function decode({ name, domain, alias }: Found, catchAll: Row | undefined, context: HostContext) {
    const key = await api.get('dkim', name, context);
    const length = { 1024: 1024, 2048: 2048, 4096: 4096 }[String(key?.['length'])];
    const selector = String(key?.['dkim_selector']);
    const description = domain?.['description'];
    return DOMAIN.decode({
      name,
      // A domain without a description is given its own name for one.
      description: description === name || description === '' ? null : (description ?? null),
      active: (domain ?? alias)?.['active'],
      aliasOf: alias?.['target_domain'] ?? null,
      catchAll: catchAll === undefined ? [] : targetsOf(catchAll),
      ...(domain === undefined ? {} : { limits: limitsOf(domain) }),
      dkim: key === undefined ? { enabled: false } : { enabled: true, selector, ...(length && { keyLength: length }) },
      requiredRecords:
        key === undefined
          ? []
          : [{ type: 'TXT', name: `${selector}._domainkey.${name}`, value: String(key['dkim_txt']) }],
    });
  }

  /** Asked for an alias domain as for a domain, mailcow tells of the domain that it stands for. */
  async function find(name: string, context: HostContext): Promise<Found | undefined> {
    const domain = await api.get('domain', name, context);
    if (domain?.['domain_name'] === name) return { name, domain };
    const alias = await api.get('alias-domain', name, context);
    return alias?.['alias_domain'] === name ? { name, alias } : undefined;
  }

  async function read(name: string, context: HostContext) {
    const [found, catchAll] = await Promise.all([find(name, context), findAlias(api, `@${name}`, context)]);
    return found && decode(found, catchAll, context);
  }

  const get = async (name: string, context: HostContext): Promise<Domain> =>
    readBack('domain', name, await read(name, context));

  /** @param had What the domain has; the largest and the default quota of its mailboxes must fit into what is written. */
  function limitFields(limits: Limits, had: Row | undefined): Fields {
    const { users, aliases, quota, userQuota } = limits;
    const quotas =
      had === undefined && (quota !== undefined || userQuota !== undefined) ? fitted(quota, userQuota) : {};
    const room = Number(had?.['def_quota_for_mbox'] ?? 0);
    return {
      ...(users === undefined ? {} : { mailboxes: String(users) }),
      ...(aliases === undefined ? {} : { aliases: String(aliases) }),
      ...(quota === undefined ? {} : { quota: inMib(quota) }),
      ...(userQuota === undefined ? {} : { maxquota: inMib(userQuota) }),
      ...(userQuota !== undefined && room > userQuota ? { defquota: inMib(userQuota) } : {}),
      ...quotas,
    };
  }

  /** A new domain's quotas where not all are said. */
  function fitted(quota = Infinity, userQuota = Math.min(DEFAULTS.maxquota, quota)): Fields {
    return { maxquota: inMib(userQuota), defquota: inMib(Math.min(DEFAULTS.defquota, userQuota)) };
  }

  function keyFields(dkim: Written<'domain'>['dkim']): Fields {
    // Without a size no key is made; where nothing is said, mailcow makes one.
    if (dkim?.enabled === false) return { key_size: '0', dkim_selector: '' };
    const { selector, keyLength } = dkim ?? {};
    return {
      ...(selector === undefined ? {} : { dkim_selector: selector }),
      ...(keyLength === undefined ? {} : { key_size: String(keyLength) }),
    };
  }

  function addRow(desired: Written<'domain'>, context: HostContext): Promise<void> {
    const name = desired.name ?? '';
    const common = { active: toggle(desired.active ?? true) };
    const { description, limits, dkim } = desired;
    if (desired.aliasOf) {
      requirePlain(name, desired);
      return api.add('alias-domain', { ...common, alias_domain: name, target_domain: desired.aliasOf }, context);
    }
    const quotas = limits ? limitFields(limits, undefined) : {};
    const attr = { ...common, domain: name, description: description ?? name, ...quotas, ...keyFields(dkim) };
    return api.add('domain', attr, context);
  }

  /** @throws HostError UNSUPPORTED for what an alias domain cannot have. */
  function requirePlain(name: string, written: Written<'domain'>): void {
    for (const attribute of ['description', 'limits'] as const)
      if (written[attribute])
        throw new HostError({
          code: 'UNSUPPORTED',
          message: `${JSON.stringify(name)} stands for another domain, so at mailcow it cannot have "${attribute}"`,
        });
  }

  /** Makes an alias domain of a domain, or the other way round: one is removed, the other made. */
  async function convert(found: Found, aliasOf: string | null, context: HostContext): Promise<void> {
    const { name, domain, alias } = found;
    const { active } = (await get(name, context)).attributes;
    await requireEmpty(found, context);
    if (domain !== undefined) await api.remove('domain', name, context);
    if (alias !== undefined) await api.remove('alias-domain', name, context);
    await addRow({ name, aliasOf, active: active ?? true, dkim: { enabled: false } }, context);
  }

  /** mailcow itself keeps only a domain with mailboxes, and removes aliases and alias domains along with any other. */
  async function requireEmpty({ name, domain }: Found, context: HostContext): Promise<void> {
    if (Number(domain?.['mboxes_in_domain'] ?? 0) > 0) throw inUse(name, 'mailboxes');
    if ((await aliasesIn(api, name, context)).length > 0) throw inUse(name, 'aliases');
    const standing = await api.all('alias-domain', context);
    if (standing.some((row) => row['target_domain'] === name)) throw inUse(name, 'domains that stand for it');
  }

  async function writeKey(name: string, wanted: NonNullable<Written<'domain'>['dkim']>, context: HostContext) {
    const key = await api.get('dkim', name, context);
    const { enabled, selector = String(key?.['dkim_selector'] ?? 'dkim'), keyLength } = wanted;
    const length = String(keyLength ?? key?.['length'] ?? 2048);
    if (enabled === true && key?.['dkim_selector'] === selector && key['length'] === length) return;
    if (key !== undefined) await api.remove('dkim', name, context);
    if (enabled !== true) return;
    await api.add('dkim', { domains: name, dkim_selector: selector, key_size: length }, context);
  }

  /** Writes what has calls of its own. */
  async function writeRest(name: string, { dkim, catchAll }: Written<'domain'>, context: HostContext): Promise<void> {
    if (dkim) await writeKey(name, dkim, context);
    if (catchAll !== undefined) await writeCatchAll(api, name, catchAll ?? [], context);
  }

  return {
    supports: DOMAIN.supports,

    async *list(context): AsyncGenerator<Page<Domain>> {
      const [domains, aliasDomains, aliases] = await Promise.all([
        api.all('domain', context),
        api.all('alias-domain', context),
        api.all('alias', context),
      ]);
      const catchAlls = new Map(aliases.map((row) => [String(row['address']), row]));
      const found: Found[] = [
        ...domains.map((row) => ({ name: String(row['domain_name']), domain: row })),
        ...aliasDomains.map((row) => ({ name: String(row['alias_domain']), alias: row })),
      ];
      const decoded = await Promise.all(found.map((each) => decode(each, catchAlls.get(`@${each.name}`), context)));
      yield { ...pageOf(decoded), last: isWhole(aliases, domains) };
    },

    async read(names, context) {
      const decoded = await Promise.all(names.map((name) => read(name, context)));
      return decoded.flatMap((each) => (each === undefined ? [] : [understood('domain', each)]));
    },

    async create(desired, context) {
      requireAllowed(rules, 'domain', desired);
      const name = desired.name ?? '';
      await addRow(desired, context);
      await writeRest(name, desired, context);
      return get(name, context);
    },

    async update(observed, changes, context) {
      requireAllowed(rules, 'domain', changes);
      const name = observed.identity;
      const before = await find(name, context);
      if (before === undefined) throw notFound('domain', name);
      const { aliasOf } = changes;
      const converts = aliasOf !== undefined && (aliasOf === null) !== (before.alias === undefined);
      if (converts) await convert(before, aliasOf, context);
      const found = converts ? ((await find(name, context)) ?? before) : before;
      const { description, active, limits } = changes;
      const state: Fields = active === undefined || active === null ? {} : { active: toggle(active) };
      if (found.alias === undefined) {
        const attr = {
          ...state,
          ...(description === undefined ? {} : { description: description ?? name }),
          ...(limits ? limitFields(limits, found.domain) : {}),
        };
        if (Object.keys(attr).length > 0) await api.edit('domain', name, attr, context);
      } else {
        requirePlain(name, changes);
        const attr = { ...state, ...(aliasOf ? { target_domain: aliasOf } : {}) };
        if (Object.keys(attr).length > 0) await api.edit('alias-domain', name, attr, context);
      }
      await writeRest(name, completeStructures(observed, changes), context);
      return get(name, context);
    },

    async remove({ identity }, context) {
      const found = await find(identity, context);
      if (found === undefined) return;
      await requireEmpty(found, context);
      await api.remove(found.domain === undefined ? 'alias-domain' : 'domain', identity, context);
    },
  };
}
