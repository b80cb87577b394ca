/** A small HTTP server on the loopback that answers as a test tells it to. */
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface TestServer {
  readonly url: string;
  /** `METHOD path` of every request so far, with what was sent. */
  readonly requests: { readonly line: string; readonly headers: IncomingMessage['headers']; readonly body: string }[];
  close(): Promise<void>;
}

/** What is answered: a status with a JSON body and headers, or whatever the function does to the response. */
export type Reply =
  | { readonly status: number; readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> }
  | ((response: ServerResponse, request: IncomingMessage) => void);

/** @param reply Chooses the answer to the `count`th request, counted from 0. */
export async function serve(reply: (count: number, line: string) => Reply): Promise<TestServer> {
  const requests: TestServer['requests'] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const line = `${request.method ?? ''} ${request.url ?? ''}`;
      requests.push({ line, headers: request.headers, body: Buffer.concat(chunks).toString() });
      const chosen = reply(requests.length - 1, line);
      if (typeof chosen === 'function') return chosen(response, request);
      response.writeHead(chosen.status, chosen.headers);
      response.end(chosen.body === undefined ? '' : JSON.stringify(chosen.body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Cuts the connection without an answer. */
export const cut: Reply = (response) => {
  response.socket?.destroy();
};
