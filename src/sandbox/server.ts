/** How a request over HTTP becomes an answer: routed, authorised, paced, carried out, made durable, sent; and what goes wrong on purpose. */
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { finished } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { Authorize } from './auth';
import { parseBody, readBody } from './body';
import type { Call } from './calls';
import type { Fault } from './faults';
import { asksForPage } from './list';
import { Problem } from './problem';
import { rateLimited } from './rate';
import { router } from './route';
import type { Answer, Match } from './route';
import { routeTable } from './routes';
import type { Service } from './routes';

/** Longer than clients keep a connection, so that it is they who close it and no request crosses a closing. */
const KEEP_ALIVE_MILLISECONDS = 65_000;

export interface ServerParts extends Service {
  readonly authorize: Authorize;
  /** @throws Problem `rate-limited`. */
  readonly pace: () => void;
  readonly onRequest: (call: Call) => void;
  /** Ends the delays of slow answers. */
  readonly stopping: AbortSignal;
}

/** Breaks the connection instead of answering. */
class Cut extends Error {}

function asProblem(thrown: unknown): Problem {
  if (thrown instanceof Problem) return thrown;
  return new Problem('internal', `unexpected failure: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
}

function send(response: ServerResponse, answer: Answer): void {
  const payload = answer.body === undefined ? '' : JSON.stringify(answer.body);
  response.writeHead(answer.status, {
    ...(payload !== '' && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(payload) }),
    'cache-control': 'no-store',
    ...answer.headers,
  });
  response.end(payload);
}

async function sendProblem(request: IncomingMessage, response: ServerResponse, problem: Problem): Promise<void> {
  // Many clients read no answer before they have sent their whole body.
  if (!request.complete) await finished(request.resume()).catch(() => undefined);
  const headers = { 'content-type': 'application/problem+json', ...problem.extras.headers };
  send(response, { status: problem.status, headers, body: problem });
}

function failBefore(fault: Fault | undefined, retryAfter: number): void {
  if (fault?.kind === 'cut-before') throw new Cut();
  if (fault?.kind === 'rate-limited') throw rateLimited(retryAfter);
  if (fault?.kind === 'error-before') throw injected(fault, 'nothing was done');
}

const injected = (fault: Fault, outcome: string): Problem =>
  new Problem(fault.status === 503 ? 'unavailable' : 'internal', `an injected fault: ${outcome}`);

async function failAfter(fault: Fault | undefined, milliseconds: number, stopping: AbortSignal): Promise<void> {
  if (fault?.kind === 'cut-after') throw new Cut();
  if (fault?.kind === 'error-after') throw injected(fault, 'the request was carried out all the same');
  if (fault?.kind === 'slow') await delay(milliseconds, undefined, { signal: stopping }).catch(() => undefined);
}

/** Neither a read nor a refusal leaves before what it tells is on the disk. */
async function durably(parts: ServerParts, carryOut: () => Answer | Promise<Answer>): Promise<Answer> {
  try {
    return await carryOut();
  } finally {
    await parts.store.settled();
  }
}

/** Carries a routed request out. */
async function answerTo(
  parts: ServerParts,
  { route, parameters }: Match<Service>,
  request: IncomingMessage,
  target: string,
): Promise<Answer> {
  if (route.access !== 'open') parts.authorize(request.headers.authorization, route.access === 'write');
  const query = new URLSearchParams(target.split('?', 2)[1]);
  const text = route.takes === undefined ? '' : await readBody(request);
  if (route.access !== 'open') parts.pace();
  const isList = route.faulty === 'list' && asksForPage(query);
  const fault = route.faulty && parts.faults.draw(`${route.method} ${target} ${text}`, isList);
  const { retryAfter, delay: lateness } = parts.faults.settings;
  failBefore(fault, retryAfter);
  const body = route.takes === undefined ? undefined : parseBody(text);
  const answer = await durably(parts, () =>
    route.handle(parts, { parameters, query, body, ifMatch: request.headers['if-match'], fault: fault?.kind }),
  );
  await failAfter(fault, lateness, parts.stopping);
  return answer;
}

async function serve(
  parts: ServerParts,
  match: (method: string, path: string) => Match<Service>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const target = request.url ?? '/';
  let end: (() => void) | undefined;
  try {
    const matched = match(request.method ?? 'GET', target.split('?', 1)[0] ?? '/');
    const operation = `${matched.route.method} ${matched.route.path}`;
    end = parts.calls.begin(operation);
    parts.onRequest({ operation, target });
    send(response, await answerTo(parts, matched, request, target));
  } catch (thrown) {
    if (thrown instanceof Cut) request.socket.destroy();
    else await sendProblem(request, response, asProblem(thrown));
  } finally {
    end?.();
  }
}

/** Makes the server; it does not listen yet. */
export function createSandboxServer(parts: ServerParts): Server {
  const match = router(routeTable());
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MILLISECONDS }, (request, response) => {
    response.once('close', () => {
      if (parts.stopping.aborted) server.closeIdleConnections();
    });
    void serve(parts, match, request, response);
  });
  return server;
}
