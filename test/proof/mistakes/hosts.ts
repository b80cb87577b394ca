/** Mistakes about hosts: which one, where it is, how it is opened, what may be done there. */
import { DRIVERS } from '../../../src/drivers';
import { TOKEN } from '../../support/mail-project';
import { there } from './mistake';
import type { Mistake, Values } from './mistake';

const SECRET_FIX =
  'write "env:NAME", "file:PATH" or "command:..."; if a real secret was written here, change it, since the manifest holds it';
const BLOCK_FIX = 'correct the provider block of host "mail", or what it refers to, then run again';
const DOWN_FIX = 'see that the host is up and its endpoint right, then run again';

const setting = (name: string, provider: Values, attribute: string, says: string, fix: string): Mistake => ({
  name,
  provider,
  code: 'provider-invalid',
  says,
  at: `acme/provider.mail, ${attribute}`,
  fix,
});

export const ABOUT_HOSTS: readonly Mistake[] = [
  {
    name: 'a sort of host that there is not',
    provider: { host: 'sandbax' },
    code: 'driver-unknown',
    says: 'host "mail" is of the sort "sandbax", which there is no driver for, did you mean "sandbox"?',
    at: 'provider.mail, host',
    fix: `write one of ${Object.keys(DRIVERS)
      .map((name) => JSON.stringify(name))
      .join(', ')}`,
  },
  setting('a misspelt setting', { endpiont: 'http://mail.acme.example' }, 'endpiont', 'the provider block has no setting "endpiont", did you mean "endpoint"?', 'correct the name; there are host, endpoint, username, token, secret_recipients, options, scope, thresholds, checks and alias'), // prettier-ignore
  setting('a threshold in percent', { thresholds: { removals: 25 } }, 'thresholds', 'thresholds.removals: 25 is above the most allowed, 1', 'write it like {"removals":0.1}'), // prettier-ignore
  setting('a policy that would remove mailboxes', { scope: { user: 'remove' } }, 'scope', 'scope.user: "remove" is not one of "keep", "close"', 'write it like {"alias":"remove"}'), // prettier-ignore
  {
    name: 'no provider block',
    manifest: (text) => text.replace('"provider":{"mail":[', '"provider":{"other":['),
    code: 'provider-missing',
    says: 'stack "acme" has no provider block named "mail"',
    at: 'acme/acme (acme/mail_domain.acme)',
    fix: 'add a MailProvider to the stack, which says which mail host its objects belong to',
  },
  {
    name: 'two provider blocks',
    manifest: (text) => text.replace('"provider":{"mail":[', '"provider":{"mail":[{"host":"sandbox"},'),
    code: 'provider-twice',
    says: 'stack "acme" has two provider blocks named "mail"',
    at: 'acme/provider.mail',
    fix: 'give one of them an alias',
  },
  {
    name: 'an endpoint without a scheme',
    provider: { endpoint: 'mail.acme.example' },
    code: 'host-not-connected',
    says: 'the provider block of host "mail": the endpoint "mail.acme.example" is not a web address, write it like "https://mail.acme.example"',
    at: 'provider.mail',
    fix: BLOCK_FIX,
  },
  {
    name: 'https to a host that speaks http',
    provider: (url) => ({ endpoint: url.replace('http:', 'https:') }),
    code: 'read-failed',
    says: 'host "mail" could not be read: the endpoint "https://HOST" answers, but not in TLS (ERR_SSL_WRONG_VERSION_NUMBER); write it with "http:" if the host is meant to be asked in plain text, or correct the port',
    at: 'provider.mail, endpoint',
    fix: DOWN_FIX,
  },
  {
    name: 'an endpoint that is another path of the host',
    provider: (url) => ({ endpoint: `${url}/admin` }),
    code: 'read-failed',
    says: 'host "mail" could not be read: there is no /admin/v1/organizations; see /v1/openapi.json; check that the endpoint is the API of a sandbox',
    at: 'provider.mail, endpoint',
    fix: DOWN_FIX,
  },
  {
    name: 'a password in the endpoint',
    provider: { endpoint: 'https://ada:hunter2@mail.acme.example' },
    code: 'host-not-connected',
    says: 'the provider block of host "mail": the endpoint "https://(secret)@mail.acme.example" carries a password, name its place in "token" of the provider block instead',
    at: 'provider.mail',
    fix: BLOCK_FIX,
  },
  {
    name: 'a host that is down',
    provider: { endpoint: 'http://127.0.0.1:1' },
    code: 'read-failed',
    says: 'host "mail" could not be read: nothing answers at the endpoint "http://HOST" (ECONNREFUSED); see that the mail host is up, or correct the endpoint in the provider block',
    at: 'provider.mail, endpoint',
    fix: DOWN_FIX,
  },
  {
    name: 'an option that the driver does not have',
    provider: { options: { pagesize: 10 } },
    code: 'option-unknown',
    says: 'host "mail" (sandbox) has no option "pagesize"',
    at: 'provider.mail, options.pagesize',
    fix: 'its options are timeoutSeconds, concurrency, pageSize',
  },
  {
    name: 'no token',
    provider: { token: undefined },
    code: 'host-not-connected',
    says: 'the provider block of host "mail": it has no "token"; write where the token is found, such as "env:MAIL_TOKEN"',
    at: 'provider.mail',
    fix: BLOCK_FIX,
  },
  {
    name: 'a token whose environment variable is not set',
    env: { MAIL_TOKEN: undefined },
    code: 'host-not-connected',
    says: 'the environment variable MAIL_TOKEN, which shall hold a secret, is not set; set it and run again',
    at: 'provider.mail',
    fix: BLOCK_FIX,
  },
  {
    name: 'a token in the code',
    provider: { token: TOKEN },
    code: 'secret-in-manifest',
    says: 'token is not a reference to a secret; write "env:NAME", "file:PATH", "command:..." or "generated", never the secret itself',
    at: 'acme/provider.mail, token',
    fix: SECRET_FIX,
  },
  {
    name: 'a wrong token',
    env: { MAIL_TOKEN: 'mistyped' },
    code: 'read-failed',
    says: 'host "mail" could not be read: the token is not known to this host',
    at: 'provider.mail, token',
    fix: 'check the token of the provider block',
  },
  {
    name: 'a token that expired',
    host: { tokens: [{ token: 'old', expiresAt: '2025-12-31T00:00:00Z' }] },
    env: { MAIL_TOKEN: 'old' },
    code: 'read-failed',
    says: 'host "mail" could not be read: the token expired at 2025-12-31T00:00:00Z; ask for a new one',
    at: 'provider.mail, token',
    fix: 'check the token of the provider block',
  },
  {
    name: 'a token that may only read',
    host: { tokens: [{ token: 'looking', readOnly: true }] },
    env: { MAIL_TOKEN: 'looking' },
    argv: ['apply', '--yes'],
    says: 'creating domain acme.example at mail: the token may read but not write; use one that may',
  },
  {
    name: 'more users than the subscription has seats',
    ...there('organizations', { name: 'acme' }),
    host: { seats: 1 },
    code: 'over-limit',
    says: '2 seats would be taken at host "mail", and the subscription has 1',
    fix: 'add seats to the subscription first, or create fewer users',
    exit: 4,
  },
  {
    name: 'a policy that would close everybody',
    ...there('users', { email: 'x@acme.example' }, { email: 'y@acme.example' }),
    provider: { scope: { user: 'close' } },
    code: 'too-many-removals',
    says: '2 of the 2 users at host "mail" would be closed or removed (100 %), allowed are at most 25 %',
    fix: 'see whether the code lost something; if all of it is meant, run once with --allow too-many-removals',
    exit: 4,
  },
];
