/** Does the sandbox let in whom it should, and say plainly why it does not do something? */
import { request, sandboxes } from './client';

const { start } = sandboxes();
const clock = (time: number) => ({ now: () => time, pass: (milliseconds: number) => void (time += milliseconds) });

test('without a known token everything but health and the description is refused', async () => {
  const { sandbox } = await start({ token: 'right' });
  const { status, headers, body } = await request(sandbox.url, 'wrong', 'GET', '/v1/users');
  expect([status, headers.get('content-type')]).toEqual([401, 'application/problem+json']);
  expect(headers.get('www-authenticate')).toMatch(/^Bearer/);
  expect(body).toMatchObject({ type: 'urn:mailstate:sandbox:unauthenticated', status: 401, title: 'No valid token' });
  expect((await fetch(`${sandbox.url}/v1/users`)).status).toBe(401);
  expect((await fetch(`${sandbox.url}/v1/health`)).status).toBe(200);
  expect((await fetch(`${sandbox.url}/v1/openapi.json`)).status).toBe(200);
});

test('a read-only token reads and does not write', async () => {
  const { sandbox } = await start({ tokens: [{ token: 'reader', readOnly: true }] });
  expect((await request(sandbox.url, 'reader', 'GET', '/v1/users')).status).toBe(200);
  for (const [method, path] of [
    ['POST', '/v1/users'],
    ['DELETE', '/v1/domains/acme.example'],
    ['POST', '/v1/faults'],
  ] as const) {
    const { body } = await request(sandbox.url, 'reader', method, path, method === 'POST' ? {} : undefined);
    expect(body).toMatchObject({ status: 403, type: 'urn:mailstate:sandbox:read-only-token' });
  }
});

test('an expired token says that it expired, and when', async () => {
  const { now, pass } = clock(Date.parse('2026-01-01T00:00:00Z'));
  const expiresAt = '2026-01-01T00:00:01Z';
  const { sandbox } = await start({ now, tokens: [{ token: 'short-lived', expiresAt }] });
  expect((await request(sandbox.url, 'short-lived', 'GET', '/v1/users')).status).toBe(200);
  pass(1000);
  const { body } = await request(sandbox.url, 'short-lived', 'GET', '/v1/users');
  expect(body).toMatchObject({ status: 401, type: 'urn:mailstate:sandbox:expired-token' });
  expect(body.detail).toContain(expiresAt);
});

test('more calls than the rate are refused until Retry-After has passed', async () => {
  const { now, pass } = clock(0);
  const client = await start({ now, rate: { calls: 2, perSeconds: 4 } });
  expect((await client.get('/v1/users')).status).toBe(200);
  expect((await client.get('/v1/users')).status).toBe(200);
  const refused = await client.post('/v1/users', { email: 'ada@acme.example' });
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '2']);
  pass(2000);
  expect((await client.get('/v1/users')).body.total).toBe(0);
  expect((await client.get('/v1/users')).status).toBe(429);
});

test('each mistake in a request has its own answer', async () => {
  const client = await start();
  const problems = async (...asked: Parameters<typeof client.send>) => {
    const { status, body } = await client.send(...asked);
    return [status, body.type];
  };
  const urn = (name: string) => `urn:mailstate:sandbox:${name}`;
  expect(await problems('GET', '/v1/nothing')).toEqual([404, urn('unknown-path')]);
  expect(await problems('GET', '/v1/users/nobody@acme.example')).toEqual([404, urn('not-found')]);
  expect(await problems('GET', '/v1/users/nonsense')).toEqual([404, urn('not-found')]);
  expect(await problems('GET', '/v1/users/%ff')).toEqual([400, urn('bad-request')]);
  expect(await problems('PUT', '/v1/users', {})).toEqual([405, urn('method-not-allowed')]);
  expect(await problems('POST', '/v1/users', '{"email"')).toEqual([400, urn('bad-request')]);
  expect(await problems('POST', '/v1/users', '[]')).toEqual([400, urn('bad-request')]);
  expect(await problems('POST', '/v1/users', 'x', { 'content-type': 'text/plain' })).toEqual([
    415,
    urn('unsupported-media-type'),
  ]);
  expect(await problems('POST', '/v1/users', 'x'.repeat(1024 * 1024 + 1))).toEqual([413, urn('too-large')]);
  expect(await problems('GET', '/v1/users?limit=501')).toEqual([400, urn('bad-request')]);
  expect(await problems('GET', '/v1/users?limit=0')).toEqual([400, urn('bad-request')]);
  expect(await problems('GET', '/v1/users?cursor=!')).toEqual([400, urn('bad-request')]);
  expect(await problems('GET', '/v1/delivery/nonsense')).toEqual([422, urn('invalid')]);
  const { headers } = await client.send('PUT', '/v1/users', {});
  expect(headers.get('allow')).toBe('GET, POST');
});

test('calls are counted by operation, and the hook sees each', async () => {
  const seen: string[] = [];
  const client = await start({ onRequest: ({ operation, target }) => seen.push(`${operation} <- ${target}`) });
  await client.get('/v1/users/ada@acme.example');
  await client.get('/v1/users?limit=1');
  await client.get('/v1/users/bob@acme.example');
  expect(seen[0]).toBe('GET /v1/users/{email} <- /v1/users/ada@acme.example');
  const byOperation = { 'GET /v1/users/{email}': 2, 'GET /v1/users': 1 };
  expect(client.sandbox.calls()).toEqual({ total: 3, byOperation, peakConcurrency: 1 });
  expect((await client.get('/v1/calls')).body).toMatchObject({ total: 4 });
});

test.each([
  [{ tokens: [{ token: 'a b' }] }, 'blank'],
  [{ tokens: [{ token: 'a', expiresAt: 'soon' }] }, '"soon"'],
  [{ rate: { calls: 0, perSeconds: 1 } }, '"calls":0'],
  [{ faults: { rate: 2 } }, 'rate 2 is not a number from 0 to 1'],
  [{ domains: ['nonsense'] }, 'has no dot'],
  [{ domains: ['acme.example', 'ACME.example'] }, 'twice'],
  [{ seed: [{ kind: 'mailbox' as 'user', attributes: {} }] }, 'one of organization'],
  [{ seed: [{ kind: 'user' as const, attributes: { email: 'ada@acme.example', nickname: 'A' } }] }, 'nickname'],
])('a wrong option keeps it from starting: %j', async (options, said) => {
  await expect(start(options)).rejects.toMatchObject({ code: 'bad-option', message: expect.stringContaining(said) });
});

test('a port that is taken is named', async () => {
  const { sandbox } = await start();
  const port = Number(new URL(sandbox.url).port);
  await expect(start({ port })).rejects.toMatchObject({ code: 'port-in-use' });
});
