/** How mailstate reaches a mailcow, and what it is like. */
import { defineDriver, numberOption, requireKnownOptions, tokenOf, wrongSetting } from '../../host';
import type { Cascade, HostRule, MailHost, ValueRule } from '../../host';
import { createHttpClient, parseEndpoint } from '../../http';
import { Api } from './api';
import { ALIAS, COMMENT, DOMAIN, GROUP, GROUP_MARK, MIB, USER } from './codec';
import { hostError } from './errors';
import { createHandlers } from './handlers';

const value = (
  kind: ValueRule['kind'],
  attribute: string,
  must: ValueRule['must'],
  because: string,
  field?: string,
): ValueRule => ({ rule: 'value', kind, attribute, must, because, ...(field === undefined ? {} : { field }) });

const WHOLE_MIB = 'mailcow counts in MiB; declare sizes such as "25 GiB"';
const COMMENTS = 'a comment of mailcow has at most 160 characters';

const RULES: readonly HostRule[] = [
  { rule: 'domain-must-exist', because: 'mailcow takes addresses of its own domains only' },
  { rule: 'domain-must-be-empty', because: 'mailcow keeps a domain with mailboxes and deletes the aliases of any other' },
  { rule: 'rename-keeps-domain', kind: 'user', because: 'mailcow renames a mailbox only within its domain' },
  value('domain', 'active', { not: null }, 'a domain is active or is not'),
  value('domain', 'dkim', { not: null }, 'a domain has a key or has none; declare { enabled: false }'),
  value('domain', 'limits', { not: null }, 'every domain of mailcow has limits'),
  value('domain', 'limits', { not: 0 }, 'mailcow takes 0 for "as it was"', 'aliases'),
  value('domain', 'limits', { not: 0 }, 'mailcow takes 0 for "as it was"', 'quota'),
  value('domain', 'limits', { not: 0 }, 'mailcow takes 0 for "as it was"', 'userQuota'),
  value('domain', 'limits', { multipleOf: MIB }, WHOLE_MIB, 'quota'),
  value('domain', 'limits', { multipleOf: MIB }, WHOLE_MIB, 'userQuota'),
  value('user', 'quota', { multipleOf: MIB }, WHOLE_MIB),
  value('user', 'displayName', { not: null }, 'mailcow changes the name of a mailbox and never takes it away'),
  value('user', 'status', { not: null }, 'every mailbox has a status'),
  value('user', 'mustChangePassword', { not: null }, 'it is so or it is not'),
  value('alias', 'active', { not: null }, 'an alias is active or is not'),
  value('alias', 'description', { longest: COMMENT }, COMMENTS),
  value('group', 'name', { longest: COMMENT }, COMMENTS),
  value('group', 'description', { longest: COMMENT - GROUP_MARK.length - 1 }, `${COMMENTS}, some of them taken by the mark of a group`),
]; // prettier-ignore

/** As its source has them. */
const SEEN = '2026-08-05';

const CASCADES: readonly Cascade[] = [
  {
    on: 'remove',
    kind: 'user',
    effect: { kind: 'alias', does: 'remove-when-only-target' },
    description: 'deletes every alias and group that names only the mailbox, and the catch-all if it does',
    seen: SEEN,
  },
  {
    on: 'remove',
    kind: 'user',
    effect: { kind: 'group', does: 'drop-member' },
    description: 'takes the mailbox out of all other aliases, groups and catch-alls',
    seen: SEEN,
  },
  {
    on: 'rename',
    kind: 'user',
    effect: { kind: 'alias', does: 'follow' },
    description:
      'aliases that name only the mailbox follow it; those with several targets go on naming the old address',
    seen: SEEN,
  },
  {
    on: 'remove',
    kind: 'domain',
    effect: { kind: 'alias', does: 'remove-contained' },
    description:
      'deletes the aliases in the domain, its catch-all, and the domains that stand for it; its DKIM key stays',
    seen: SEEN,
  },
];

export const mailcow = defineDriver({
  name: 'mailcow',
  description: 'mailcow: dockerized, by its API',
  supports: { domain: DOMAIN.supports, user: USER.supports, alias: ALIAS.supports, group: GROUP.supports },
  options: {
    timeoutSeconds: 'how long one call may take, in seconds (default 60)',
    concurrency: 'how many calls may be under way at once (default 4)',
  },
  verified: {
    how: 'contract',
    version: 'its API as its OpenAPI description 1.0.0 and its source have it',
    except: 'mailcow itself, which was never asked',
  },
  async connect(declaration, context): Promise<MailHost> {
    const { name } = declaration;
    if (declaration.endpoint === undefined)
      throw wrongSetting(name, 'it has no "endpoint"; write where mailcow is, such as "https://mail.acme.example"');
    const endpoint = parseEndpoint(declaration.endpoint);
    if (typeof endpoint === 'string') throw wrongSetting(name, endpoint);
    requireKnownOptions(declaration, mailcow.options);
    const timeout = numberOption(declaration, 'timeoutSeconds', 60, [0.01, 3600], false) * 1000;
    const concurrency = numberOption(declaration, 'concurrency', 4, [1, 64]);
    const token = await tokenOf(declaration, context.secret);

    const http = createHttpClient({
      endpoint,
      credentials: { 'x-api-key': token },
      concurrency,
      clock: context.clock,
      random: context.random,
      failure: hostError,
      timeouts: { headers: timeout, body: timeout, whole: timeout },
    });
    return {
      name,
      driver: mailcow.name,
      handlers: createHandlers(new Api(http, token), RULES),
      // A list comes as a whole, but mailcow looks every object in it up by itself: a long one costs as much as pages would.
      limits: { concurrency, pageSize: 1000 },
      effects: CASCADES,
      rules: RULES,
      calls: http.calls,
      close: http.close,
    };
  },
});
