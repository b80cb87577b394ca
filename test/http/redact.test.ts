import fc from 'fast-check';
import { z } from 'zod';
import { createHttpClient, parseEndpoint, redactor } from '../../src/http';
import type { Failure } from '../../src/http';
import { fakeClock } from '../support/fake-clock';
import { serve } from '../support/http-server';

it('masks a secret in every form in which it may come back', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 8, unit: 'grapheme' }), fc.string(), fc.string(), (secret, before, after) => {
      const redact = redactor([secret]);
      const url = `${before}?password=${encodeURIComponent(secret)}`;
      const basic = Buffer.from(secret).toString('base64');
      const sent = JSON.stringify({ before, secret });
      const quoted = JSON.stringify({ detail: `refused ${sent}` });
      for (const text of [`${before}${secret}${after}`, sent, quoted, url, `x ${basic}`]) {
        expect(redact(text)).not.toContain(secret);
        expect(redact(text)).not.toContain(JSON.stringify(secret).slice(1, -1));
        expect(redact(text)).not.toContain(basic);
      }
    }),
  );
});

it('masks what looks like a credential without being told', () => {
  const redact = redactor([]);
  expect(redact('get https://ada:pw@mail.acme.example/x?token=abc&limit=5')).toBe(
    'get https://(secret)@mail.acme.example/x?token=(secret)&limit=5',
  );
  expect(redact('sent "authorization": "Bearer abc.def"')).toBe('sent "authorization": "(secret)"');
  expect(redact('the basic plan allows 5 users')).toBe('the basic plan allows 5 users');
});

it('nothing of a failure holds the token or a secret of the request, even if the host repeats them', async () => {
  const [token, password] = ['tok-canary-4815', 'pw "canary" 1623'];
  const server = await serve((count) => (response, request) => {
    response.writeHead(count % 2 === 0 ? 422 : 200, { location: `https://x.example/?token=${token}` });
    const said = JSON.stringify({ detail: `got ${password} from ${request.headers.authorization ?? ''}`, password });
    // Escaped as some servers do.
    response.end(said.replaceAll('c', String.raw`\u0063`));
  });
  const failures: Failure[] = [];
  const client = createHttpClient({
    endpoint: new URL(server.url),
    credentials: { authorization: `Bearer ${token}` },
    concurrency: 1,
    clock: fakeClock(),
    random: () => 0,
    failure: (failure) => {
      failures.push(failure);
      return new Error(failure.message);
    },
  });
  const { signal } = new AbortController();
  for (const path of ['/v1/users', `/v1/users/${encodeURIComponent(password)}`])
    for (let i = 0; i < 2; i++) {
      const body = { initialPassword: password };
      const answer = z.object({ detail: z.never() });
      await expect(
        client.request({ method: 'POST', path, body, answer, signal, secrets: [password] }),
      ).rejects.toThrow();
    }
  await client.close();
  await server.close();
  expect(failures.map(({ code }) => code)).toEqual(['STATUS', 'PROTOCOL', 'STATUS', 'PROTOCOL']);
  const said = JSON.stringify(failures);
  for (const secret of [token, 'canary', '1623']) expect(said).not.toContain(secret);
});

it.each([
  ['mail.acme.example', 'is not a web address, write it like "https://mail.acme.example"'],
  ['ftp://mail.acme.example', 'is not a web address'],
  ['https://ada:hunter2@mail.acme.example', 'carries a password, name its place in "token"'],
  ['https://mail.acme.example/?x=1', 'carries "?" or "#"'],
])('the endpoint %s is refused in words', (text, words) => {
  expect(parseEndpoint(text)).toContain(words);
  expect(parseEndpoint(text)).not.toContain('hunter2');
});

it('an endpoint may have a path', () => {
  expect(parseEndpoint('https://mail.acme.example/api')).toBeInstanceOf(URL);
});
