/** How mailstate reaches a WildDuck, and what it is like. */
import { defineDriver, numberOption, requireKnownOptions, tokenOf, wrongSetting } from '../../host';
import type { Cascade, HostRule, MailHost } from '../../host';
import { createHttpClient, parseEndpoint } from '../../http';
import { PAGE_SIZE } from './api';
import { ALIAS, DOMAIN, GROUP, USER } from './codec';
import { hostError } from './errors';
import { createHandlers } from './handlers';
import { Lists } from './lists';

const RULES: readonly HostRule[] = [
  { rule: 'domain-must-be-empty', because: 'WildDuck has a domain as long as it has addresses in it' },
  {
    rule: 'value',
    kind: 'domain',
    attribute: 'dkim',
    must: { not: null },
    because: 'a domain of WildDuck has a key or has none; declare { enabled: false }',
  },
  {
    rule: 'value',
    kind: 'domain',
    attribute: 'dkim',
    field: 'keyLength',
    must: { oneOf: [2048] },
    because: 'WildDuck generates RSA keys of 2048 bits',
  },
  {
    rule: 'value',
    kind: 'user',
    attribute: 'quota',
    must: { not: null },
    because: 'every mailbox of WildDuck has a quota, its own or the default',
  },
  { rule: 'value', kind: 'user', attribute: 'status', must: { not: null }, because: 'every user has a status' },
  {
    rule: 'value',
    kind: 'user',
    attribute: 'forwarding',
    field: 'keepCopy',
    must: { not: false },
    because: 'a mailbox of WildDuck keeps what it passes on; declare an alias instead',
  },
  {
    rule: 'value',
    kind: 'alias',
    attribute: 'active',
    must: { not: null },
    because: 'an address is active or is not',
  },
  {
    rule: 'value',
    kind: 'group',
    attribute: 'name',
    must: { not: null },
    because: 'WildDuck changes the name of an address and never takes it away',
  },
  {
    rule: 'value',
    kind: 'group',
    attribute: 'name',
    must: { longest: 128 },
    because: 'the name of an address has at most 128 characters',
  },
];

const cascades = (keepDeletedDays: number): readonly Cascade[] => [
  {
    on: 'remove',
    kind: 'user',
    effect: { kind: 'alias', does: 'remove-when-only-target' },
    description: `removes the mailbox's further addresses; forwarded addresses stay and go on naming it${keepDeletedDays === 0 ? '' : `; the mailbox can be restored for ${keepDeletedDays} days (POST /users/{id}/restore), its addresses as far as they are still free`}`,
    seen: '2026-11-20',
  },
  {
    on: 'rename',
    kind: 'user',
    effect: { kind: 'alias', does: 'follow' },
    description:
      "the mailbox's further addresses stay with it; forwarded addresses and groups go on naming the old one",
    seen: '2026-11-20',
  },
];

export const wildduck = defineDriver({
  name: 'wildduck',
  description: 'WildDuck, the mail server on MongoDB, by its REST API',
  supports: { domain: DOMAIN.supports, user: USER.supports, alias: ALIAS.supports, group: GROUP.supports },
  options: {
    timeoutSeconds: 'how long one call may take, in seconds (default 60)',
    concurrency: 'how many calls may be under way at once (default 8)',
    keepDeletedDays: 'how many days a deleted mailbox can be restored, 0 for not at all (default 30)',
  },
  verified: {
    how: 'live',
    version: 'WildDuck 1.46.1',
    date: '2026-11-20',
    except: 'MongoDB, for which mongo-java-server 1.47.0 stood in',
  },
  async connect(declaration, context): Promise<MailHost> {
    const { name } = declaration;
    const endpoint = parseEndpoint(declaration.endpoint ?? 'http://127.0.0.1:8080');
    if (typeof endpoint === 'string') throw wrongSetting(name, endpoint);
    requireKnownOptions(declaration, wildduck.options);
    const timeout = numberOption(declaration, 'timeoutSeconds', 60, [0.01, 3600], false) * 1000;
    const concurrency = numberOption(declaration, 'concurrency', 8, [1, 256]);
    const keepDeletedDays = numberOption(declaration, 'keepDeletedDays', 30, [0, 3650]);
    const token = await tokenOf(declaration, context.secret);

    const http = createHttpClient({
      endpoint,
      credentials: { 'x-access-token': token },
      concurrency,
      clock: context.clock,
      random: context.random,
      failure: hostError,
      timeouts: { headers: timeout, body: timeout, whole: timeout },
    });
    return {
      name,
      driver: wildduck.name,
      handlers: createHandlers({
        http,
        lists: new Lists(http),
        rules: RULES,
        now: () => context.clock.now(),
        keepDeletedDays,
      }),
      limits: { concurrency, pageSize: PAGE_SIZE },
      effects: cascades(keepDeletedDays),
      rules: RULES,
      calls: http.calls,
      close: http.close,
    };
  },
});
