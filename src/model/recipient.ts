/** Is a text the public key of somebody for whom a secret can be encrypted with age? */
import { z } from 'zod';

const CHARACTERS = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
const GENERATOR = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];

/** The remainder that is 1 where a Bech32 text is whole (BIP 173), so that a mistyped key is seen before anything is encrypted for it. */
function remainder(prefix: string, data: string): number {
  const codes = [...prefix].map((letter) => letter.charCodeAt(0));
  const high = codes.map((code) => code >> 5);
  const low = codes.map((code) => code & 31);
  let sum = 1;
  for (const value of [...high, 0, ...low, ...[...data].map((letter) => CHARACTERS.indexOf(letter))]) {
    const top = sum >>> 25;
    sum = ((sum & 0x1ffffff) << 5) ^ value;
    GENERATOR.forEach((polynomial, bit) => (sum ^= (top >>> bit) & 1 ? polynomial : 0));
  }
  return sum;
}

/** Whether a text is an age recipient for X25519: `age1` and 58 characters, the last six of them a checksum. */
const isRecipient = (text: string): boolean =>
  /^age1[02-9ac-hj-np-z]{58}$/.test(text) && remainder('age', text.slice(4)) === 1;

/** A public key to which age encrypts, such as `age1…`. Source: C2SP age specification, "The X25519 recipient type". */
export const ageRecipient = z.string().transform((raw, context): string => {
  const value = raw.trim().toLowerCase();
  if (isRecipient(value)) return value;
  // The value is not repeated: somebody may have pasted the private key.
  const problem = /^age-secret-key-/.test(value)
    ? 'is a private key, which must stay secret; write the public key that belongs to it, which starts with "age1"'
    : 'is not a public key of age; write what "age-keygen -y" prints, "age1" and 58 characters';
  context.addIssue({ code: 'custom', message: problem });
  return z.NEVER;
});
