import { Batcher } from '../../../src/drivers/postfixadmin/batch';
import type { Outcome } from '../../../src/drivers/postfixadmin/batch';
import { HostError } from '../../../src/host';

const { signal } = new AbortController();
const ok = (value: string): Outcome<string> => ({ ok: true, value });

/** A batcher that notes its batches; a member "bad" makes the database refuse the whole of its batch. */
function noting(size: number, error = new HostError({ code: 'INVALID', message: 'too long' })) {
  const batches: (readonly string[])[] = [];
  const batcher = new Batcher<string, string>((items) => {
    batches.push(items);
    return items.includes('bad') ? Promise.reject(error) : Promise.resolve(items.map(ok));
  }, size);
  return { batches, add: (item: string) => batcher.add(item, signal), batcher };
}

it('puts together what is asked for in one turn, and splits what is too much', async () => {
  const { batches, add } = noting(3);
  expect(await Promise.all(['a', 'b', 'c', 'd'].map(add))).toEqual(['a', 'b', 'c', 'd']);
  expect(batches).toEqual([['a', 'b', 'c'], ['d']]);
});

it('gathers what comes while a batch is under way', async () => {
  let free: () => void = () => undefined;
  const batches: (readonly string[])[] = [];
  const batcher = new Batcher<string, string>(async (items) => {
    batches.push(items);
    if (items.includes('first')) await new Promise<void>((resolve) => (free = resolve));
    return items.map(ok);
  }, 10);
  const first = batcher.add('first', signal);
  await new Promise((resolve) => setImmediate(resolve));
  const rest = ['b', 'c'].map((item) => batcher.add(item, signal));
  free();
  await Promise.all([first, ...rest]);
  expect(batches).toEqual([['first'], ['b', 'c']]);
});

it('one bad member does not fail the others', async () => {
  const { add } = noting(8);
  const outcomes = await Promise.allSettled(['a', 'b', 'bad', 'c', 'd'].map(add));
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled', 'fulfilled']); // prettier-ignore
});

it.each([
  ['the connection is lost', new HostError({ code: 'UNAVAILABLE', message: 'gone' })],
  [
    'it is not known what was done',
    new HostError({ code: 'UNAVAILABLE', message: 'gone', outcome: 'unknown', status: 1213 }),
  ],
  ['the account may not', new HostError({ code: 'FORBIDDEN', message: 'no' })],
])('tries nothing again when %s', async (_when, error) => {
  const { add, batches } = noting(8, error);
  const outcomes = await Promise.allSettled(['a', 'bad'].map(add));
  expect(outcomes).toEqual([{ status: 'rejected', reason: error }, { status: 'rejected', reason: error }]); // prettier-ignore
  expect(batches).toHaveLength(1);
});

it('does not send what was stopped while it waited', async () => {
  const { batches, batcher, add } = noting(8);
  const stop = new AbortController();
  const stopped = batcher.add('a', stop.signal);
  const other = add('b');
  stop.abort();
  await expect(stopped).rejects.toMatchObject({ code: 'CANCELLED', outcome: 'not-done' });
  await other;
  expect(batches).toEqual([['b']]);
});
