/** How a driver calls its host: paced, repeated only where that is safe, decoded, and honest about what became of it. */
import { setMaxListeners } from 'node:events';
import { Pool } from 'undici';
import type { z } from 'zod';
import { exchange, isReading } from './exchange';
import type { Attempt, Headers, Method, Timeouts } from './exchange';
import { failureOf } from './failure';
import type { Failure } from './failure';
import { Gate } from './gate';
import type { Clock, Rate } from './gate';
import { redactor } from './redact';
import { RETRY_POLICY, certainlyNotDone, delayBefore, retryAfter } from './retry';
import type { RetryPolicy } from './retry';

export interface HttpClientOptions {
  /** Where the API is, as {@link parseEndpoint} gives it; a path in it comes before every request's. */
  readonly endpoint: URL;
  /** Headers that prove who calls, such as `{ authorization: 'Bearer ...' }`. Their values are never shown. */
  readonly credentials: Readonly<Record<string, string>>;
  /** Further texts that are never shown. @default none */
  readonly secrets?: readonly string[];
  /** Calls under way at once. */
  readonly concurrency: number;
  /** @default no limit known */
  readonly rate?: Rate;
  readonly clock: Clock;
  /** From 0 up to 1. */
  readonly random: () => number;
  /** Makes the error that a failed call throws, so that callers see only the driver's own kind. */
  readonly failure: (failure: Failure) => Error;
  /** Milliseconds. @default 30,000 for headers and between parts of the body, 60,000 for the whole */
  readonly timeouts?: Partial<Timeouts>;
  /** @default RETRY_POLICY */
  readonly retry?: Partial<RetryPolicy>;
  /** Largest answer, in bytes. @default 64 MiB */
  readonly maxAnswer?: number;
}

export interface HttpRequest<S extends z.ZodType> {
  readonly method: Method;
  /** From the endpoint on, starting with a slash; what comes from outside is percent-encoded by the caller. */
  readonly path: string;
  /** A list gives the parameter several times. */
  readonly query?: Readonly<Record<string, string | number | readonly string[] | undefined>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. @default no body */
  readonly body?: unknown;
  /** What the answer's JSON must be; an empty answer is undefined. */
  readonly answer: S;
  /** Stops waiting and reading at once; a write that has left is waited for. */
  readonly signal: AbortSignal;
  /** Texts of this request that are never shown, such as a first password. @default none */
  readonly secrets?: readonly string[];
  /** Say so where the request cannot do harm twice (a PATCH with If-Match): it is repeated even if its outcome is unknown. @default false */
  readonly repeatable?: boolean;
}

export interface Answer<T> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
}

export interface HttpClient {
  /** @throws what {@link HttpClientOptions.failure} makes, and nothing else. */
  request<S extends z.ZodType>(request: HttpRequest<S>): Promise<Answer<z.output<S>>>;
  /** Requests sent so far, repeated ones too. */
  calls(): number;
  close(): Promise<void>;
}

/** Reads an endpoint, or says in lower case and without a full stop why it is none. */
export function parseEndpoint(text: string): URL | string {
  const shown = JSON.stringify(text.replace(/\/\/[^/@]*@/, '//(secret)@'));
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || (url.protocol !== 'https:' && url.protocol !== 'http:'))
    return `the endpoint ${shown} is not a web address, write it like "https://mail.acme.example"`;
  if (url.username !== '' || url.password !== '')
    return `the endpoint ${shown} carries a password, name its place in "token" of the provider block instead`;
  if (url.search !== '' || url.hash !== '') return `the endpoint ${shown} carries "?" or "#", write it without`;
  return url;
}

function target(endpoint: URL, path: string, query: HttpRequest<z.ZodType>['query']): string {
  const base = `${endpoint.pathname.replace(/\/$/, '')}${path}`;
  if (query === undefined) return base;
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query))
    for (const each of Array.isArray(value) ? (value as readonly string[]) : [value])
      if (each !== undefined) parameters.append(name, String(each));
  const search = parameters.toString();
  return search === '' ? base : `${base}?${search}`;
}

