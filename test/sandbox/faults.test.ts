/** Do faults come as they were asked for, and do they do to the state what they say? */
import { FAULT_KINDS } from '../../src/sandbox';
import type { FaultKind, FaultSettings } from '../../src/sandbox';
import { Faults, readFaultSettings } from '../../src/sandbox/faults';
import { listAll, sandboxes } from './client';

const { start } = sandboxes();
const always = (kind: FaultKind, more: Partial<FaultSettings> = {}): Partial<FaultSettings> => ({
  rate: 1,
  kinds: [kind],
  retryAfter: 0,
  delay: 5,
  ...more,
});
const ada = { email: 'ada@acme.example' };

/** Creates ada under a fault and tells what the client saw and whether ada is there. */
async function createUnder(kind: FaultKind) {
  const client = await start({ faults: always(kind) });
  const seen = await client.post('/v1/users', ada).catch(() => 'cut' as const);
  expect(client.sandbox.injectedFaults()).toEqual({ [kind]: 1 });
  client.sandbox.setFaults({});
  const exists = (await client.get('/v1/users/ada@acme.example')).status === 200;
  return { seen: seen === 'cut' ? seen : seen.status, exists, reply: seen === 'cut' ? undefined : seen };
}

test('a fault before the commit leaves nothing, one after it leaves the object', async () => {
  const limited = await createUnder('rate-limited');
  expect(limited).toMatchObject({ seen: 429, exists: false });
  expect(limited.reply?.headers.get('retry-after')).toBe('0');
  const before = await createUnder('error-before');
  expect([500, 503]).toContain(before.seen);
  expect(before.exists).toBe(false);
  const after = await createUnder('error-after');
  expect([500, 503]).toContain(after.seen);
  expect(after.reply?.headers.get('retry-after')).toBeNull();
  expect(after.exists).toBe(true);
  expect(await createUnder('cut-before')).toMatchObject({ seen: 'cut', exists: false });
  expect(await createUnder('cut-after')).toMatchObject({ seen: 'cut', exists: true });
  expect(await createUnder('slow')).toMatchObject({ seen: 201, exists: true });
});

test('a short page ends the list early, and only its total tells', async () => {
  const domains = Array.from({ length: 10 }, (_, i) => `d${i}.example`);
  const client = await start({ domains, faults: always('short-page') });
  const { body } = await client.get('/v1/domains?limit=4');
  expect(body).toMatchObject({ total: 10, next: null });
  expect(body.items).toHaveLength(2);
  expect((await client.get('/v1/domains?identity=d1.example')).body).toMatchObject({ total: 1, items: [{}] });
});

test('a stale list tells what was there before the last writes, in every respect', async () => {
  const client = await start({ faults: always('stale-list', { lag: 4 }) });
  await client.create('/v1/users', ada, { email: 'bob@acme.example' }, { email: 'cy@acme.example', status: 'closed' });
  client.sandbox.setFaults({});
  const before = await listAll(client, '/v1/users', 2);
  await client.send('PATCH', '/v1/users/ada@acme.example', { givenName: 'Ada' });
  await client.post('/v1/users/bob@acme.example/rename', { to: 'robert@acme.example' });
  await client.send('DELETE', '/v1/users/cy@acme.example');
  await client.create('/v1/users', { email: 'dee@acme.example' });
  client.sandbox.setFaults(always('stale-list', { lag: 4 }));
  expect(await listAll(client, '/v1/users', 2)).toEqual(before);
  expect((await client.get('/v1/users/ada@acme.example')).body.givenName).toBe('Ada');
  client.sandbox.setFaults({});
  const emails = (await listAll(client, '/v1/users', 2)).map((item) => item.email);
  expect(emails).toEqual(['ada@acme.example', 'dee@acme.example', 'robert@acme.example']);
});

test('the start data is never taken for a write that a list lags behind', async () => {
  const client = await start({ faults: always('stale-list') });
  expect((await client.get('/v1/domains')).body.total).toBe(1);
});

test('the same seed gives the same faults, in whatever order requests arrive', () => {
  const settings = readFaultSettings({ rate: 0.4, seed: 7 });
  const requests = Array.from({ length: 300 }, (_, i) => `GET /v1/users/u${i % 100}`);
  const drawn = (order: readonly string[], from = settings) => {
    const faults = new Faults(from);
    const all = order.map((request) => `${request} ${faults.draw(request, false)?.kind}`).sort();
    return { all, counts: faults.counts };
  };
  const first = drawn(requests);
  expect(drawn([...requests].reverse())).toEqual(first);
  expect(drawn(requests, { ...settings, seed: 8 })).not.toEqual(first);
  const failed = Object.values(first.counts).reduce((sum, count) => sum + count, 0);
  expect(failed).toBeGreaterThan(300 * 0.3);
  expect(failed).toBeLessThan(300 * 0.5);
  expect(Object.keys(first.counts).sort()).toEqual(
    FAULT_KINDS.filter((kind) => !['short-page', 'stale-list'].includes(kind)).sort(),
  );
});

test('one and the same request fails at most as often as the limit says', () => {
  const faults = new Faults(readFaultSettings({ rate: 1, limitPerRequest: 2 }));
  const drawn = Array.from({ length: 5 }, () => faults.draw('GET /v1/users', true) !== undefined);
  expect(drawn).toEqual([true, true, false, false, false]);
  expect(faults.draw('GET /v1/groups', true)).toBeDefined();
});

test('faults are set and read over HTTP, and spare what steers the sandbox', async () => {
  const client = await start();
  const settings = { rate: 1, kinds: ['error-before'], seed: 3, limitPerRequest: 5, delay: 1, retryAfter: 2, lag: 9 };
  expect((await client.post('/v1/faults', settings)).body).toEqual({ ...settings, injected: {} });
  expect((await client.get('/v1/users')).status).toBeGreaterThanOrEqual(500);
  for (const path of ['/v1/faults', '/v1/calls', '/v1/health', '/v1/delivery/ada@acme.example'])
    expect((await client.get(path)).status).toBe(200);
  expect((await client.get('/v1/faults')).body).toEqual({ ...settings, injected: { 'error-before': 1 } });
  const { body } = await client.post('/v1/faults', { rate: 2, kinds: ['fire'], speed: 1 });
  expect(body).toMatchObject({
    status: 422,
    errors: [{ attribute: 'rate' }, { attribute: 'kinds' }, { attribute: 'speed' }],
  });
  expect((await client.post('/v1/faults', {})).body).toMatchObject({ rate: 0, injected: {} });
  expect((await client.get('/v1/users')).status).toBe(200);
});

test('a stop does not wait for slow answers', async () => {
  const client = await start({ faults: always('slow', { delay: 60_000 }) });
  const slow = client.post('/v1/users', ada);
  await client.get('/v1/calls');
  while (client.sandbox.injectedFaults().slow === undefined) await client.get('/v1/calls');
  await client.sandbox.close();
  expect((await slow).status).toBe(201);
});
