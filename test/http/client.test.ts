import type { ServerResponse } from 'node:http';
import { z } from 'zod';
import { createHttpClient } from '../../src/http';
import type { Failure, HttpClient, HttpClientOptions, HttpRequest } from '../../src/http';
import { fakeClock } from '../support/fake-clock';
import type { FakeClock } from '../support/fake-clock';
import { cut, serve } from '../support/http-server';
import type { Reply, TestServer } from '../support/http-server';

class CallFailed extends Error {
  constructor(readonly failure: Failure) {
    super(failure.message);
  }
}

const TOKEN = 'tok-canary-48151623';
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function world(
  reply: (count: number, line: string) => Reply,
  options: Partial<HttpClientOptions> = {},
): Promise<{ server: TestServer; client: HttpClient; clock: FakeClock }> {
  const server = await serve(reply);
  closers.push(() => server.close());
  const clock = fakeClock();
  const client = createHttpClient({
    endpoint: new URL(server.url),
    credentials: { authorization: `Bearer ${TOKEN}` },
    concurrency: 4,
    clock,
    random: () => 0.5,
    failure: (failure) => new CallFailed(failure),
    ...options,
  });
  closers.push(() => client.close());
  return { server, client, clock };
}

const call = (request: Partial<HttpRequest<z.ZodType>> = {}): HttpRequest<z.ZodType> => ({
  method: 'GET',
  path: '/v1/users',
  answer: z.unknown(),
  signal: new AbortController().signal,
  ...request,
});

/** The failure of a call that must fail. */
const failureOf = async (answer: Promise<unknown>): Promise<Failure> => {
  const thrown: unknown = await answer.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(thrown instanceof CallFailed)) throw new Error(`expected a failed call, got ${String(thrown)}`);
  return thrown.failure;
};

const ok: Reply = { status: 200, body: { fine: true } };

describe('a request', () => {
  it('sends credentials, path, query and body, and gives back status, headers and decoded body', async () => {
    const { server, client } = await world(() => ({ status: 201, body: { n: 1 }, headers: { etag: '"7"' } }));
    const endpoint = `/v1/users?identity=a%40b.example&identity=c&limit=5`;
    const answer = await client.request(
      call({
        method: 'POST',
        query: { identity: ['a@b.example', 'c'], limit: 5, cursor: undefined },
        body: { givenName: 'Renée' },
        answer: z.object({ n: z.number() }),
      }),
    );
    expect(answer).toMatchObject({ status: 201, body: { n: 1 }, headers: { etag: '"7"' } });
    expect(server.requests[0]).toMatchObject({
      line: `POST ${endpoint}`,
      body: '{"givenName":"Renée"}',
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
    });
    expect(client.calls()).toBe(1);
  });

  it('puts the path of the endpoint before its own', async () => {
    const server = await serve(() => ok);
    closers.push(() => server.close());
    const { client } = await world(() => ok, { endpoint: new URL(`${server.url}/mail/`) });
    await client.request(call());
    expect(server.requests[0]?.line).toBe('GET /mail/v1/users');
  });

  it('takes an empty answer for undefined', async () => {
    const { client } = await world(() => ({ status: 204 }));
    await expect(client.request(call({ method: 'DELETE', answer: z.undefined() }))).resolves.toMatchObject({
      status: 204,
    });
  });

  it('keeps connections open and never has more calls under way than allowed', async () => {
    // Answers only once as many calls as are allowed are under way, so that fewer would never end.
    let held: ServerResponse[] = [];
    let most = 0;
    const sockets = new Set<unknown>();
    const { client } = await world(() => (response) => {
      held.push(response);
      most = Math.max(most, held.length);
      sockets.add(response.socket);
      if (held.length < 4) return;
      for (const each of held) each.end('{}');
      held = [];
    });
    await Promise.all(Array.from({ length: 40 }, () => client.request(call())));
    expect(most).toBe(4);
    expect(sockets.size).toBe(4);
  });
});

