/** Does the sandbox keep, change, rename and remove objects as its rules say? */
import { KINDS, KIND_NAMES, declarableAttributes, parseDeclared } from '../../src/model';
import type { KindName } from '../../src/model';
import { sandboxes } from './client';

const { start } = sandboxes();
const PATHS = { organization: 'organizations', domain: 'domains', user: 'users', alias: 'aliases', group: 'groups' };

/** What is sent for an attribute: its sample, or the secret itself where the sample names a secret. */
const sent = (kind: KindName, name: string, sample: 0 | 1): unknown => {
  const attribute = KINDS[kind].attributes[name];
  return attribute?.sensitive ? `plain secret ${sample}` : attribute?.samples[sample];
};
const samples = (kind: KindName, sample: 0 | 1): Record<string, unknown> =>
  Object.fromEntries(
    declarableAttributes(kind)
      .filter((name) => KINDS[kind].attributes[name]?.planOnly === undefined)
      .map((name) => [name, sent(kind, name, name === KINDS[kind].identity ? 0 : sample)]),
  );
const told = (kind: KindName, written: Record<string, unknown>): Record<string, unknown> => {
  const plain = Object.entries(written).filter(([name]) => !KINDS[kind].attributes[name]?.sensitive);
  return parseDeclared(kind, Object.fromEntries(plain)).attributes;
};

describe.each(KIND_NAMES)('a %s', (kind) => {
  const path = `/v1/${PATHS[kind]}`;
  const identity = String(KINDS[kind].attributes[KINDS[kind].identity]?.samples[0]);
  const domains = kind === 'domain' ? ['acme-labs.example', 'other.example'] : ['acme.example'];
  // A domain that stands for itself is nonsense, but one that names existing ones is not.
  const both = ([0, 1] as const).map((sample) => {
    const all = samples(kind, sample);
    return kind === 'domain' ? { ...all, aliasOf: domains[sample], subdomainOf: domains[1 - sample] } : all;
  }) as [Record<string, unknown>, Record<string, unknown>];

  test('keeps every attribute of the model at creation and at change, normalised', async () => {
    const client = await start({ domains });
    const created = await client.post(path, both[0]);
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject(told(kind, both[0]));
    const location = String(created.headers.get('location'));
    expect(location).toBe(`${path}/${encodeURIComponent(identity)}`);
    const changed = await client.send('PATCH', location, both[1]);
    expect(changed.status).toBe(200);
    expect(changed.body).toMatchObject(told(kind, both[1]));
    expect((await client.get(location)).body).toEqual(changed.body);
    expect(changed.headers.get('etag')).toBe(changed.body.etag);
    expect(changed.body.etag).not.toBe(created.body.etag);
  });

  test('clears what may be cleared with null and answers it no more, or as an empty list', async () => {
    const client = await start({ domains });
    await client.create(path, both[0]);
    const clearable = Object.keys(both[0]).filter((name) => !KINDS[kind].attributes[name]?.required);
    const nulls = Object.fromEntries(clearable.map((name) => [name, null]));
    const { status, body } = await client.send('PATCH', `${path}/${identity}`, nulls);
    expect(status).toBe(200);
    for (const name of clearable) expect([undefined, []]).toContainEqual(body[name]);
  });

  test('is created once', async () => {
    const client = await start({ domains });
    await client.create(path, both[0]);
    const again = await client.post(path, both[0]);
    expect(again.status).toBe(409);
    expect(again.body).toMatchObject({ type: 'urn:mailstate:sandbox:conflict', existing: { kind, identity } });
  });

  test('is gone once removed', async () => {
    const client = await start({ domains });
    await client.create(path, kind === 'user' ? { ...both[0], status: 'closed' } : both[0]);
    expect((await client.send('DELETE', `${path}/${identity}`)).status).toBe(204);
    expect((await client.send('DELETE', `${path}/${identity}`)).status).toBe(404);
    expect((await client.get(`${path}/${identity}`)).status).toBe(404);
  });
});

