/** Which settings does a provider block give this host, and which hold where it says nothing? */
import type { HostDeclaration } from '../../model';
import { parseGroups } from './alias';
import type { GroupPatterns } from './alias';
import { invalid } from './endpoint';
import { SCHEMES } from './password';
import type { Scheme } from './password';

/** Most changes that one transaction holds by itself, and by an option. */
const [BATCH_SIZE, MOST_IN_BATCH] = [250, 1_000] as const;

/** What PostfixAdmin's setting `quota_multiplier` may be: 1024000 is its default. */
const MEGABYTES = [1_024_000, 1_048_576, 1_000_000] as const;

export interface Settings {
  readonly groups: GroupPatterns;
  readonly maildir: string;
  readonly megabyte: number;
  readonly scheme: Scheme;
  readonly prefix: string;
  readonly batchSize: number;
  /** In milliseconds. */
  readonly timeout: number;
}

export const OPTIONS: Readonly<Record<string, string>> = {
  groups:
    'which addresses are groups, the other ones are aliases: addresses and patterns such as "team@acme.example, *-list@*" (default none, so that the host has no groups)',
  tls: '"verify": only over TLS, to a server whose certificate is good; "off": without, for sockets and addresses of this machine only (default "verify")',
  tlsAuthority:
    'where the certificate of the authority is found that the server’s is checked by, such as "file:ca.pem" (default those that Node.js trusts)',
  passwordScheme: `how passwords are hashed: ${SCHEMES.map((scheme) => `"${scheme}"`).join(' or ')} (default "ARGON2ID")`,
  maildir:
    'where a new mailbox is kept, with {domain}, {local} and {address}, as PostfixAdmin’s settings domain_path and domain_in_mailbox have it (default "{domain}/{local}/")',
  megabyte: `bytes of a megabyte in the limits of domains, PostfixAdmin’s setting quota_multiplier: ${MEGABYTES.join(', ')} (default 1024000)`,
  tablePrefix: 'what the names of all tables begin with, PostfixAdmin’s setting database_prefix (default nothing)',
  batchSize: `how many changes go in one transaction, up to ${MOST_IN_BATCH} (default ${BATCH_SIZE})`,
  timeoutSeconds: 'how long one statement may take, in seconds (default 60)',
};

/** Reads the options. @throws HostError INVALID */
export function settingsOf(name: string, options: HostDeclaration['options']): Settings {
  for (const option of Object.keys(options))
    if (!Object.hasOwn(OPTIONS, option))
      throw invalid(name, `unknown option ${JSON.stringify(option)}, allowed are ${Object.keys(OPTIONS).join(', ')}`); // prettier-ignore
  const oneOf = <T>(option: string, allowed: readonly T[], fallback: T): T => {
    const value = options[option] ?? fallback;
    const found = allowed.find((each) => each === value);
    if (found === undefined)
      throw invalid(name, `option "${option}" is ${JSON.stringify(value)}, allowed are ${allowed.map((each) => JSON.stringify(each)).join(', ')}`); // prettier-ignore
    return found;
  };
  const number = (option: string, fallback: number, least: number, most: number): number => {
    const value = options[option] ?? fallback;
    if (typeof value === 'number' && value >= least && value <= most && (least < 1 || Number.isInteger(value)))
      return value;
    throw invalid(name, `option "${option}" is ${JSON.stringify(value)}, allowed is a number from ${least} to ${most}`);
  };
  const text = (option: string, fallback: string, allowed: RegExp, example: string): string => {
    const value = options[option] ?? fallback;
    if (typeof value === 'string' && allowed.test(value)) return value;
    throw invalid(name, `option "${option}" is ${JSON.stringify(value)}, write it like ${example}`);
  };
  const groups = options['groups'] === undefined ? [] : parseGroups(String(options['groups']));
  if (typeof groups === 'string') throw invalid(name, `option "groups": ${groups}`);
  return {
    groups,
    maildir: text('maildir', '{domain}/{local}/', /^(?=.*(?:\{local\}|\{address\}))[^\0\\]+\/$/, '"{domain}/{local}/"'),
    megabyte: oneOf('megabyte', MEGABYTES, 1_024_000),
    scheme: oneOf('passwordScheme', SCHEMES, 'ARGON2ID'),
    prefix: text('tablePrefix', '', /^\w*$/, '"mail_"'),
    batchSize: number('batchSize', BATCH_SIZE, 1, MOST_IN_BATCH),
    timeout: number('timeoutSeconds', 60, 0.01, 3600) * 1000,
  };
}
