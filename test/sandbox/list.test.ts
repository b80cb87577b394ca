/** Does a list tell every object once, whatever changes while it is read? */
import fc from 'fast-check';
import { Collection } from '../../src/sandbox/collection';
import { listObjects } from '../../src/sandbox/list';
import { listAll, sandboxes } from './client';

const { start } = sandboxes();
const stored = (identity: string) => ({ identity, attributes: {}, secrets: {}, revision: 1 });
const name = fc.integer({ min: 0, max: 30 }).map((number) => `d${number}.example`);
const change = fc.record({ name, remove: fc.boolean() });

test('pages follow the order of identities and hold what a plain sort would', () => {
  fc.assert(
    fc.property(fc.array(change), fc.integer({ min: 1, max: 7 }), (changes, limit) => {
      const collection = new Collection();
      const model = new Set<string>();
      for (const { name, remove } of changes) {
        if (remove) model.delete(name);
        else model.add(name);
        if (remove) collection.remove(name);
        else collection.put(stored(name));
        // Reading in between rebuilds the order at every possible moment.
        if (name.length % 2 === 0) collection.page(undefined, limit);
      }
      const expected = [...model].sort();
      expect(collection.page(undefined, 100).map((object) => object.identity)).toEqual(expected);
      expect(collection.page(expected[0], limit).map((object) => object.identity)).toEqual(
        expected.slice(1, 1 + limit),
      );
    }),
  );
});

test('objects that nobody touches are listed exactly once, though others come and go between the pages', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(name, { minLength: 1 }),
      fc.array(fc.array(change, { maxLength: 5 }), { minLength: 40, maxLength: 40 }),
      fc.integer({ min: 1, max: 5 }),
      (names, between, limit) => {
        const collection = new Collection();
        for (const name of names) collection.put(stored(name));
        const touched = new Set<string>();
        const listed: string[] = [];
        for (let cursor: string | null = '', turn = 0; cursor !== null; turn++) {
          const query = new URLSearchParams({ limit: String(limit), ...(cursor !== '' && { cursor }) });
          const page = listObjects(collection, 'domain', query);
          listed.push(...page.objects.map((object) => object.identity));
          cursor = page.next;
          for (const { name, remove } of between[turn] ?? []) {
            touched.add(name);
            if (remove) collection.remove(name);
            else collection.put(stored(name));
          }
        }
        expect(new Set(listed).size).toBe(listed.length);
        const still = names.filter((name) => !touched.has(name));
        expect(listed.filter((name) => still.includes(name))).toEqual(still.sort());
      },
    ),
  );
});

test('a list comes in pages that add up to its total', async () => {
  const client = await start({ domains: Array.from({ length: 23 }, (_, i) => `d${i}.example`) });
  const first = await client.get('/v1/domains?limit=5');
  expect(first.body).toMatchObject({ total: 23, next: expect.any(String) });
  const all = await listAll(client, '/v1/domains', 5);
  expect(new Set(all.map((item) => item.name)).size).toBe(23);
  expect((await client.get('/v1/domains?limit=23')).body.next).toBeNull();
});

test('objects asked for by identity come in one page, the absent and the impossible left out', async () => {
  const client = await start();
  await client.create('/v1/users', { email: 'ada@acme.example' }, { email: 'bob+x@acme.example' });
  const { body } = await client.get(
    '/v1/users?identity=ADA%40acme.example&identity=ada@acme.example&identity=bob%2Bx@acme.example&identity=no@acme.example&identity=nonsense',
  );
  expect((body.items as { email: string }[]).map((item) => item.email)).toEqual([
    'ada@acme.example',
    'bob+x@acme.example',
  ]);
  expect(body).toMatchObject({ total: 2, next: null });
  const tooMany = Array.from({ length: 101 }, (_, i) => `identity=u${i}@acme.example`).join('&');
  expect((await client.get(`/v1/users?${tooMany}`)).status).toBe(400);
});
