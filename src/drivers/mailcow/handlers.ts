/** Which kinds mailcow keeps, and what does the work for each. */
import type { Handlers, HostRule } from '../../host';
import { aliasHandler } from './aliases';
import type { Api } from './api';
import { ALIAS, GROUP } from './codec';
import { domainHandler } from './domains';
import { userHandler } from './users';

export const createHandlers = (api: Api, rules: readonly HostRule[]): Handlers => ({
  domain: domainHandler(api, rules),
  user: userHandler(api, rules),
  alias: aliasHandler('alias', ALIAS, api, rules),
  group: aliasHandler('group', GROUP, api, rules),
});