test('an address belongs to one object among users, aliases and groups', async () => {
  const client = await start();
  await client.create('/v1/users', { email: 'ada@acme.example' });
  const alias = await client.post('/v1/aliases', { address: 'Ada@ACME.example', targets: [] });
  expect(alias.body).toMatchObject({ status: 409, existing: { kind: 'user', identity: 'ada@acme.example' } });
  const group = await client.post('/v1/groups', { address: 'ada@acme.example' });
  expect(group.body).toMatchObject({ status: 409, existing: { kind: 'user' } });
});

test('a rename keeps id, creation and mail, and leaves what others say of the old address', async () => {
  const client = await start({ now: () => 0 });
  await client.create('/v1/users', { email: 'ada@acme.example' });
  await client.create('/v1/aliases', { address: 'info@acme.example', targets: ['ada@acme.example'] });
  await client.post('/v1/messages', { to: 'info@acme.example', text: 'twelve bytes' });
  const before = (await client.get('/v1/users/ada@acme.example')).body;
  const renamed = await client.post('/v1/users/ada@acme.example/rename', { to: 'Ada.King@acme.example' });
  expect(renamed.body).toEqual({ ...before, email: 'ada.king@acme.example', usedBytes: 12, etag: renamed.body.etag });
  expect((await client.get('/v1/users/ada@acme.example')).status).toBe(404);
  expect((await client.get('/v1/aliases/info@acme.example')).body.targets).toEqual(['ada@acme.example']);
  expect((await client.post('/v1/users/ada.king@acme.example/rename', { to: 'info@acme.example' })).status).toBe(409);
  expect((await client.post('/v1/users/ada.king@acme.example/rename', { to: 'ada@gone.example' })).status).toBe(422);
  expect((await client.post('/v1/users/ada.king@acme.example/rename', {})).status).toBe(422);
});

test('a write is refused when the object moved since it was read', async () => {
  const client = await start();
  await client.create('/v1/users', { email: 'ada@acme.example', status: 'closed' });
  const { body } = await client.get('/v1/users/ada@acme.example');
  const match = { 'if-match': String(body.etag) };
  const moved = await client.send('PATCH', '/v1/users/ada@acme.example', { givenName: 'Ada' }, match);
  expect(moved.status).toBe(200);
  const late = await client.send('PATCH', '/v1/users/ada@acme.example', { givenName: 'Augusta' }, match);
  expect(late.body).toMatchObject({ status: 412, etag: moved.body.etag });
  expect((await client.send('DELETE', '/v1/users/ada@acme.example', undefined, match)).status).toBe(412);
  expect((await client.send('DELETE', '/v1/users/ada@acme.example', undefined, { 'if-match': '*' })).status).toBe(204);
});

test('the identity is not changed by a patch', async () => {
  const client = await start();
  await client.create('/v1/users', { email: 'ada@acme.example' });
  expect((await client.send('PATCH', '/v1/users/ada@acme.example', { email: 'ADA@acme.example' })).status).toBe(200);
  const { body } = await client.send('PATCH', '/v1/users/ada@acme.example', { email: 'bob@acme.example' });
  expect(body).toMatchObject({ status: 422, errors: [{ attribute: 'email' }] });
});

test('a domain must exist before its addresses and before domains that name it, and outlives them', async () => {
  const client = await start();
  const { body } = await client.post('/v1/users', { email: 'ada@gone.example' });
  expect(body).toMatchObject({ status: 422, errors: [{ attribute: 'email' }] });
  expect(JSON.stringify(body.errors)).toContain('gone.example');
  const alias = await client.post('/v1/domains', { name: 'acme.test', aliasOf: 'gone.example' });
  expect(alias.body).toMatchObject({ status: 422, errors: [{ attribute: 'aliasOf' }] });
  await client.create('/v1/groups', { address: 'all@acme.example' });
  const inUse = { status: 409, type: 'urn:mailstate:sandbox:in-use', addresses: 1 };
  expect((await client.send('DELETE', '/v1/domains/acme.example')).body).toMatchObject(inUse);
  await client.post('/v1/domains', { name: 'acme.test' });
  await client.post('/v1/groups/all@acme.example/rename', { to: 'all@acme.test' });
  expect((await client.send('DELETE', '/v1/domains/acme.example')).status).toBe(204);
});

