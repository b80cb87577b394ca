/** How mailstate reaches the sandbox, the mail host to practise on. */
import { HostError, defineDriver } from '../../host';
import type { MailHost } from '../../host';
import { createHttpClient, parseEndpoint } from '../../http';
import type { HostDeclaration } from '../../model';
import { MAX_PAGE_SIZE, READ_SIZE } from './api';
import { CODECS } from './codec';
import { hostError } from './errors';
import { createHandlers } from './handlers';

const invalid = (host: string, problem: string): HostError =>
  new HostError({ code: 'INVALID', message: `the provider block of host "${host}": ${problem}` });

/** Reads an option that is a number. */
function numberOption(
  { name, options }: HostDeclaration,
  option: string,
  fallback: number,
  [least, most]: readonly [number, number],
  whole: boolean,
): number {
  const value = options[option] ?? fallback;
  if (typeof value === 'number' && value >= least && value <= most && (!whole || Number.isInteger(value))) return value;
  const sort = whole ? 'a whole number' : 'a number';
  throw invalid(name, `option "${option}" is ${JSON.stringify(value)}, allowed is ${sort} from ${least} to ${most}`);
}

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
    const { name, token } = declaration;
    const endpoint = parseEndpoint(declaration.endpoint ?? 'http://127.0.0.1:8025');
    if (typeof endpoint === 'string') throw invalid(name, endpoint);
    if (token === undefined)
      throw invalid(name, 'it has no "token"; write where the token is found, such as "env:MAIL_TOKEN"');
    for (const option of Object.keys(declaration.options))
      if (!Object.hasOwn(sandbox.options, option))
        throw invalid(
          name,
          `unknown option ${JSON.stringify(option)}, allowed are ${Object.keys(sandbox.options).join(', ')}`,
        );
    const timeout = numberOption(declaration, 'timeoutSeconds', 60, [0.01, 3600], false) * 1000;
    const concurrency = numberOption(declaration, 'concurrency', 16, [1, 256], true);
    const pageSize = numberOption(declaration, 'pageSize', MAX_PAGE_SIZE, [1, MAX_PAGE_SIZE], true);
    // A file that holds a token usually ends in a line break.
    const secret = (await context.secret(token)).trim();
    if (!/^[\x21-\x7e]+$/.test(secret))
      throw invalid(
        name,
        `the token found at "${token}" is empty or holds a blank or a character that no token can hold`,
      );

    const http = createHttpClient({
      endpoint,
      credentials: { authorization: `Bearer ${secret}` },
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