describe('what is repeated', () => {
  const unsafe = ['POST', 'PATCH'] as const;
  const safe = ['GET', 'PUT', 'DELETE'] as const;

  it.each(safe)('%s after a cut connection and a failing host', async (method) => {
    const { server, client } = await world((count) => (count === 0 ? cut : count === 1 ? { status: 500 } : ok));
    await expect(client.request(call({ method }))).resolves.toMatchObject({ status: 200 });
    expect(server.requests).toHaveLength(3);
    expect(client.calls()).toBe(3);
  });

  it.each(unsafe)('%s not after a cut connection, whose outcome is unknown', async (method) => {
    const { server, client } = await world(() => cut);
    expect(await failureOf(client.request(call({ method, body: {} })))).toMatchObject({
      code: 'UNAVAILABLE',
      outcome: 'unknown',
      operation: `${method} /v1/users`,
    });
    expect(server.requests).toHaveLength(1);
  });

  it.each(unsafe)('%s not after an error of the host, which may have come after the deed', async (method) => {
    const { server, client } = await world(() => ({ status: 500, body: { detail: 'oops' } }));
    expect(await failureOf(client.request(call({ method, body: {} })))).toMatchObject({
      code: 'STATUS',
      status: 500,
      body: { detail: 'oops' },
      outcome: 'unknown',
    });
    expect(server.requests).toHaveLength(1);
  });

  it.each(unsafe)('%s after being told to slow down or to come back', async (method) => {
    const later = { 'retry-after': '3' };
    const { server, client, clock } = await world((count) =>
      count < 2 ? { status: count === 0 ? 429 : 503, headers: later } : ok,
    );
    await client.request(call({ method, body: {} }));
    expect(server.requests).toHaveLength(3);
    expect(clock.slept).toEqual([3100, 3100]);
  });

  it('a PATCH after a cut connection where the caller says that it does no harm', async () => {
    const { client } = await world((count) => (count === 0 ? cut : ok));
    await client.request(call({ method: 'PATCH', body: {}, repeatable: true }));
    expect(client.calls()).toBe(2);
  });

  it('keeps in mind that an earlier try may have been carried out', async () => {
    const { client } = await world((count) => (count === 0 ? cut : { status: 412 }));
    const failure = await failureOf(client.request(call({ method: 'PATCH', body: {}, repeatable: true })));
    expect(failure).toMatchObject({ code: 'STATUS', status: 412, outcome: 'unknown' });
  });

  it.each([400, 401, 403, 404, 409, 412, 422])('nothing after %d, and the outcome is certain', async (status) => {
    const { client } = await world(() => ({ status }));
    expect(await failureOf(client.request(call({ method: 'PUT' })))).toMatchObject({ status, outcome: 'not-done' });
    expect(client.calls()).toBe(1);
  });

  it('waits longer each time, by chance and up to a limit, and then gives up', async () => {
    const { client, clock } = await world(() => ({ status: 502 }), {
      random: () => 1,
      retry: { attempts: 6, firstDelay: 100, maxDelay: 1000 },
    });
    expect(await failureOf(client.request(call()))).toMatchObject({ code: 'STATUS', status: 502, outcome: 'not-done' });
    expect(clock.slept).toEqual([100, 200, 400, 800, 1000]);
  });

  it('does not count being asked to slow down as a failure, until its patience ends', async () => {
    const { client, clock } = await world(
      (count) => ({ status: 429, headers: { 'retry-after': count < 9 ? '1' : '999' } }),
      {
        random: () => 0,
      },
    );
    expect(await failureOf(client.request(call({ method: 'POST' })))).toMatchObject({
      status: 429,
      outcome: 'not-done',
    });
    expect(clock.slept).toEqual(Array.from({ length: 9 }, () => 1000));
  });

  it('ends even where the host asks for no wait at all', async () => {
    const { client } = await world(() => ({ status: 429, headers: { 'retry-after': '0' } }), { random: () => 0 });
    expect(await failureOf(client.request(call()))).toMatchObject({ status: 429 });
    expect(client.calls()).toBeLessThanOrEqual(101);
  });

  it('takes a date in Retry-After against the clock of the host', async () => {
    const { client, clock } = await world(
      (count) =>
        count === 0
          ? {
              status: 429,
              headers: { date: 'Mon, 01 Jan 2001 00:00:00 GMT', 'retry-after': 'Mon, 01 Jan 2001 00:00:05 GMT' },
            }
          : ok,
      { random: () => 0 },
    );
    await client.request(call());
    expect(clock.slept).toEqual([5000]);
  });
});

