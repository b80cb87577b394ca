import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { canonicalJson, digest } from '../../src/model';

const whole = (value: unknown): string => `sha256:${createHash('sha256').update(canonicalJson(value)).digest('hex')}`;

describe('a digest', () => {
  it('is that of the canonical text, though the text is never held as a whole', () => {
    fc.assert(
      fc.property(
        fc.jsonValue().map((value) => ({ value, list: [value, undefined], none: undefined })),
        (value) => {
          const json: unknown = JSON.parse(JSON.stringify(value));
          expect(digest(json)).toBe(whole(json));
        },
      ),
    );
    expect(digest({ a: undefined, b: [], c: {}, d: [undefined] })).toBe(
      whole({ a: undefined, b: [], c: {}, d: [undefined] }),
    );
    const long = Array.from({ length: 5000 }, (_, i) => ({ name: `person${i}@acme.example` }));
    expect(digest({ changes: long })).toBe(whole({ changes: long }));
  });
});

it('the canonical text sorts keys by code unit and leaves out what is undefined', () =>
  expect(canonicalJson({ b: [undefined, 'é"'], 9: 1, 10: {}, a: undefined, A: null })).toBe(
    '{"10":{},"9":1,"A":null,"b":[null,"é\\""]}',
  ));
