/** How mailstate reaches the sandbox, the mail host to practise on. */
import { defineDriver, numberOption, requireKnownOptions, tokenOf, wrongSetting } from '../../host';
import type { MailHost } from '../../host';
import { createHttpClient, parseEndpoint } from '../../http';
import { MAX_PAGE_SIZE, READ_SIZE } from './api';
import { CODECS } from './codec';
import { hostError } from './errors';
import { createHandlers } from './handlers';

export const sandbox = defineDriver({
  name: 'sandbox',
  description: 'a mail host on this machine to practise on, started by `mailstate sandbox`',
  supports: {
    organization: CODECS.organization.supports,
    domain: CODECS.domain.supports,
    user: CODECS.user.supports,
    alias: CODECS.alias.supports,
    group: CODECS.group.supports,
  },
  options: {
    timeoutSeconds: 'how long one call may take, in seconds (default 60)',
    concurrency: 'how many calls may be under way at once (default 16)',
    pageSize: `how many objects a page of a list holds, up to ${MAX_PAGE_SIZE} (default ${MAX_PAGE_SIZE})`,
  },
  verified: { how: 'live', version: 'the sandbox of this version' },
  async connect(declaration, context): Promise<MailHost> {
    const { name } = declaration;
    const endpoint = parseEndpoint(declaration.endpoint ?? 'http://127.0.0.1:8025');
    if (typeof endpoint === 'string') throw wrongSetting(name, endpoint);
    requireKnownOptions(declaration, sandbox.options);
    const timeout = numberOption(declaration, 'timeoutSeconds', 60, [0.01, 3600], false) * 1000;
    const concurrency = numberOption(declaration, 'concurrency', 16, [1, 256]);
    const pageSize = numberOption(declaration, 'pageSize', MAX_PAGE_SIZE, [1, MAX_PAGE_SIZE]);
    const token = await tokenOf(declaration, context.secret);

    const http = createHttpClient({
      endpoint,
      credentials: { authorization: `Bearer ${token}` },
      concurrency,
      clock: context.clock,
      random: context.random,
      failure: hostError,
      timeouts: { headers: timeout, body: timeout, whole: timeout },
    });
    return {
      name,
      driver: sandbox.name,
      handlers: createHandlers(http, pageSize),
      limits: { concurrency, pageSize, readSize: READ_SIZE },
      effects: [],
      rules: [
        { rule: 'domain-must-exist', because: 'the sandbox takes addresses of its own domains only' },
        { rule: 'domain-must-be-empty', because: 'the sandbox keeps a domain that still has addresses' },
        {
          rule: 'remove-only-when-closed',
          kind: 'user',
          because: 'the sandbox deletes a mailbox only once it is closed',
        },
      ],
      calls: http.calls,
      close: http.close,
    };
  },
});
