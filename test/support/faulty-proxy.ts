/** A proxy between a driver and its host that lets connections go wrong; it sees bytes only, so that it stands before HTTP and databases alike. */
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

/** Each kind of fault, and what becomes of one exchange. */
export const PROXY_FAULTS = {
  'cut-before': 'the connection breaks before the request reaches the host',
  'cut-after': 'the request reaches the host, and the connection breaks before the answer comes back',
  'cut-answer': 'the connection breaks in the middle of the answer',
  'no-answer': 'the request reaches the host, and no answer ever comes back',
  delay: 'the answer comes late',
  repeat: 'the request reaches the host twice, and the second answer comes back; for HTTP only',
} as const;
export type ProxyFault = keyof typeof PROXY_FAULTS;

export interface ProxyFaults {
  /** Part of the exchanges that go wrong, from 0 to 1. */
  readonly rate: number;
  /** Those to choose from, with equal chance. */
  readonly kinds: readonly ProxyFault[];
  /** Another seed, other faults. */
  readonly seed: number;
  /** Only exchanges whose request has this in its first bytes. */
  readonly of: RegExp;
}

/** Requests that change something: writing by HTTP, and the end of a transaction. */
export const WRITES = /^(?:POST|PUT|PATCH|DELETE) |COMMIT/;

const NONE: ProxyFaults = { rate: 0, kinds: [], seed: 1, of: /^/ };

export interface FaultyProxy {
  readonly port: number;
  /** @default at the start: no faults */
  setFaults(faults: Partial<ProxyFaults>): void;
  /** How many exchanges went wrong so far. */
  injected(): number;
  close(): Promise<void>;
}

/** How late a late answer is, in milliseconds. */
const LATE = 5;

/** The next of a row of numbers from 0 to 1 that look random (mulberry32). */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Decides what becomes of the exchange that a request begins. */
type Draw = (request: Buffer) => ProxyFault | undefined;

/** Starts a proxy before a port of this machine. */
export async function startFaultyProxy(target: number): Promise<FaultyProxy> {
  let faults = NONE;
  let random = numbers(1);
  let count = 0;
  const open = new Set<Socket>();

  const drawn: Draw = (request) => {
    if (!faults.of.test(request.toString('latin1')) || random() >= faults.rate) return undefined;
    count++;
    return faults.kinds[Math.floor(random() * faults.kinds.length)];
  };

  const server = createServer((client) => exchange(client, () => connect(target, '127.0.0.1'), drawn, open));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    port: (server.address() as AddressInfo).port,
    setFaults(changed) {
      faults = { ...NONE, ...changed };
      random = numbers(faults.seed);
    },
    injected: () => count,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        for (const socket of open) socket.destroy();
      }),
  };
}

/** Passes bytes on in both directions; what the client sends after the host has answered is a new request, for which a fault is drawn. */
function exchange(client: Socket, dial: () => Socket, drawn: Draw, open: Set<Socket>): void {
  let host: Socket;
  let fault: ProxyFault | undefined;
  let isAnswered = true;
  let request: Buffer[] = [];

  const keep = (socket: Socket): Socket => {
    open.add(socket);
    // What breaks on one side is told to the other by its end.
    socket.on('error', () => undefined);
    socket.on('close', () => open.delete(socket));
    socket.setNoDelay(true);
    return socket;
  };
  const cut = (): void => {
    client.destroy();
    host.destroy();
  };
  const answering = (socket: Socket): Socket =>
    keep(socket)
      .on('data', (chunk: Buffer) => {
        if (socket !== host) return;
        isAnswered = true;
        answer(chunk);
      })
      .on('close', () => {
        if (socket === host) client.destroy();
      });

  function answer(chunk: Buffer): void {
    switch (fault) {
      case 'cut-before':
      case 'cut-after':
        return cut();
      case 'cut-answer':
        return void client.write(chunk.subarray(0, chunk.length / 2), cut);
      case 'no-answer':
        return;
      case 'delay':
        fault = undefined;
        host.pause();
        setTimeout(() => {
          client.write(chunk);
          host.resume();
        }, LATE);
        return;
      case 'repeat': {
        fault = undefined;
        const before = host;
        host = answering(dial());
        before.destroy();
        for (const part of request) host.write(part);
        return;
      }
      case undefined:
        client.write(chunk);
        return;
      default:
        fault satisfies never;
    }
  }

  host = answering(dial());
  keep(client)
    .on('data', (chunk: Buffer) => {
      // Nobody waits for the answer any more when the next request comes.
      if (isAnswered && fault !== 'no-answer') {
        fault = drawn(chunk);
        request = [];
      }
      isAnswered = false;
      if (fault === 'cut-before') return cut();
      request.push(chunk);
      host.write(chunk);
    })
    .on('close', () => host.destroy());
}