/** Opens a keep-alive pool to one host. TLS certificates are always verified. */
export function createHttpClient(options: HttpClientOptions): HttpClient {
  const timeouts: Timeouts = { headers: 30_000, body: 30_000, whole: 60_000, ...options.timeouts };
  const policy: RetryPolicy = { ...RETRY_POLICY, ...options.retry };
  const gate = new Gate(options.concurrency, options.rate, options.clock);
  const credentials = Object.values(options.credentials).flatMap((value) => [value, value.replace(/^\S+\s+/, '')]);
  const secrets = [...credentials, ...(options.secrets ?? [])];
  const asking = { accept: 'application/json', ...options.credentials };
  const sending = { accept: 'application/json', 'content-type': 'application/json', ...options.credentials };
  const prepared = new WeakSet<AbortSignal>();
  const pool = new Pool(options.endpoint.origin, {
    connections: options.concurrency,
    pipelining: 1,
    headersTimeout: timeouts.headers,
    bodyTimeout: timeouts.body,
    maxResponseSize: options.maxAnswer ?? 64 * 2 ** 20,
    // Said aloud, so that NODE_TLS_REJECT_UNAUTHORIZED cannot switch it off.
    connect: { rejectUnauthorized: true, timeout: Math.min(10_000, timeouts.whole) },
  });
  let calls = 0;

  /** Sends until it is answered, or until it is no use or not safe to send again. */
  async function attemptUntilSettled(request: HttpRequest<z.ZodType>) {
    const { method, signal } = request;
    const reading = isReading(method);
    const hasBody = request.body !== undefined;
    const dispatched = {
      method,
      path: target(options.endpoint, request.path, request.query),
      headers: { ...(hasBody ? sending : asking), ...request.headers },
      body: hasBody ? JSON.stringify(request.body) : null,
    };
    const send = (): Promise<Attempt> => {
      calls += 1;
      return exchange(pool, dispatched, timeouts.whole, reading ? signal : undefined);
    };
    const tries = { failed: 0, slowed: 0, waited: 0 };
    // Reading does nothing at the host, so that its outcome is never in doubt.
    let doubtful = false;
    for (;;) {
      let attempt: Attempt;
      try {
        attempt = await gate.through(send, signal);
      } catch (thrown) {
        if (!signal.aborted) throw thrown;
        return {
          attempt: { type: 'failed', reason: 'cancelled', sent: false, detail: 'cancelled' } as const,
          doubtful,
        };
      }
      if (attempt.type === 'answered' && attempt.status < 300) return { attempt, doubtful };
      doubtful ||= !reading && !certainlyNotDone(attempt);
      tries.failed += 1;
      const { clock } = options;
      const delay = delayBefore(
        method,
        request.repeatable ?? false,
        attempt,
        tries,
        policy,
        clock.now(),
        options.random(),
      );
      if (delay === undefined || signal.aborted) return { attempt, doubtful };
      if (attempt.type === 'answered' && attempt.status === 429) {
        gate.pause(retryAfter(attempt.headers, clock.now()) ?? 0);
        tries.slowed += 1;
        tries.waited += delay;
      }
      // When cancelled meanwhile, the gate says so.
      await clock.sleep(delay, signal).catch((thrown: unknown) => {
        if (!signal.aborted) throw thrown;
      });
    }
  }

  async function request<S extends z.ZodType>(asked: HttpRequest<S>): Promise<Answer<z.output<S>>> {
    if (!prepared.has(asked.signal)) {
      // One signal stops a whole run, so that as many calls listen to it as are under way.
      setMaxListeners(0, asked.signal);
      prepared.add(asked.signal);
    }
    const { attempt, doubtful } = await attemptUntilSettled(asked);
    const fail = (problem?: string): Error => {
      const redact = redactor([...secrets, ...(asked.secrets ?? [])]);
      return options.failure(
        failureOf(attempt, {
          method: asked.method,
          path: asked.path,
          endpoint: options.endpoint,
          doubtful,
          redact,
          problem,
        }),
      );
    };
    if (attempt.type === 'failed' || attempt.status >= 300) throw fail();
    const { status, headers, text } = attempt;
    let json: unknown;
    try {
      json = text === '' ? undefined : JSON.parse(text);
    } catch {
      throw fail('it is not JSON');
    }
    const decoded = asked.answer.safeParse(json);
    if (decoded.success) return { status, headers, body: decoded.data };
    const [issue] = decoded.error.issues;
    throw fail(`${issue?.path.join('.') || 'it'}: ${issue?.message.toLowerCase() ?? ''}`);
  }

  return { request, calls: () => calls, close: () => pool.close() };
}
