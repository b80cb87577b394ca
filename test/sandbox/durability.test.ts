/** Does what the sandbox acknowledged survive stops, kills, torn lines and a second process? */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startSandbox } from '../../src/sandbox';
import type { Reply } from './client';
import { listAll, request, sandboxes } from './client';

const { start, file: newFile } = sandboxes();
const linesOf = (file: string): string[] => readFileSync(file, 'utf8').split('\n').slice(0, -1);

test('a restart finds everything as it was, ETags included', async () => {
  const file = newFile();
  const first = await start({ file });
  await first.create('/v1/users', { email: 'ada@acme.example', initialPassword: 'correct horse' });
  await first.create('/v1/users', { email: 'bob@acme.example', status: 'closed' });
  await first.create('/v1/groups', { address: 'all@acme.example', members: ['ada@acme.example'] });
  await first.post('/v1/users/ada@acme.example/rename', { to: 'ada.king@acme.example' });
  await first.post('/v1/messages', { to: 'all@acme.example', text: 'hello' });
  await first.send('DELETE', '/v1/users/bob@acme.example');
  const before = [await listAll(first, '/v1/users', 9), await listAll(first, '/v1/groups', 9)];
  await first.sandbox.close();
  const second = await start({ file, domains: ['ignored.example'] });
  expect([await listAll(second, '/v1/users', 9), await listAll(second, '/v1/groups', 9)]).toEqual(before);
  expect((await second.get('/v1/domains')).body.total).toBe(1);
});

test('a secret is in the file as a salted scrypt hash only, and the file is the owner’s alone', async () => {
  const file = newFile();
  const client = await start({ file });
  const secret = { initialPassword: 'correct horse' };
  await client.create('/v1/users', { email: 'ada@acme.example', ...secret }, { email: 'bob@acme.example', ...secret });
  const text = readFileSync(file, 'utf8');
  expect(text).not.toContain('correct');
  const hashes = text.match(/scrypt\$1024\$8\$1\$[^"]+/g);
  expect(new Set(hashes).size).toBe(2);
  expect(statSync(file).mode & 0o077).toBe(0);
});

test('a torn last line is dropped, and what follows is written as if it had never been', async () => {
  const file = newFile();
  const first = await start({ file });
  await first.create('/v1/users', { email: 'ada@acme.example' });
  await first.sandbox.close();
  appendFileSync(file, linesOf(file).at(-1)?.slice(0, -5) ?? '');
  const second = await start({ file });
  await second.create('/v1/users', { email: 'bob@acme.example' });
  await second.sandbox.close();
  expect((await (await start({ file })).get('/v1/users')).body.total).toBe(2);
});

test('a damaged line refuses to start and is named', async () => {
  const file = newFile();
  const first = await start({ file });
  await first.create('/v1/users', { email: 'ada@acme.example' }, { email: 'bob@acme.example' });
  await first.sandbox.close();
  const lines = linesOf(file);
  const damaged = lines.findIndex((line) => line.includes('ada@'));
  writeFileSync(file, lines.map((line, i) => (i === damaged ? line.replace('ada@', 'eve@') : line) + '\n').join(''));
  const failure = { code: 'corrupt-file', message: expect.stringContaining(`line ${damaged + 1} of`) };
  await expect(start({ file })).rejects.toMatchObject(failure);
  // The failed start holds no lock.
  await expect(start({ file })).rejects.toMatchObject(failure);
});

test.each(['', 'notes\nof somebody\n', '{"dependencies": {}}'])(
  'a file of somebody else is left alone: %j',
  async (text) => {
    const file = newFile();
    writeFileSync(file, text);
    await expect(start({ file })).rejects.toMatchObject({ code: 'foreign-file' });
    expect(readFileSync(file, 'utf8')).toBe(text);
  },
);

test('two sandboxes do not serve one file', async () => {
  const file = newFile();
  const first = await start({ file });
  await expect(start({ file })).rejects.toMatchObject({
    code: 'file-in-use',
    message: expect.stringContaining(String(process.pid)),
  });
  await first.sandbox.close();
  await start({ file });
});

test.each([
  ['a process that is gone', '999999999 1'],
  ['an earlier process of the same id', `${process.pid} 1`],
  ['nobody', ''],
])('the lock of %s is taken over', async (_, holder) => {
  const file = newFile();
  writeFileSync(`${file}.lock`, holder);
  const client = await start({ file });
  expect(readFileSync(`${file}.lock`, 'utf8')).toMatch(new RegExp(`^${process.pid} `));
  await client.sandbox.close();
  expect(existsSync(`${file}.lock`)).toBe(false);
});

test('a log that is mostly history is compacted at start, and no ETag comes again', async () => {
  const file = newFile();
  const first = await start({ file });
  await first.create('/v1/users', { email: 'ada@acme.example' });
  const patch = (i: number) => first.send('PATCH', '/v1/users/ada@acme.example', { givenName: `Ada ${i}` });
  await Promise.all(Array.from({ length: 1100 }, (_, i) => patch(i)));
  await first.send('PATCH', '/v1/users/ada@acme.example', { givenName: 'Ada', status: 'closed' });
  await first.create('/v1/users', { email: 'bob@acme.example', status: 'closed' });
  const { etag } = (await first.get('/v1/users/bob@acme.example')).body;
  await first.send('DELETE', '/v1/users/bob@acme.example');
  await first.sandbox.close();
  expect(linesOf(file).length).toBeGreaterThan(1100);
  const second = await start({ file });
  expect(linesOf(file).length).toBeLessThan(10);
  expect((await second.get('/v1/users')).body).toMatchObject({ total: 1, items: [{ givenName: 'Ada' }] });
  await second.create('/v1/users', { email: 'bob@acme.example' });
  expect((await second.get('/v1/users/bob@acme.example')).body.etag).not.toBe(etag);
});

test('closing twice is closing once', async () => {
  const sandbox = await startSandbox({ file: newFile() });
  await Promise.all([sandbox.close(), sandbox.close()]);
});

describe('killed in the midst of writes', () => {
  /** Starts a sandbox in a process of its own. */
  async function serve(file: string) {
    const child = spawn(
      process.execPath,
      ['-r', 'ts-node/register/transpile-only', join(__dirname, 'serve.ts'), file],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    return { child, url: line.toString().trim() };
  }

  test('it has every write that it acknowledged, and each whole', async () => {
    const file = newFile();
    const { child, url } = await serve(file);
    const acknowledged = new Map<string, Reply['body']>();
    let next = 0;
    const exit = once(child, 'exit');
    async function write(): Promise<void> {
      for (;;) {
        const email = `u${next++}@acme.example`;
        const body = { email, displayName: `user ${next}`, department: 'x'.repeat(next % 80) || 'none' };
        const reply = await request(url, 'token', 'POST', '/v1/users', body);
        if (reply.status === 201) acknowledged.set(email, reply.body);
        if (acknowledged.size === 400) child.kill('SIGKILL');
      }
    }
    await Promise.allSettled(Array.from({ length: 16 }, write));
    await exit;
    expect(child.signalCode).toBe('SIGKILL');
    const survivor = await start({ file });
    const found = await listAll(survivor, '/v1/users', 500);
    const byEmail = new Map(found.map((item) => [item.email, item]));
    expect(acknowledged.size).toBeGreaterThanOrEqual(400);
    for (const [email, body] of acknowledged) expect(byEmail.get(email)).toEqual(body);
    // Nothing but what was sent: at most the 16 writes that were under way may be there unacknowledged.
    expect(found.length - acknowledged.size).toBeLessThanOrEqual(16);
  });
});