test('only a closed user is deleted', async () => {
  const client = await start();
  await client.create('/v1/users', { email: 'ada@acme.example', status: 'locked' });
  const refused = await client.send('DELETE', '/v1/users/ada@acme.example');
  expect(refused.body).toMatchObject({ status: 409, type: 'urn:mailstate:sandbox:not-closed' });
  await client.send('PATCH', '/v1/users/ada@acme.example', { status: 'closed' });
  expect((await client.send('DELETE', '/v1/users/ada@acme.example')).status).toBe(204);
});

test('users stop where the seats end, and the organisation tells how many are left', async () => {
  const client = await start({ seats: 1 });
  await client.create('/v1/organizations', { name: 'acme' });
  await client.create('/v1/users', { email: 'ada@acme.example' });
  const { body } = await client.post('/v1/users', { email: 'bob@acme.example' });
  expect(body).toMatchObject({
    status: 409,
    type: 'urn:mailstate:sandbox:limit-reached',
    seats: { used: 1, total: 1 },
  });
  await client.post('/v1/messages', { to: 'ada@acme.example', text: 'hello' });
  const acme = (await client.get('/v1/organizations/acme')).body;
  expect(acme).toMatchObject({ seats: { used: 1, total: 1 }, storage: { used: 5 } });
});

test('all wrong attributes are told at once, and no secret among them', async () => {
  const client = await start();
  const { body } = await client.post('/v1/users', {
    email: 'ada@acme.example',
    quota: 'huge',
    nickname: 'A',
    id: 'u-1',
    previously: ['a@acme.example'],
    initialPassword: 'hunter2',
  });
  const wrong = (body.errors as { attribute: string }[]).map((error) => error.attribute).sort();
  expect(wrong).toEqual(['id', 'initialPassword', 'nickname', 'previously', 'quota']);
  expect(JSON.stringify(body)).not.toContain('hunter2');
});

test('a secret is never answered', async () => {
  const client = await start();
  const created = await client.post('/v1/users', { email: 'ada@acme.example', initialPassword: 'correct horse' });
  expect(created.status).toBe(201);
  const listed = await client.get('/v1/users');
  for (const { body } of [created, listed]) expect(JSON.stringify(body)).not.toMatch(/assword|correct|scrypt/);
});

test('of many that create the same address at once, one succeeds', async () => {
  const client = await start();
  const body = { email: 'ada@acme.example', initialPassword: 'correct horse' };
  const replies = await Promise.all(Array.from({ length: 8 }, () => client.post('/v1/users', body)));
  expect(replies.map((reply) => reply.status).sort()).toEqual([201, ...Array<number>(7).fill(409)]);
});

test('an arriving message fills each mailbox once and moves no ETag', async () => {
  const client = await start();
  await client.create('/v1/users', { email: 'ada@acme.example', forwarding: { to: ['bob@acme.example'] } });
  await client.create('/v1/users', { email: 'bob@acme.example', forwarding: { to: ['ada@acme.example'] } });
  const before = (await client.get('/v1/users')).body.items as { etag: string }[];
  await client.post('/v1/messages', { to: 'ada@acme.example', text: 'é' });
  const after = (await client.get('/v1/users')).body.items as { etag: string }[];
  expect(after).toEqual(before.map((item) => ({ ...item, usedBytes: 2 })));
  expect((await client.post('/v1/messages', { to: 'ada' })).status).toBe(422);
});
