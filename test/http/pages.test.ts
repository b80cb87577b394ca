import { pages } from '../../src/http';

const collect = async <T>(items: AsyncIterable<T>): Promise<T[]> => {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
};
const repeated = (cursor: string): Error => new Error(`cursor ${cursor} again`);

it('reads every page once, in order', async () => {
  const chain: Record<string, string | null> = { '': 'b', b: 'c', c: null };
  const asked: string[] = [];
  const read = pages((cursor: string | undefined) => {
    asked.push(cursor ?? '');
    return Promise.resolve({ page: `page ${cursor ?? 'a'}`, next: chain[cursor ?? ''] });
  }, repeated);
  expect(await collect(read)).toEqual(['page a', 'page b', 'page c']);
  expect(asked).toEqual(['', 'b', 'c']);
});

it('ends with an error when a cursor comes again', async () => {
  const read = pages(
    (cursor: string | undefined) => Promise.resolve({ page: cursor, next: cursor === 'b' ? 'c' : 'b' }),
    repeated,
  );
  await expect(collect(read)).rejects.toThrow('cursor b again');
});

it('fetches nothing that nobody asks for', async () => {
  let fetched = 0;
  const read = pages(() => Promise.resolve({ page: ++fetched, next: String(fetched) }), repeated);
  await read.next();
  await read.return();
  expect(fetched).toBe(1);
});
