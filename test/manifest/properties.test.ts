/** What holds for every manifest, whoever wrote it. */
import * as fc from 'fast-check';
import { readManifest } from '../../src/manifest';
import {
  KINDS,
  KIND_NAMES,
  declarableAttributes,
  digest,
  parseDeclared,
  resourceType,
  snakeKeys,
  toSnakeCase,
} from '../../src/model';
import type { KindName } from '../../src/model';
import type { Block } from './fixture';
import { MAIL, at, read } from './fixture';

/** Reads whatever it is given, and checks that the answer is either a state or an error, and can be written down. */
function readAnything(json: unknown): void {
  const result = readManifest([{ name: 'acme', json }]);
  expect(result.desired === undefined).toBe(result.findings.some(({ severity }) => severity === 'error'));
  JSON.stringify(result);
}

/** One object of a kind with some of its attributes, as declared, and in the manifest's spelling. */
const declared = (kind: KindName): fc.Arbitrary<{ kind: KindName; written: Block; index: number }> =>
  fc
    .tuple(
      fc.subarray(declarableAttributes(kind).filter((name) => name !== KINDS[kind].identity)),
      fc.array(fc.constantFrom(0, 1), { minLength: 40, maxLength: 40 }),
      fc.nat(),
    )
    .map(([names, choices, index]) => {
      const required = Object.entries(KINDS[kind].attributes).filter(([, { required }]) => required);
      const written = [...new Set([...required.map(([name]) => name), ...names])].map((name, i) => [
        name,
        KINDS[kind].attributes[name]?.samples[choices[i] ?? 0],
      ]);
      return { kind, written: Object.fromEntries(written) as Block, index };
    });

const objects = fc.array(fc.oneof(...KIND_NAMES.map(declared)), { maxLength: 8 }).map((many) =>
  many.map(({ kind, written, index }, i) => ({
    kind,
    name: `r${i}`,
    path: `acme/c${index}`,
    written: {
      ...written,
      [KINDS[kind].identity]:
        kind === 'organization' ? `org-${i}` : kind === 'domain' ? `d${i}.example` : `x${i}@acme.example`,
    },
  })),
);
type Objects = typeof objects extends fc.Arbitrary<infer T> ? T : never;

const manifestOf = (
  many: Objects,
  order: (entries: [string, unknown][]) => [string, unknown][] = (entries) => entries,
): Block => {
  const types: Record<string, [string, unknown][]> = {};
  for (const { kind, name, path, written } of many)
    (types[resourceType(kind)] ??= []).push([
      name,
      at(path, Object.fromEntries(order(Object.entries(snakeKeys(written) as Block)))),
    ]);
  const resource = order(Object.entries(types).map(([type, entries]) => [type, Object.fromEntries(order(entries))]));
  return { resource: Object.fromEntries(resource) };
};
const reversed = (entries: [string, unknown][]): [string, unknown][] => [...entries].reverse();

