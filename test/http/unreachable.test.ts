import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import { createHttpClient } from '../../src/http';
import { reasonOf } from '../../src/http/exchange';
import { wordsFor } from '../../src/http/failure';
import type { Failure } from '../../src/http';
import { fakeClock } from '../support/fake-clock';
import { serve } from '../support/http-server';
import { SELF_SIGNED } from '../support/self-signed';

/** The failure of a POST to an endpoint, and how often it was tried. */
async function failureAt(endpoint: string): Promise<{ failure: Failure; calls: number }> {
  const failures: Failure[] = [];
  const client = createHttpClient({
    endpoint: new URL(endpoint),
    credentials: {},
    concurrency: 1,
    clock: fakeClock(),
    random: () => 0,
    failure: (failure) => {
      failures.push(failure);
      return new Error(failure.message);
    },
  });
  const { signal } = new AbortController();
  const answer = client.request({ method: 'POST', path: '/v1/users', answer: z.unknown(), signal });
  await expect(answer).rejects.toThrow();
  await client.close();
  return { failure: failures[0] as Failure, calls: client.calls() };
}

it('a port where nothing listens is tried again, and the message says what to look at', async () => {
  const server = await serve(() => ({ status: 200 }));
  await server.close();
  const { failure, calls } = await failureAt(server.url);
  expect(failure).toMatchObject({ code: 'UNAVAILABLE', outcome: 'not-done', operation: 'POST /v1/users' });
  expect(failure.message).toBe(
    `nothing answers at the endpoint "${server.url}" (ECONNREFUSED); see that the mail host is up, or correct the endpoint in the provider block`,
  );
  expect(calls).toBe(6);
});

it('a certificate that nobody vouches for is refused, whatever the environment says', async () => {
  const server = createServer(SELF_SIGNED, (_request, response) => response.end('{}'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const before = process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
  process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
  try {
    const { failure, calls } = await failureAt(`https://127.0.0.1:${(server.address() as AddressInfo).port}`);
    expect(failure).toMatchObject({ code: 'UNAVAILABLE', outcome: 'not-done' });
    expect(failure.message).toMatch(/^the TLS certificate of the endpoint ".*" cannot be trusted \(\w+\); renew it/);
    expect(calls).toBe(1);
  } finally {
    if (before === undefined) delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
    else process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = before;
    await new Promise((resolve) => server.close(resolve));
  }
});

it.each([
  ['ENOTFOUND', false, 'unknown-name'],
  ['EAI_AGAIN', false, 'unreachable'],
  ['EHOSTUNREACH', false, 'unreachable'],
  ['CERT_HAS_EXPIRED', false, 'untrusted'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', false, 'untrusted'],
  ['UND_ERR_CONNECT_TIMEOUT', false, 'timeout'],
  ['ECONNRESET', true, 'cut'],
  ['UND_ERR_SOCKET', true, 'cut'],
  ['HPE_INVALID_VERSION', true, 'malformed'],
])('%s is understood, and the message names the endpoint and the next step', (code, sent, reason) => {
  expect(reasonOf(code, sent)).toBe(reason);
  const words = wordsFor(reasonOf(code, sent), new URL('https://mail.acme.example/'), code);
  expect(words).toContain('the endpoint "https://mail.acme.example"');
  expect(words).toContain(`(${code})`);
  expect(words).toMatch(/[;,] (check|see|renew|or|run) /);
});

it('a server that does not speak HTTP is named as such', async () => {
  const server = await serve(() => (response) => {
    response.socket?.end('220 mail.acme.example ESMTP\r\n');
  });
  const { failure } = await failureAt(server.url);
  await server.close();
  expect(failure).toMatchObject({ code: 'PROTOCOL', outcome: 'unknown' });
  expect(failure.message).toContain('does not speak HTTP as it should');
});
