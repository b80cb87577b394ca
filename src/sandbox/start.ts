/** How a sandbox is started and stopped. */
import { randomBytes } from 'node:crypto';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { authorizer } from './auth';
import type { SandboxToken } from './auth';
import { Calls } from './calls';
import type { Call, CallCounts } from './calls';
import { SandboxError } from './failure';
import { Faults, readFaultSettings } from './faults';
import type { FaultKind, FaultSettings } from './faults';
import { Problem } from './problem';
import { limiter } from './rate';
import type { Rate } from './rate';
import { DEFAULT_COST } from './secret';
import { startWrites } from './seed';
import type { SeedObject } from './seed';
import { createSandboxServer } from './server';
import { Store } from './store';

export interface SandboxOptions {
  /** Address to listen at. @default 127.0.0.1 */
  readonly host?: string;
  /** Port to listen at; 0 takes any that is free. @default 0 */
  readonly port?: number;
  /** Token that may read and write. @default one made up at start, see {@link Sandbox.token} */
  readonly token?: string;
  /** Further tokens, with less power. @default none */
  readonly tokens?: readonly SandboxToken[];
  /** Where everything is kept. @default in memory only */
  readonly file?: string;
  /** Domains that a new sandbox has from the start. @default none */
  readonly domains?: readonly string[];
  /** Objects that a new sandbox has from the start. @default none */
  readonly seed?: readonly SeedObject[];
  /** Most users. @default no limit */
  readonly seats?: number;
  /** Most calls in a time. @default no limit */
  readonly rate?: Rate;
  /** What goes wrong on purpose. @default nothing */
  readonly faults?: Partial<FaultSettings>;
  /** scrypt's N for passwords, a power of two. @default 2^14 */
  readonly passwordCost?: number;
  /** Called as each request begins. @default nothing */
  readonly onRequest?: (call: Call) => void;
  /** Milliseconds since 1970. @default the machine's clock */
  readonly now?: () => number;
}

export interface Sandbox {
  /** Where it is reached, such as `http://127.0.0.1:8025`, without a slash at the end. */
  readonly url: string;
  /** The token that may read and write. */
  readonly token: string;
  /** What was asked of it so far. */
  calls(): CallCounts;
  /**
   * Injects other faults from now on.
   * @throws Problem naming every wrong setting.
   */
  setFaults(settings: Partial<FaultSettings>): void;
  /** Faults injected since they were last set, by kind. */
  injectedFaults(): Readonly<Partial<Record<FaultKind, number>>>;
  /** Takes no more requests, answers those under way, writes everything to the file and gives it free. Doing it twice does no harm. */
  close(): Promise<void>;
}

/** How long a stop waits for requests under way. */
const GRACE_MILLISECONDS = 5000;

async function listen(server: Server, host: string, port: number): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const inUse = new SandboxError('port-in-use', `port ${port} at ${host} is in use; choose another, or 0 for any`);
      reject(error.code === 'EADDRINUSE' ? inUse : error);
    });
    server.listen(port, host, resolve);
  });
  const { address, family, port: chosen } = server.address() as AddressInfo;
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${chosen}`;
}

/** Reads an option's value; what is wrong with it is told as a failure to start. */
function option<T>(read: () => T): T {
  try {
    return read();
  } catch (thrown) {
    throw thrown instanceof Problem ? new SandboxError('bad-option', thrown.detail) : thrown;
  }
}

/**
 * Starts a mail host to practise on.
 * @throws SandboxError `bad-option`, `port-in-use`, `file-in-use`, `foreign-file`, `corrupt-file`.
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { now = Date.now, token = randomBytes(24).toString('base64url') } = options;
  const faults = new Faults(option(() => readFaultSettings(options.faults ?? {})));
  const start = option(() => startWrites(options.domains ?? [], options.seed ?? []));
  const authorize = authorizer([{ token }, ...(options.tokens ?? [])], now);
  const pace = limiter(options.rate, now);
  const store = await Store.open(options.file, start);
  const calls = new Calls();
  const stopping = new AbortController();
  const server = createSandboxServer({
    store,
    faults,
    calls,
    settings: { seats: options.seats, passwordCost: options.passwordCost ?? DEFAULT_COST, now },
    authorize,
    pace,
    onRequest: options.onRequest ?? (() => undefined),
    stopping: stopping.signal,
  });
  let url: string;
  try {
    url = await listen(server, options.host ?? '127.0.0.1', options.port ?? 0);
  } catch (thrown) {
    await store.close();
    throw thrown;
  }
  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    stopping.abort();
    const impatience = setTimeout(() => server.closeAllConnections(), GRACE_MILLISECONDS);
    await new Promise<void>((resolve) => server.close(() => resolve()));
    clearTimeout(impatience);
    await store.close();
  };
  return {
    url,
    token,
    calls: () => calls.counts(),
    setFaults: (settings) => faults.set(readFaultSettings(settings)),
    injectedFaults: () => faults.counts,
    close: () => (closing ??= close()),
  };
}
