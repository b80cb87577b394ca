/** Connections that break, are late, or deliver twice: applying again comes to what is declared, over HTTP to the sandbox and to a server that speaks WildDuck's API. */
import { startSandbox } from '../../src/sandbox';
import { expectArrived, found, look, untilDone } from '../support/company';
import type { Connected } from '../support/company';
import { fakeClock } from '../support/fake-clock';
import { PROXY_FAULTS, startFaultyProxy } from '../support/faulty-proxy';
import type { FaultyProxy, ProxyFault } from '../support/faulty-proxy';
import { runs } from '../support/reconcile';
import { connect } from '../support/worlds';
import { WILDDUCK_TOKEN, startWildDuck } from '../support/wildduck-server';

interface Faulty extends Connected {
  readonly proxy: FaultyProxy;
  close(): Promise<void>;
}

/** Puts a proxy before a server and connects a driver to it. */
async function through(driver: string, server: { readonly url: string; close(): Promise<void> }, token: string) {
  const proxy = await startFaultyProxy(Number(new URL(server.url).port));
  const endpoint = `http://127.0.0.1:${proxy.port}`;
  const connected = await connect(driver, { endpoint, options: { timeoutSeconds: 0.3 } }, token);
  const close = async (): Promise<void> => {
    await proxy.close();
    await connected.host.close();
    await server.close();
  };
  return { ...connected, clock: fakeClock(), proxy, close };
}

const HOSTS: Readonly<Record<string, () => Promise<Faulty>>> = {
  async sandbox() {
    const sandbox = await startSandbox({ passwordCost: 2 });
    return through('sandbox', sandbox, sandbox.token);
  },
  wildduck: async () => through('wildduck', await startWildDuck(), WILDDUCK_TOKEN),
};

const KINDS = Object.keys(PROXY_FAULTS) as ProxyFault[];
/** A call that gets no answer waits until its time is over. */
const RATES: Readonly<Partial<Record<ProxyFault, number>>> = { 'no-answer': 0.02 };

describe.each(Object.keys(HOSTS))('the way to %s', (name) => {
  it.each(KINDS)(
    'may go wrong by %s, and nothing is twice and nothing lost',
    async (kind) => {
      let injected = 0;
      for (let seed = 1; seed <= runs(1); seed++) {
        const connected = await HOSTS[name]?.();
        if (connected === undefined) throw new Error(`no ${name}`);
        const { proxy, close } = connected;
        try {
          await found(connected);
          const before = await look(connected);
          proxy.setFaults({ rate: RATES[kind] ?? 0.15, kinds: [kind], seed });
          expect(await untilDone(connected, 30)).toBeLessThanOrEqual(30);
          proxy.setFaults({});
          await expectArrived(connected, before);
          injected += proxy.injected();
        } finally {
          await close();
        }
      }
      expect(injected).toBeGreaterThan(0);
    },
    20_000 * runs(1),
  );
});
