/** How tests talk to a sandbox: one sandbox for each test, stopped after it, and a bare client. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSandbox } from '../../src/sandbox';
import type { Sandbox, SandboxOptions } from '../../src/sandbox';

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  // Tests look into answers of many shapes, and fail when they are not as expected.
  readonly body: { readonly [name: string]: unknown };
}

export interface Client {
  readonly sandbox: Sandbox;
  send(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Reply>;
  get(path: string): Promise<Reply>;
  post(path: string, body: unknown): Promise<Reply>;
  /** @throws when the object was not created. */
  create(path: string, ...bodies: readonly unknown[]): Promise<void>;
}

/** Sends `body` as JSON, or as it is where it is a text. */
export async function request(
  url: string,
  token: string,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Reply> {
  const response = await fetch(url + path, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    body: body === undefined || typeof body === 'string' ? body : JSON.stringify(body),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: text === '' ? {} : (JSON.parse(text) as Reply['body']),
  };
}

export function clientOf(sandbox: Sandbox): Client {
  const send: Client['send'] = (method, path, body, headers) =>
    request(sandbox.url, sandbox.token, method, path, body, headers);
  return {
    sandbox,
    send,
    get: (path) => send('GET', path),
    post: (path, body) => send('POST', path, body),
    create: async (path, ...bodies) => {
      for (const body of bodies) {
        const reply = await send('POST', path, body);
        if (reply.status !== 201) throw new Error(`not created: ${JSON.stringify(reply.body)}`);
      }
    },
  };
}

/** Hands out sandboxes and folders that are gone after each test. */
export function sandboxes() {
  const running: Sandbox[] = [];
  const folders: string[] = [];
  afterEach(async () => {
    await Promise.all(running.splice(0).map((sandbox) => sandbox.close()));
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
  });
  return {
    start: async (options: SandboxOptions = {}): Promise<Client> => {
      const sandbox = await startSandbox({ domains: ['acme.example'], passwordCost: 1024, ...options });
      running.push(sandbox);
      return clientOf(sandbox);
    },
    file: (): string => {
      const folder = mkdtempSync(join(tmpdir(), 'sandbox-'));
      folders.push(folder);
      return join(folder, 'host.log');
    },
  };
}

/** Reads a list to its end. */
export async function listAll(client: Client, path: string, limit: number): Promise<{ [name: string]: unknown }[]> {
  const items: { [name: string]: unknown }[] = [];
  for (let cursor: unknown = ''; cursor !== null;) {
    const from = cursor === '' ? '' : `&cursor=${String(cursor)}`;
    const { body } = await client.get(`${path}?limit=${limit}${from}`);
    items.push(...(body.items as typeof items));
    cursor = body.next;
  }
  return items;
}