describe('a right manifest', () => {
  it('comes back as it was declared, normalised', () => {
    fc.assert(
      fc.property(objects, (many) => {
        const { desired, findings } = read(manifestOf(many));
        expect(findings).toEqual([]);
        const byAddress = new Map(desired?.objects.map((object) => [object.address, object]));
        expect(byAddress.size).toBe(many.length);
        for (const { kind, name, path, written } of many)
          expect(byAddress.get(`acme/${resourceType(kind)}.${name}`)).toMatchObject({
            attributes: parseDeclared(kind, written).attributes,
            declaredAt: path,
          });
      }),
    );
  });

  it('has a digest that depends on what is declared, and not on order, path or name', () => {
    fc.assert(
      fc.property(objects, (many) => {
        const original = read(manifestOf(many)).desired;
        const moved = read(
          manifestOf(
            many.map((object) => ({ ...object, name: `new_${object.name}`, path: 'elsewhere' })),
            reversed,
          ),
        ).desired;
        expect(moved?.digest).toBe(original?.digest);
        expect(moved?.objects.map(({ identity }) => identity)).toEqual(
          original?.objects.map(({ identity }) => identity),
        );
        const more = read(
          manifestOf([...many, { kind: 'user', name: 'zoe', path: 'p', written: { email: 'zoe@acme.example' } }]),
        ).desired;
        expect(more?.digest).not.toBe(original?.digest);
        expect(original?.digest).toHaveLength(digest('').length);
      }),
    );
  });

  it('means the same when each value is moved into a local value', () => {
    fc.assert(
      fc.property(objects, (many) => {
        const { resource } = manifestOf(many) as { resource: Record<string, Record<string, Block>> };
        const locals: Record<string, unknown> = {};
        const moved = Object.entries(resource).map(([type, named]) => [
          type,
          Object.fromEntries(
            Object.entries(named).map(([name, body]) => [
              name,
              Object.fromEntries(
                Object.entries(body).map(([attribute, value]) => {
                  if (attribute === '//') return [attribute, value];
                  const local = `${type}-${name}-${attribute}`;
                  locals[local] = value;
                  return [attribute, `\${local.${local}}`];
                }),
              ),
            ]),
          ),
        ]);
        expect(read({ locals, resource: Object.fromEntries(moved) as Block })).toEqual(read({ resource }));
      }),
    );
  });
});

describe('any JSON', () => {
  const keys = fc.constantFrom(
    'resource', 'provider', 'variable', 'locals', 'output', 'module', 'data', 'mail', 'mail_user', 'mail_group', 'mail_x', '//', 'metadata', 'path',
    'ada', 'email', 'members', 'forwarding', 'to', 'depends_on', 'lifecycle', 'ignore_changes', 'prevent_destroy', 'for_each', 'count', 'alias', 'host',
    'token', 'scope', 'default', 'type', 'sensitive', 'value', '__proto__', 'constructor', 'toString', 'hasOwnProperty', '', 'initial_password',
  ); // prettier-ignore
  const texts = fc.oneof(
    keys,
    fc.string(),
    fc.constantFrom(
      '${mail_user.ada.email}', '${mail_user.ada.forwarding.to[0]}', '${var.ada}', '${local.ada}', '${local.__proto__}', '${local.constructor.name}', '${each.key}',
      '${count.index}', '${data.terraform_remote_state.cross-stack-reference-input-acme.outputs.ada}', '${mail_user["ada"]}', '${mail_user}', '${', '$${', '%{', 'all',
      'ada@acme.example', 'env:X', 'mail_user.ada', 'mail_user.ada["x"]', '${mail_user.ada[0].email}', '${local.ada}${local.ada}', 'x\ud800',
    ),
  ); // prettier-ignore
  const { json } = fc.letrec<{ json: unknown }>((tie) => ({
    json: fc.oneof(
      { maxDepth: 8, depthSize: 'medium' },
      texts,
      fc.constantFrom(null, true, false, 0, -1, 3, 1e308, 1.5),
      fc.array(tie('json'), { maxLength: 3 }),
      fc.array(fc.tuple(keys, tie('json')), { maxLength: 5 }).map((entries) => Object.fromEntries(entries) as unknown),
    ),
  }));

  it('is read', () => fc.assert(fc.property(fc.jsonValue(), readAnything)));

  it('is read when it looks like a manifest', () => fc.assert(fc.property(json, readAnything), { numRuns: 500 }));

  it('is read where a part of a manifest should be', () => {
    const right = (): Record<string, unknown> => ({
      provider: { mail: [{ ...MAIL }] },
      variable: { ada: { type: 'string', default: 'x' } },
      locals: { ada: '${mail_user.ada.email}' },
      output: { ada: { value: '${local.ada}' } },
      resource: {
        mail_user: {
          ada: { email: 'ada@acme.example', depends_on: ['mail_group.all'], lifecycle: { ignore_changes: ['email'] } },
        },
        mail_group: { all: { for_each: { x: 1 }, address: '${each.key}@acme.example', members: ['${local.ada}'] } },
      },
    });
    /** Puts `value` at the place that the numbers lead to. */
    const mutate = (node: Record<string, unknown>, [step = 0, ...rest]: number[], value: unknown): void => {
      const names = Object.keys(node);
      const name = names[step % names.length] ?? 'x';
      const inner = node[name];
      if (rest.length > 0 && typeof inner === 'object' && inner !== null)
        mutate(inner as Record<string, unknown>, rest, value);
      else Object.defineProperty(node, name, { value, enumerable: true });
    };
    const path = fc.array(fc.nat(20), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(path, json, (steps, value) => {
        const manifest = right();
        mutate(manifest, steps, value);
        readAnything(manifest);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['lists', '['.repeat(50_000) + ']'.repeat(50_000)],
    ['objects', '{"a":'.repeat(50_000) + '1' + '}'.repeat(50_000)],
  ])('is read when %s are nested without end', (_, text) => {
    const deep: unknown = JSON.parse(text);
    readAnything(deep);
    for (const name of ['email', 'forwarding', 'depends_on', 'lifecycle', 'for_each', 'count', 'provider', '//'])
      readAnything({
        provider: { mail: MAIL },
        resource: { mail_user: { ada: { email: 'ada@acme.example', [name]: deep } } },
      });
    for (const name of ['host', 'alias', 'scope', 'options'])
      readAnything({ provider: { mail: { ...MAIL, [name]: deep } } });
    for (const section of ['resource', 'provider', 'locals', 'variable', 'output', 'module', 'data'])
      readAnything({ [section]: deep });
    readAnything({
      provider: { mail: MAIL },
      locals: { deep },
      variable: { deep: { default: deep, type: deep, sensitive: deep } },
      resource: { mail_user: { ada: { email: '${local.deep}', given_name: '${var.deep}' } } },
    });
  });

  it('is read when values refer to each other in a chain without end', () => {
    const chain = (length: number): Record<string, unknown> =>
      Object.fromEntries(Array.from({ length }, (_, i) => [`x${i}`, [`\${local.x${i + 1}}`]]));
    const reference = (i: number): Block => ({ email: `u${i}@acme.example`, licences: `\${local.x${i}}` });
    // From the end of the chain, so that each step finds the one before already resolved.
    const users = Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`u${i}`, reference(4999 - i)]));
    readAnything({
      provider: { mail: MAIL },
      locals: { ...chain(5000), x5000: 'end' },
      resource: { mail_user: users },
    });
  });
});

