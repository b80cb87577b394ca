/** Where each driver is tested: a host of its own, and a world in it that may be thrown away. */
import { DRIVERS } from '../../src/drivers';
import type { HostContext, MailHost } from '../../src/host';
import type { World } from '../../src/host/conformance';
import type { HostDeclaration } from '../../src/model';
import { startSandbox } from '../../src/sandbox';
import type { Sandbox, SandboxOptions } from '../../src/sandbox';
import { fakeClock } from './fake-clock';
import type { FakeClock } from './fake-clock';
import { MAILCOW_KEYS, startMailcow } from './mailcow-server';
import type { MailcowServer } from './mailcow-server';
import { WILDDUCK_TOKEN, startWildDuck } from './wildduck-server';

/** The password behind every reference to a secret but the token's. */
export const PASSWORD = 'pw-canary-8151623';

/** A host declaration as the manifest gives it. */
export const declaration = (driver: string, said: Partial<HostDeclaration> = {}): HostDeclaration => ({
  name: 'mail',
  driver,
  token: 'env:MAIL_TOKEN',
  options: {},
  scope: { organization: 'keep', domain: 'keep', user: 'keep', alias: 'keep', group: 'keep' },
  thresholds: {},
  checks: {},
  ...said,
});

export interface SandboxWorld {
  readonly sandbox: Sandbox;
  readonly host: MailHost;
  readonly context: HostContext;
  readonly clock: FakeClock;
  close(): Promise<void>;
}

/** Starts a sandbox and connects the driver to it, with a clock that does not wait. */
export async function sandboxWorld(
  options: SandboxOptions = {},
  said: Partial<HostDeclaration> = {},
): Promise<SandboxWorld> {
  // The least work a password hash can be, since nothing here is worth guessing.
  const sandbox = await startSandbox({ passwordCost: 2, ...options });
  const clock = fakeClock();
  const secret = (reference: string): Promise<string> =>
    Promise.resolve(reference === 'env:MAIL_TOKEN' ? sandbox.token : PASSWORD);
  const driver = DRIVERS['sandbox'];
  if (driver === undefined) throw new Error('there is no driver "sandbox"');
  const host = await driver.connect(declaration('sandbox', { endpoint: sandbox.url, ...said }), {
    secret,
    clock,
    random: () => 0.5,
  });
  return {
    sandbox,
    host,
    context: { signal: new AbortController().signal, secret },
    clock,
    async close() {
      await host.close();
      await sandbox.close();
    },
  };
}

/** Connects a driver, with a clock that does not wait. */
export async function connect(
  name: string,
  said: Partial<HostDeclaration>,
  token: string,
): Promise<{ readonly host: MailHost; readonly context: HostContext }> {
  const driver = DRIVERS[name];
  if (driver === undefined) throw new Error(`there is no driver "${name}"`);
  const secret = (reference: string): Promise<string> =>
    Promise.resolve(reference === 'env:MAIL_TOKEN' ? token : PASSWORD);
  const host = await driver.connect(declaration(name, said), { secret, clock: fakeClock(), random: () => 0.5 });
  return { host, context: { signal: new AbortController().signal, secret } };
}

export interface WildDuckWorld {
  readonly host: MailHost;
  readonly context: HostContext;
  readonly url: string;
  readonly token: string;
  close(): Promise<void>;
}

/** Starts a server that speaks WildDuck's API and connects the driver to it. */
export async function wildduckWorld(): Promise<WildDuckWorld> {
  const server = await startWildDuck();
  const connected = await connect('wildduck', { endpoint: server.url }, WILDDUCK_TOKEN);
  return {
    ...connected,
    url: server.url,
    token: WILDDUCK_TOKEN,
    async close() {
      await connected.host.close();
      await server.close();
    },
  };
}

export interface MailcowWorld {
  readonly mailcow: MailcowServer;
  readonly host: MailHost;
  readonly context: HostContext;
  close(): Promise<void>;
}

/**
 * Starts a server that speaks mailcow's API and connects the driver to it.
 * @param key Of the API. @default one that may write
 */
export async function mailcowWorld(key: string = MAILCOW_KEYS.write): Promise<MailcowWorld> {
  const mailcow = await startMailcow();
  const connected = await connect('mailcow', { endpoint: mailcow.url }, key);
  return {
    ...connected,
    mailcow,
    async close() {
      await connected.host.close();
      await mailcow.close();
    },
  };
}

/** mailcow counts in MiB. */
export const MAILCOW_SAMPLES: World['samples'] = {
  'user.quota': ['1 GiB', '2 GiB'],
  'domain.limits': [
    { users: 100, quota: '500 GiB' },
    { users: 200, aliases: 400, quota: '600 GiB', userQuota: '50 GiB' },
  ],
};

/** A mailbox of WildDuck keeps what it passes on. */
export const WILDDUCK_SAMPLES: World['samples'] = {
  'user.forwarding': [
    { to: ['grace@acme.example'], keepCopy: true },
    { to: ['ada@elsewhere.example'], keepCopy: true },
  ],
};

/** A host under test, and where the conformance suite may play in it. */
export interface TestedHost {
  readonly host: MailHost;
  readonly world: World;
  close(): Promise<void>;
}

/** Drivers that are tested with the host's own software only, in `test/hosts`, since it takes servers to do so: one name for each. */
export const TESTED_LIVE: readonly string[] = ['postfixadmin'];

/** Throw-away names for the conformance suite. */
export const CONFORMANCE_NAMES = {
  organization: 'conformance',
  domain: 'conformance.example',
  secondDomain: 'conformance-2.example',
} as const;

/** How each driver's host is started: one line for each. */
export const TESTED_HOSTS: Readonly<Record<string, () => Promise<TestedHost>>> = {
  async sandbox() {
    const { host, context, close } = await sandboxWorld();
    return { host, world: { ...CONFORMANCE_NAMES, context }, close };
  },
  async mailcow() {
    const { host, context, close } = await mailcowWorld();
    return { host, world: { ...CONFORMANCE_NAMES, samples: MAILCOW_SAMPLES, context }, close };
  },
  async wildduck() {
    const { host, context, close } = await wildduckWorld();
    return { host, world: { ...CONFORMANCE_NAMES, samples: WILDDUCK_SAMPLES, context }, close };
  },
};
