/** What is written of a password? A hash as Dovecot takes it, made by a library; never the password itself. */
import { randomBytes } from 'node:crypto';

/** Schemes that Dovecot and PostfixAdmin both know. */
export const SCHEMES = ['ARGON2ID', 'BLF-CRYPT'] as const;
export type Scheme = (typeof SCHEMES)[number];

/** Least cost that OWASP's Password Storage Cheat Sheet asks for: 19 MiB and two passes, or 2^10 rounds. */
const ARGON2ID = { memorySize: 19 * 1024, iterations: 2, parallelism: 1, hashLength: 32 } as const;
const BLOWFISH = { costFactor: 10 } as const;

/** Hashes a password with a salt of its own, with Dovecot's name of the scheme before it. */
export async function hashPassword(scheme: Scheme, password: string): Promise<string> {
  const { argon2id, bcrypt } = await import('hash-wasm');
  const said = { password, salt: randomBytes(16), outputType: 'encoded' } as const;
  switch (scheme) {
    case 'ARGON2ID':
      return `{ARGON2ID}${await argon2id({ ...said, ...ARGON2ID })}`;
    case 'BLF-CRYPT':
      // The library names the first version of the scheme, others the one whose known mistakes are mended: they are the same.
      return `{BLF-CRYPT}${(await bcrypt({ ...said, ...BLOWFISH })).replace(/^\$2a\$/, '$2y$')}`;
    default:
      return scheme satisfies never;
  }
}

/**
 * Marks a password with which nobody may log in for now, as `usermod --lock` does: no password has a hash with an exclamation mark in the
 * place of its salt.
 */
const LOCKED = '{CRYPT}!';

/** SQL that tells whether a password is locked, and nothing else of it. */
export const lockedPart = (column: string): string =>
  `CASE WHEN ${column} LIKE '${LOCKED}%' THEN '${LOCKED}' ELSE '' END`;

export const isLocked = (stored: string): boolean => stored.startsWith(LOCKED);

export const locked = (stored: string): string => (isLocked(stored) ? stored : `${LOCKED}${stored}`);

export const unlocked = (stored: string): string => (isLocked(stored) ? stored.slice(LOCKED.length) : stored);

/** What is stored where no password is known: nothing that is typed matches it, however it is compared. */
export const noPassword = (): string => `{CRYPT}*${randomBytes(16).toString('hex')}`;
