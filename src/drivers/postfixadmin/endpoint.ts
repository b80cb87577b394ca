/** Which database does the provider block mean, and how is it reached safely? */
import { isIP } from 'node:net';
import { HostError } from '../../host';
import type { HostDeclaration } from '../../model';

export interface Target {
  readonly engine: 'postgres' | 'mysql';
  /** A name, an address, or the path of a socket. */
  readonly host: string;
  /** @default the engine's own */
  readonly port?: number;
  readonly database: string;
  readonly username: string;
  /** Absent where the system itself vouches for the account, on a socket. */
  readonly password?: string;
  /** Absent for a connection without TLS. */
  readonly tls?: { readonly ca?: string };
  /** Longest wait for a connection or an answer, in milliseconds. */
  readonly timeout: number;
}

const ENGINES: Readonly<Record<string, Target['engine']>> = {
  'postgres:': 'postgres',
  'postgresql:': 'postgres',
  'mysql:': 'mysql',
  'mariadb:': 'mysql',
};

const EXAMPLE = '"postgres://db.acme.example/postfix" or "mysql://db.acme.example/postfix"';

export const invalid = (host: string, problem: string): HostError =>
  new HostError({ code: 'INVALID', message: `the provider block of host "${host}": ${problem}` });

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));

/** What the endpoint says. */
export type Endpoint = Pick<Target, 'engine' | 'host' | 'port' | 'database'>;

/**
 * Reads the endpoint. A socket is written in the place of the host, escaped: `postgres://%2Frun%2Fpostgresql/postfix`.
 * @returns what is wrong with it, in words that repeat no password
 */
export function parseDatabase(written: string): Endpoint | string {
  const url = URL.canParse(written.trim()) ? new URL(written.trim()) : undefined;
  const engine = url === undefined ? undefined : ENGINES[url.protocol];
  if (url === undefined || engine === undefined)
    return `the endpoint is not that of a database, write it like ${EXAMPLE}`;
  if (url.username !== '' || url.password !== '')
    return 'the endpoint holds a user name or a password; write "username", and in "token" where the password is found';
  if (url.search !== '' || url.hash !== '')
    return `the endpoint ends in ${JSON.stringify(url.search + url.hash)}; write such settings in "options"`;
  let [host, database] = [url.hostname, url.pathname.slice(1)];
  try {
    [host, database] = [decodeURIComponent(host).replace(/^\[(.*)\]$/, '$1'), decodeURIComponent(database)];
  } catch {
    return `the endpoint has a "%" that escapes nothing, write it like ${EXAMPLE}`;
  }
  if (host === '') return `the endpoint names no server, write it like ${EXAMPLE}`;
  if (database === '' || database.includes('/'))
    return `the endpoint names no database, write its name after the server: ${EXAMPLE}`;
  return { engine, host, database, ...(url.port === '' ? {} : { port: Number(url.port) }) };
}

/**
 * Reads the settings of a connection.
 * @param secret Finds what is behind a reference.
 * @throws HostError INVALID
 */
export async function targetOf(
  declaration: HostDeclaration,
  timeout: number,
  secret: (reference: string) => Promise<string>,
): Promise<Target> {
  const { name, endpoint, username, token, options } = declaration;
  if (endpoint === undefined) throw invalid(name, `it has no "endpoint"; write where the database is, like ${EXAMPLE}`);
  const parsed = parseDatabase(endpoint);
  if (typeof parsed === 'string') throw invalid(name, parsed);
  if (username === undefined)
    throw invalid(name, 'it has no "username"; write the account of the database, such as "mailstate"');
  const isSocket = parsed.host.startsWith('/');
  if (token === undefined && !isSocket)
    throw invalid(name, 'it has no "token"; write where the password is found, such as "env:MAIL_TOKEN"');

  const { tls = 'verify', tlsAuthority } = options;
  if (tls !== 'verify' && tls !== 'off')
    throw invalid(name, `option "tls" is ${JSON.stringify(tls)}, allowed are "verify" and "off"`);
  if (tls === 'off' && !isSocket && !isLoopback(parsed.host))
    throw invalid(
      name,
      `option "tls" is "off", which is allowed only for a socket or an address of this machine: passwords would pass through the network to ${parsed.host} for all to read`,
    );
  if (tlsAuthority !== undefined && typeof tlsAuthority !== 'string')
    throw invalid(name, 'option "tlsAuthority" must say where the certificate is found, such as "file:ca.pem"');
  // A file that holds a password usually ends in a line break.
  const target = { ...parsed, username, timeout, ...(token === undefined ? {} : { password: (await secret(token)).replace(/\r?\n$/, '') }) }; // prettier-ignore
  if (isSocket || tls === 'off') return target;
  // The client would compare the certificate with "localhost".
  if (target.engine === 'mysql' && isIP(target.host) !== 0)
    throw invalid(
      name,
      `the endpoint names the server by the address ${target.host}, by which its certificate cannot be checked; write its name${isLoopback(target.host) ? ', or set the option "tls" to "off"' : ''}`,
    );
  return { ...target, tls: tlsAuthority === undefined ? {} : { ca: await secret(tlsAuthority) } };
}
