/** How a secret is kept: as a salted scrypt hash, never as itself (RFC 7914). */
import { randomBytes, scrypt } from 'node:crypto';

const SALT_BYTES = 16;
const KEY_BYTES = 32;
const BLOCK_SIZE = 8;
/** Least length of a secret, in characters (NIST SP 800-63B section 5.1.1.1). */
export const SHORTEST_SECRET = 8;
/** Work of one hash; 2^14 takes some 50 ms of a core. */
export const DEFAULT_COST = 2 ** 14;

/**
 * Hashes a secret on a thread of its own.
 * @param cost scrypt's N, a power of two.
 * @returns `scrypt$N$r$p$salt$key`, salt and key in base64.
 */
export function hashSecret(secret: string, cost: number): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  return new Promise((resolve, reject) => {
    scrypt(secret, salt, KEY_BYTES, { N: cost, r: BLOCK_SIZE, p: 1 }, (error, key) => {
      if (error) reject(error);
      else resolve(['scrypt', cost, BLOCK_SIZE, 1, salt.toString('base64'), key.toString('base64')].join('$'));
    });
  });
}