describe('pacing', () => {
  it('lets no more calls through in any span than the rate allows', async () => {
    const { client, clock } = await world(() => ok, { concurrency: 1, rate: { calls: 3, perSeconds: 10 } });
    for (let i = 0; i < 7; i++) await client.request(call());
    expect(clock.slept).toEqual([10_000, 10_000]);
  });

  it('holds back the others too when the host asks to slow down', async () => {
    const { client, clock } = await world(
      (count) => (count === 0 ? { status: 429, headers: { 'retry-after': '7' } } : ok),
      {
        concurrency: 1,
        random: () => 0,
      },
    );
    await Promise.all([client.request(call()), client.request(call())]);
    expect(clock.slept.filter((slept) => slept === 7000).length).toBeGreaterThan(0);
    expect(client.calls()).toBe(3);
  });
});

describe('an answer that cannot be used', () => {
  it('names the place of what does not fit', async () => {
    const { client } = await world(() => ({ status: 200, body: { items: [{ n: 'x' }] } }));
    const answer = z.object({ items: z.array(z.object({ n: z.number() })) });
    expect(await failureOf(client.request(call({ answer })))).toMatchObject({
      code: 'PROTOCOL',
      outcome: 'not-done',
      message: expect.stringContaining('items.0.n: ') as string,
    });
  });

  it('leaves the outcome of a write open', async () => {
    const { client } = await world(() => (response) => response.end('<html>'));
    expect(await failureOf(client.request(call({ method: 'POST' })))).toMatchObject({
      code: 'PROTOCOL',
      outcome: 'unknown',
    });
  });

  it('is cut off when it is too large', async () => {
    const { client } = await world(() => ({ status: 200, body: 'x'.repeat(5000) }), { maxAnswer: 1000 });
    expect(await failureOf(client.request(call()))).toMatchObject({ code: 'PROTOCOL' });
  });

  it('is not followed elsewhere, where the token would go too', async () => {
    const { client } = await world(() => ({ status: 308, headers: { location: 'https://elsewhere.example/v1' } }));
    const failure = await failureOf(client.request(call()));
    expect(failure).toMatchObject({ code: 'STATUS', status: 308, outcome: 'not-done' });
    expect(failure.message).toContain('redirects to "https://elsewhere.example/v1"; write the right endpoint');
  });
});

describe('time', () => {
  const never: Reply = () => undefined;
  const drip: Reply = (response) => {
    response.writeHead(200);
    response.write('{');
  };
  const cases: [string, Reply, Partial<HttpClientOptions>][] = [
    ['the headers', never, { timeouts: { headers: 30 } }],
    ['the rest of the body', drip, { timeouts: { body: 30 } }],
    ['the whole answer', drip, { timeouts: { whole: 30 } }],
  ];

  it.each(cases)('runs out for %s', async (_name, reply, options) => {
    const { client, server } = await world(() => reply, options);
    const failure = await failureOf(client.request(call({ method: 'POST' })));
    expect(failure).toMatchObject({ code: 'TIMEOUT', outcome: 'unknown' });
    expect(failure.message).toMatch(/did not answer in time .* raise the timeout in the provider block/);
    expect(server.requests).toHaveLength(1);
  });
});

describe('cancelling', () => {
  it('stops a read at once', async () => {
    const stop = new AbortController();
    const { client } = await world(() => () => stop.abort());
    expect(await failureOf(client.request(call({ signal: stop.signal })))).toMatchObject({
      code: 'CANCELLED',
      outcome: 'not-done',
    });
  });

  it('lets a write that has left come to its end', async () => {
    const stop = new AbortController();
    const { client } = await world(() => (response) => {
      stop.abort();
      response.end('{"done":true}');
    });
    const answer = client.request(call({ method: 'POST', signal: stop.signal }));
    await expect(answer).resolves.toMatchObject({ body: { done: true } });
  });

  it('sends nothing that still waits for its turn', async () => {
    const stop = new AbortController();
    const { client, server } = await world(
      () => (response) => {
        stop.abort();
        response.end('{}');
      },
      { concurrency: 1 },
    );
    const post = call({ method: 'POST', signal: stop.signal });
    const [first, second] = [client.request(post), failureOf(client.request(post))];
    await first;
    expect(await second).toMatchObject({ code: 'CANCELLED', outcome: 'not-done' });
    expect(server.requests).toHaveLength(1);
    expect(await failureOf(client.request(post))).toMatchObject({ code: 'CANCELLED' });
  });
});
