import fc from 'fast-check';
import {
  dnsName,
  formatByteSize,
  isSecretReference,
  parseByteSize,
  parseDomainName,
  parseEmailAddress,
  date,
  languageTag,
  phoneNumber,
  setOf,
  text,
} from '../../src/model';

const address = (raw: string): string => {
  const parsed = parseEmailAddress(raw);
  return parsed.ok ? parsed.value : `refused: ${parsed.problem}`;
};

describe('an address', () => {
  it('means the same however it is written', () => {
    const letters = fc.string({ unit: fc.constantFrom(..."ab1-_.@+'="), maxLength: 70 });
    const mixed = fc.tuple(letters, fc.constantFrom('', '@a.b', '@a1-b.example')).map((parts) => parts.join(''));
    const isTaken = (raw: string): boolean => parseEmailAddress(raw).ok;
    fc.assert(
      fc.property(mixed, (raw) => {
        const shouted = ` ${raw.toUpperCase()}`;
        expect(isTaken(shouted)).toBe(isTaken(raw));
        if (isTaken(raw)) expect(address(shouted)).toBe(address(raw));
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    ['Ada.Lovelace@ACME.Example', 'ada.lovelace@acme.example'],
    ['  ada@acme.example\n', 'ada@acme.example'],
    ['ada@bücher.example', 'ada@xn--bcher-kva.example'],
    ['ada@BÜCHER.example', 'ada@xn--bcher-kva.example'],
    ['ada@xn--bcher-kva.example', 'ada@xn--bcher-kva.example'],
    ["o'brien+list@acme.example", "o'brien+list@acme.example"],
    ['ada@acme.example.', 'ada@acme.example'],
  ])('%j is normalised to %j', (raw, normal) => expect(address(raw)).toBe(normal));

  it.each([
    ['', 'is empty'],
    ['ada', 'has no "@"'],
    ['@acme.example', 'a catch-all is declared on the domain'],
    ['ada@', 'has nothing after the "@"'],
    ['"ada lovelace"@acme.example', 'quoted local part'],
    ['Ada <ada@acme.example>', 'display name or brackets'],
    ['ada lovelace@acme.example', 'before the "@"'],
    ['ada..l@acme.example', 'before the "@"'],
    ['adä@acme.example', 'before the "@"'],
    ['ada@acme', 'has no dot'],
    ['ada@-acme.example', 'has the part "-acme"'],
    ['ada@acme..example', 'has the part ""'],
    ['ada@127.0.0.1', 'ends in a number'],
    [`${'a'.repeat(65)}@acme.example`, '64 characters'],
    [`a@${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(60)}.${'e'.repeat(60)}.${'f'.repeat(20)}`, '253 characters'],
  ])('%j is refused with what is allowed', (raw, why) => expect(address(raw)).toContain(why));

  it('never throws, and normalising twice is normalising once', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'grapheme' }),
          fc.emailAddress(),
          fc.tuple(fc.string(), fc.domain()).map((parts) => parts.join('@')),
        ),
        (raw) => {
          const once = parseEmailAddress(raw);
          if (once.ok) expect(parseEmailAddress(once.value)).toEqual(once);
          else expect(once.problem).not.toMatch(/\.$/);
        },
      ),
      { numRuns: 1000 },
    );
  });
});

describe('a domain name', () => {
  it('takes any name of the DNS, normalised twice as once', () => {
    fc.assert(
      fc.property(fc.domain(), (raw) => {
        const parsed = parseDomainName(raw);
        if (parsed.ok) expect(parseDomainName(parsed.value)).toEqual(parsed);
      }),
    );
  });

  it('may have parts with an underscore where it names a record', () => {
    expect(dnsName.parse('_SPF.Newsletter.Example.')).toBe('_spf.newsletter.example');
    expect(dnsName.safeParse('spf_x.example').success).toBe(false);
  });
});

describe('a size', () => {
  it.each<[string | number, number]>([
    ['25 GB', 25e9],
    ['25GiB', 25 * 2 ** 30],
    ['1.5 MB', 1_500_000],
    ['100,7 Mo', 100_700_000],
    ['10 go', 10e9],
    ['0', 0],
    [1234, 1234],
  ])('%j is %d bytes', (raw, bytes) => expect(parseByteSize(raw)).toEqual({ ok: true, value: bytes }));

  it.each<string | number>(['', 'many', '5 XB', '-1', -1, 1.5, '1e400 GB', NaN, Infinity, '99999999 TB'])(
    '%j is refused',
    (raw) => expect(parseByteSize(raw).ok).toBe(false),
  );

  it('is written so that reading it back gives the same number', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.nat(),
          fc.maxSafeNat(),
          fc.nat(2000).map((n) => n * 1e8),
          fc.nat(2000).map((n) => n * 2 ** 20),
        ),
        (bytes) => expect(parseByteSize(formatByteSize(bytes))).toEqual({ ok: true, value: bytes }),
      ),
    );
  });

  it('is written as a person would', () =>
    expect([25e9, 512 * 2 ** 20, 1234, 1.5e12, 0].map(formatByteSize)).toEqual([
      '25 GB',
      '512 MiB',
      '1234 B',
      '1.5 TB',
      '0 B',
    ]));
});

it.each([['1985-12-10', true], ['2026-02-29', false], ['10/12/1985', false], ['1985-1-1', false]])('the date %s exists: %s', (raw, exists) => expect(date.safeParse(raw).success).toBe(exists)); // prettier-ignore
it.each([['fr', 'fr'], ['PT-br', 'pt-BR'], ['zh-hant-tw', 'zh-Hant-TW']])('the language %s is %s', (raw, tag) => expect(languageTag.parse(raw)).toBe(tag)); // prettier-ignore
it.each([['+33 1 23 45 67 89', '+33123456789'], ['0032 470/12.34.56', '+32470123456']])('the number %s is %s', (raw, number) => expect(phoneNumber.parse(raw)).toBe(number)); // prettier-ignore
it.each([['env:A_B', true], ['file:x/y', true], ['command:pass show mail', true], ['generated', true], ['hunter2', false], ['env:', false], ['env:A B', false]])('%s is a reference to a secret: %s', (text, is) => expect(isSecretReference(text)).toBe(is)); // prettier-ignore

it.each([['  Ada ', 'Ada'], ['Ada', 'Ada'], ['Re\u0301ne\u0301e', 'Rénée'], ['a\tb', undefined], [' ', undefined], ['x'.repeat(256), undefined]])('the text %j is %j', (raw, kept) => expect(text().safeParse(raw).data).toBe(kept)); // prettier-ignore

it('a set is sorted and holds each member once, whether it was one before or not', () => {
  const set = setOf(text());
  fc.assert(
    fc.property(fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 5 }), (members) =>
      expect(set.parse(members)).toEqual([...new Set(members)].sort()),
    ),
  );
  expect(set.safeParse(['a', 5]).success).toBe(false);
});