it('knows an attribute only by its name in the manifest', () => {
  for (const kind of KIND_NAMES)
    for (const name of declarableAttributes(kind)) {
      const written = { [name]: KINDS[kind].attributes[name]?.samples[0] };
      const { findings } = read({ resource: { [resourceType(kind)]: { one: written } } });
      expect(findings.some(({ code }) => code === 'attribute-unknown')).toBe(toSnakeCase(name) !== name);
    }
});

describe('a small manifest that asks for much', () => {
  const many = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`k${i}`, i]));
  const long = Array.from({ length: 20_000 }, (_, i) => `label${i}`);

  it.each<[string, Block]>([
    [
      'instances',
      {
        mail_user: Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`u${i}`, { count: 100_000, email: 'x' }])),
      },
    ],
    [
      'long values in instances',
      { mail_user: { a: { for_each: many, email: '${each.key}@acme.example', licences: long } } },
    ],
    [
      'references to long values',
      {
        mail_user: Object.fromEntries(
          Array.from({ length: 2000 }, (_, i) => [`u${i}`, { email: `u${i}@acme.example`, licences: '${local.long}' }]),
        ),
      },
    ],
    [
      'dependencies between instances',
      {
        mail_user: {
          a: { count: 30_000, email: 'a${count.index}@acme.example' },
          b: { count: 30_000, email: 'b${count.index}@acme.example', depends_on: ['mail_user.a'] },
        },
      },
    ],
  ])('%s: is refused before it takes long', (_, resource) => {
    const { desired, findings } = readManifest([
      { name: 'acme', json: { provider: { mail: MAIL }, locals: { long }, resource } },
    ]);
    expect(findings.filter(({ code }) => code === 'expression-too-large')).toHaveLength(1);
    expect(desired).toBeUndefined();
  });
});
