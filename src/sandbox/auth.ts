/** Who may do what: which bearer tokens open the sandbox (RFC 6750). */
import { createHash } from 'node:crypto';
import { SandboxError } from './failure';
import { Problem } from './problem';

export interface SandboxToken {
  readonly token: string;
  /** Refused on writes. @default false */
  readonly readOnly?: boolean;
  /** Refused from this instant on, ISO 8601. @default never */
  readonly expiresAt?: string;
}

/** Tokens are compared by their hashes, so that the time it takes tells nothing about them. */
const hash = (token: string): string => createHash('sha256').update(token).digest('base64');

const CHALLENGE = { headers: { 'www-authenticate': 'Bearer realm="mail host"' } };

export type Authorize = (authorization: string | undefined, writes: boolean) => void;

/**
 * Makes the check of an Authorization header.
 * @returns a function that throws Problem `unauthenticated`, `expired-token` or `read-only-token`.
 * @throws SandboxError `bad-option`.
 */
export function authorizer(tokens: readonly SandboxToken[], now: () => number): Authorize {
  for (const { token, expiresAt } of tokens) {
    if (!/^[\x21-\x7e]+$/.test(token))
      throw new SandboxError('bad-option', 'a token is empty or holds a blank or another character no token may hold');
    if (expiresAt !== undefined && Number.isNaN(Date.parse(expiresAt)))
      throw new SandboxError(
        'bad-option',
        `expiresAt is ${JSON.stringify(expiresAt)}, write it like "2026-01-31T09:30:00Z"`,
      );
  }
  const known = new Map(tokens.map((token) => [hash(token.token), token]));
  return (authorization, writes) => {
    const [, sent] = /^Bearer +(\S+)$/i.exec(authorization ?? '') ?? [];
    if (sent === undefined)
      throw new Problem('unauthenticated', 'send the token in the header "Authorization: Bearer <token>"', CHALLENGE);
    const token = known.get(hash(sent));
    if (token === undefined) throw new Problem('unauthenticated', 'the token is not known to this host', CHALLENGE);
    if (token.expiresAt !== undefined && now() >= Date.parse(token.expiresAt))
      throw new Problem('expired-token', `the token expired at ${token.expiresAt}; ask for a new one`, CHALLENGE);
    if (writes && token.readOnly === true)
      throw new Problem('read-only-token', 'the token may read but not write; use one that may');
  };
}
