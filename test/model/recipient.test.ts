import fc from 'fast-check';
import { PROVIDER, ageRecipient } from '../../src/model';

const [[KEY = ''], [OTHER = '']] = PROVIDER.secretRecipients.samples as readonly [string[], string[]];
const CHARACTERS = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';

const problem = (text: string): string => ageRecipient.safeParse(text).error?.issues[0]?.message ?? '';

describe('a public key of age', () => {
  it('is taken, trimmed and in small letters', () => {
    expect(ageRecipient.parse(` ${KEY.toUpperCase()}\n`)).toBe(KEY);
    expect(ageRecipient.parse(OTHER)).toBe(OTHER);
  });

  it('is refused when one of its characters is mistyped', () => {
    fc.assert(
      fc.property(fc.integer({ min: 4, max: KEY.length - 1 }), fc.constantFrom(...CHARACTERS), (at, letter) => {
        fc.pre(KEY[at] !== letter);
        expect(problem(`${KEY.slice(0, at)}${letter}${KEY.slice(at + 1)}`)).toMatch(
          /^is not a public key of age; write /,
        );
      }),
    );
  });

  it.each([
    '',
    'ada@acme.example',
    'age1',
    KEY.slice(0, -1),
    `${KEY}q`,
    KEY.replace('age1', 'bge1'),
    'ssh-ed25519 AAAA',
  ])('is not %j', (text) => expect(problem(text)).toMatch(/^is not a public key of age/));

  it('is not a private key, which is not repeated', () => {
    const secret = 'AGE-SECRET-KEY-1S8EF2QWK44N42M3RVD82VLYZJUAT20YEN0KEMLEPLAY6TKU6CKFQU0099R';
    expect(problem(secret)).toMatch(/^is a private key, which must stay secret/);
    expect(problem(secret).toUpperCase()).not.toContain('S8EF2QWK');
  });
});
