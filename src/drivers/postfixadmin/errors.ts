/** What do the refusals of a database mean? By SQLSTATE for PostgreSQL, by error number for MySQL and MariaDB, by system code for both. */
import { HostError } from '../../host';
import type { HostErrorCode, Outcome } from '../../host';

/** Source: https://www.postgresql.org/docs/current/errcodes-appendix.html; a class of two letters stands for all of its codes. */
const SQLSTATES: Readonly<Record<string, HostErrorCode>> = {
  '28': 'UNAUTHENTICATED',
  '3D000': 'INVALID',
  '42501': 'FORBIDDEN',
  '25006': 'FORBIDDEN',
  '23505': 'CONFLICT',
  '23503': 'IN_USE',
  '23': 'INVALID',
  '22': 'INVALID',
  '53100': 'LIMIT',
  '57014': 'TIMEOUT',
  '40': 'UNAVAILABLE',
  '53': 'UNAVAILABLE',
  '55': 'UNAVAILABLE',
  '57': 'UNAVAILABLE',
  '08': 'UNAVAILABLE',
};

/** Source: https://mariadb.com/docs/server/reference/error-codes and https://dev.mysql.com/doc/mysql-errors/8.0/en/. */
const ERROR_NUMBERS: Readonly<Record<number, HostErrorCode>> = {
  1045: 'UNAUTHENTICATED',
  1698: 'UNAUTHENTICATED',
  1044: 'FORBIDDEN',
  1142: 'FORBIDDEN',
  1143: 'FORBIDDEN',
  1227: 'FORBIDDEN',
  1290: 'FORBIDDEN',
  1836: 'FORBIDDEN',
  1049: 'INVALID',
  1062: 'CONFLICT',
  1217: 'IN_USE',
  1451: 'IN_USE',
  1216: 'INVALID',
  1452: 'INVALID',
  1264: 'INVALID',
  1366: 'INVALID',
  1406: 'INVALID',
  3988: 'INVALID',
  1114: 'LIMIT',
  1021: 'LIMIT',
  1040: 'UNAVAILABLE',
  1053: 'UNAVAILABLE',
  1203: 'UNAVAILABLE',
  1205: 'UNAVAILABLE',
  1213: 'UNAVAILABLE',
};

const UNREACHABLE = /^(?:ECONN|ENOTFOUND|EAI_|EHOST|ENET|EPIPE|ENOENT|EACCES|PROTOCOL_CONNECTION|HANDSHAKE)/;
const TIMED_OUT = /^(?:ETIMEDOUT|PROTOCOL_SEQUENCE_TIMEOUT)$/;
const CERTIFICATE = /CERT|SIGNED|VERIFY|ALTNAME|TLS|SSL/;

/** How far a transaction had come. */
export type Phase = 'connect' | 'work' | 'commit';

interface Told {
  readonly code?: string;
  readonly errno?: number;
  readonly message: string;
}

function codeOf({ code = '', errno, message }: Told): HostErrorCode {
  if (errno !== undefined && ERROR_NUMBERS[errno] !== undefined) return ERROR_NUMBERS[errno];
  if (/^[0-9A-Z]{5}$/.test(code) && /\d/.test(code))
    return SQLSTATES[code] ?? SQLSTATES[code.slice(0, 2)] ?? 'PROTOCOL';
  if (TIMED_OUT.test(code) || /timeout|timed out/i.test(message)) return 'TIMEOUT';
  if (UNREACHABLE.test(code) || /connection (?:terminated|ended|is in closed)|closed state/i.test(message))
    return 'UNAVAILABLE';
  return CERTIFICATE.test(code) || /\b(?:SSL|TLS|certificate)\b/i.test(message) ? 'UNAVAILABLE' : 'PROTOCOL';
}

const HINTS: Readonly<Partial<Record<HostErrorCode, string>>> = {
  UNAUTHENTICATED: 'check username and token of the provider block',
  FORBIDDEN: 'grant the account what the page of this host lists',
  INVALID: 'see that the endpoint names a database of PostfixAdmin',
  UNAVAILABLE: 'see that the endpoint is right and that the database takes connections from here',
};

/** Turns what was thrown by a database's client into the port's error. */
export function hostError(thrown: unknown, phase: Phase, operation: string): HostError {
  if (thrown instanceof HostError) return thrown;
  const told: Told = thrown instanceof Error ? thrown : { message: String(thrown) };
  const code = codeOf(told);
  // A refused name such as localhost may have several addresses, and then an error without words of its own.
  const words = told.message || (told.code ?? 'no connection');
  const isOfTls = code === 'UNAVAILABLE' && (CERTIFICATE.test(told.code ?? '') || /\b(?:SSL|TLS|certificate)\b/i.test(words)); // prettier-ignore
  const hint = isOfTls
    ? 'the server must offer TLS with a certificate that is trusted here, or name its authority in the option "tlsAuthority"'
    : phase === 'connect'
      ? HINTS[code]
      : code === 'FORBIDDEN'
        ? HINTS.FORBIDDEN
        : undefined;
  // Before the commit all is undone with the connection; a refusal by the database is an answer too.
  const isLost = code === 'UNAVAILABLE' || code === 'TIMEOUT' || code === 'PROTOCOL';
  const outcome: Outcome = phase === 'commit' && isLost ? 'unknown' : 'not-done';
  const message = `${words.charAt(0).toLowerCase()}${words.slice(1).replace(/\.$/, '')}${hint === undefined ? '' : `; ${hint}`}`;
  const status = told.errno !== undefined && told.errno > 0 ? told.errno : told.code;
  return new HostError({ code, message, outcome, operation, ...(status === undefined ? {} : { status }), cause: thrown }); // prettier-ignore
}
