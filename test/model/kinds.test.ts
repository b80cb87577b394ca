import fc from 'fast-check';
import {
  KINDS,
  KIND_NAMES,
  PROVIDER,
  declarableAttributes,
  equalJson,
  canonicalJson,
  nearest,
  parseDeclared,
  parseObserved,
  snakeKeys,
  camelKeys,
  toCamelCase,
  toSnakeCase,
} from '../../src/model';
import type { Attribute } from '../../src/model';

const every: [string, string, Attribute][] = KIND_NAMES.flatMap((kind) =>
  Object.entries(KINDS[kind].attributes).map(([name, attribute]): [string, string, Attribute] => [
    kind,
    name,
    attribute,
  ]),
);

describe.each(every)('%s.%s', (_kind, name, attribute) => {
  it('has a description that is one sentence without a full stop, in a name that survives both spellings', () => {
    expect(attribute.description).toMatch(/^\S.*[^.]$/);
    expect(toCamelCase(toSnakeCase(name))).toBe(name);
  });

  it('has two samples that differ, are understood, and stay as they are when read again', () => {
    const [first, second] = attribute.samples.map((sample) => attribute.type.parse(sample));
    expect(equalJson(first, second)).toBe(false);
    for (const value of [first, second]) expect(attribute.type.parse(value)).toEqual(value);
    for (const value of [first, second]) expect(camelKeys(snakeKeys(value))).toEqual(value);
  });
});

it('the provider block has samples that are understood', () => {
  for (const attribute of Object.values(PROVIDER))
    for (const sample of attribute.samples) expect(attribute.type.safeParse(sample).success).toBe(true);
});

describe('parsing what was declared', () => {
  const problems = (written: Record<string, unknown>) =>
    parseDeclared('user', { email: 'ada@acme.example', ...written }).problems;

  it('names an unknown attribute and what was probably meant', () =>
    expect(problems({ givenname: 'Ada' })[0]?.problem).toContain('did you mean "givenName"?'));
  it('refuses what only the host can tell', () =>
    expect(problems({ lastLoginAt: '2026-01-01' })[0]?.reason).toBe('computed'));
  it('names what is missing, as it is written in either place', () =>
    expect(parseDeclared('alias', { address: 'a@acme.example' }).problems[0]?.problem).toBe(
      'an alias needs "targets" (targets in the manifest)',
    ));
  it('says where inside a structured value it is wrong', () =>
    expect(problems({ forwarding: { to: ['ada@acme.example', 'x'], keepCopy: true } })[0]?.problem).toContain(
      '.to[1] "x" has no "@"',
    ));
  it.each(['hunter2', 12345678, ['hunter2'], { password: 'hunter2' }])(
    'never repeats what may be the secret itself: %j',
    (secret) => {
      const text = JSON.stringify(problems({ initialPassword: secret }));
      expect(text).not.toMatch(/hunter2|12345678/);
      expect(problems({ initialPassword: secret })).toHaveLength(1);
    },
  );
  it('leaves out what is undefined, clears what is null', () =>
    expect(
      parseDeclared('user', { email: 'ada@acme.example', phone: undefined, givenName: null, licences: null })
        .attributes,
    ).toEqual({ email: 'ada@acme.example', givenName: null, licences: [] }));

  it('survives any JSON, and normalises what it accepts once and for all', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...KIND_NAMES),
        fc.dictionary(
          fc.oneof(fc.string(), fc.constantFrom(...declarableAttributes('user'), '__proto__', 'constructor')),
          fc.jsonValue(),
        ),
        (kind, written) => {
          const once = parseDeclared(kind, written);
          expect(parseDeclared(kind, once.attributes).attributes).toEqual(once.attributes);
          parseObserved(kind, written);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('JSON', () => {
  it('equal values have one canonical text, and the other way round', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) =>
        expect(equalJson(a, b)).toBe(canonicalJson(a) === canonicalJson(b)),
      ),
      { numRuns: 1000 },
    );
    fc.assert(fc.property(fc.jsonValue(), (a) => expect(equalJson(a, JSON.parse(canonicalJson(a)))).toBe(true)));
  });
});

it('finds what was probably meant only when it is near', () => {
  expect(nearest('grcae@acme.example', ['ada@acme.example', 'grace@acme.example'])).toBe('grace@acme.example');
  expect(nearest('xyz', ['organization'])).toBeUndefined();
  expect(nearest('nobody@acme.example', ['ada@acme.example'])).toBeUndefined();
});
