/** How mailboxes are kept at mailcow. */
import { HostError, notFound, pageOf, readBack, requireAllowed, revealSecrets, understood } from '../../host';
import type { HostContext, HostRule, Page, ResourceHandler, Written } from '../../host';
import { domainOf, isObject, localPartOf } from '../../model';
import type { ObservedObject } from '../../model';
import type { Api, Fields, Row } from './api';
import { PASSWORD_VERSION, USER, activeOf, userFields } from './codec';

type User = ObservedObject<'user'>;

export function userHandler(api: Api, rules: readonly HostRule[]): ResourceHandler<'user'> {
  const decode = (row: Row) => USER.decode(userFields(row));

  async function find(email: string, context: HostContext): Promise<Row | undefined> {
    const row = await api.get('mailbox', email, context);
    return row?.['username'] === email ? row : undefined;
  }

  async function get(email: string, context: HostContext): Promise<User> {
    const row = await find(email, context);
    return readBack('user', email, row && decode(row));
  }

  /** mailcow denies what it does not find; a look says which of the two it was. */
  async function elseNotFound(email: string, write: Promise<void>, context: HostContext): Promise<void> {
    try {
      await write;
    } catch (thrown) {
      const isDenied = thrown instanceof HostError && thrown.code === 'FORBIDDEN' && thrown.status === 200;
      if (isDenied && (await find(email, context)) === undefined) throw notFound('user', email);
      throw thrown;
    }
  }

  /** Keeps the version of the password beside what others keep in the custom attributes, which are written as a whole. */
  async function keepVersion(email: string, version: unknown, context: HostContext): Promise<void> {
    const kept = (await find(email, context))?.['custom_attributes'];
    const others = Object.entries(isObject(kept) ? kept : {}).filter(([name]) => name !== PASSWORD_VERSION);
    const all = [...others, ...(version === null ? [] : [[PASSWORD_VERSION, version] as const])];
    const attr = { attribute: all.map(([name]) => name), value: all.map(([, value]) => String(value)) };
    await api.edit('mailbox/custom-attribute', email, attr, context);
  }

  async function write(
    email: string,
    written: Written<'user'>,
    context: HostContext,
    secrets: readonly string[] = [],
  ): Promise<User> {
    const { passwordVersion, password, ...fields } = USER.encode(written);
    const attr = { ...fields, ...(password === undefined ? {} : { password, password2: password }) } as Fields;
    if (Object.keys(attr).length > 0)
      await elseNotFound(email, api.edit('mailbox', email, attr, context, secrets), context);
    if (passwordVersion !== undefined) await keepVersion(email, passwordVersion, context);
    return get(email, context);
  }

  const setActive = async (user: User, active: string, context: HostContext): Promise<User> => {
    await elseNotFound(user.identity, api.edit('mailbox', user.identity, { active }, context), context);
    return get(user.identity, context);
  };

  return {
    supports: USER.supports,

    async *list(context): AsyncGenerator<Page<User>> {
      const [rows, domains] = await Promise.all([api.all('mailbox', context), api.all('domain', context)]);
      // The mailboxes that each domain counts prove that none is missing.
      const total = domains.reduce((sum, row) => sum + Number(row['mboxes_in_domain']), 0);
      yield { ...pageOf(rows.map(decode)), total, last: true };
    },

    async read(identities, context) {
      const rows = await Promise.all(identities.map((email) => find(email, context)));
      return rows.flatMap((row) => (row === undefined ? [] : [understood('user', decode(row))]));
    },

    async create(desired, context) {
      requireAllowed(rules, 'user', desired);
      const { written, secrets } = await revealSecrets('user', desired, context);
      const email = desired.email ?? '';
      const { email: _email, initialPassword = '', displayName, quota, mustChangePassword, ...later } = written;
      const { name = '', ...fields } = USER.encode({ displayName, quota, mustChangePassword }) as Readonly<Record<string, string>>; // prettier-ignore
      const password = initialPassword ?? '';
      const attr = {
        ...fields,
        name,
        local_part: localPartOf(email),
        domain: domainOf(email),
        active: activeOf(desired.status ?? 'active'),
        password,
        password2: password,
      };
      await api.add('mailbox', attr, context, secrets);
      // A new mailbox takes no recovery address and no custom attributes.
      const { status: _status, ...rest } = later;
      return write(email, rest, context);
    },

    async update(observed, changes, context) {
      requireAllowed(rules, 'user', changes);
      const { written, secrets } = await revealSecrets('user', changes, context);
      return write(observed.identity, written, context, secrets);
    },

    async rename({ identity }, email, context) {
      if (domainOf(identity) !== domainOf(email))
        throw new HostError({ code: 'UNSUPPORTED', message: 'mailcow renames a mailbox only within its domain' });
      const attr = {
        domain: domainOf(identity),
        old_local_part: localPartOf(identity),
        new_local_part: localPartOf(email),
        create_alias: '0',
      };
      await elseNotFound(identity, api.edit('rename-mbox', identity, attr, context), context);
      return get(email, context);
    },

    close: (user, context) => setActive(user, activeOf('closed'), context),
    reopen: (user, context) => setActive(user, activeOf('active'), context),

    async remove({ identity }, context) {
      try {
        await elseNotFound(identity, api.remove('mailbox', identity, context), context);
      } catch (thrown) {
        if (!(thrown instanceof HostError) || thrown.code !== 'NOT_FOUND') throw thrown;
      }
    },
  };
}
