/** Connections that break, are late, or bring no answer, between the drivers and real hosts: applying again comes to what is declared, with nothing twice and nothing lost. */
import { DRIVERS } from '../../src/drivers';
import type { HostDeclaration } from '../../src/model';
import { COMPANY_GROUPS, expectArrived, found, look, untilDone } from '../support/company';
import { fakeClock } from '../support/fake-clock';
import { PROXY_FAULTS, WRITES, startFaultyProxy } from '../support/faulty-proxy';
import type { ProxyFault, ProxyFaults } from '../support/faulty-proxy';
import { runs } from '../support/reconcile';
import { connect } from '../support/worlds';
import { startMariadb, startPostgres } from './servers/databases';
import type { DatabaseServer } from './servers/databases';
import { Scratch } from './servers/debian';
import { setUpPostfixAdmin } from './servers/postfixadmin';
import { WILDDUCK_VERSION, startWildDuckLive } from './servers/wildduck';

const scratch = new Scratch();
afterAll(() => scratch.remove());

/** A real host that is running. */
interface Running {
  /** The software that runs, as the page of hosts names it. */
  readonly software: readonly string[];
  readonly port: number;
  readonly token: string;
  /** What the provider block says, to reach it at a port of this machine. */
  readonly declared: (port: number) => Partial<HostDeclaration>;
  /** Makes it hold nothing. */
  readonly empty: () => Promise<unknown>;
  /** What its own tables hold that no driver sees, which must be nothing. */
  readonly leftovers: () => Promise<readonly unknown[]>;
  stop(): Promise<void>;
}

/** Tables that belong to mailboxes and domains, in the order in which they can be emptied. */
const TABLES = ['alias_domain', 'alias', 'mailbox', 'quota2', 'domain_admins'];

const postfixadmin = (start: (scratch: Scratch) => Promise<DatabaseServer>) => async (): Promise<Running> => {
  const server = await start(scratch);
  const { version } = await setUpPostfixAdmin(scratch, server, 'faults');
  const { engine, port, password, administrator } = server;
  const release = (digits: RegExp): string => digits.exec(server.software)?.[0].replace(/ 1:/, ' ') ?? server.software;
  return {
    software: [`PostfixAdmin ${version.split('-')[0] ?? ''}`, release(/^(?:PostgreSQL \d+|MariaDB (?:1:)?\d+\.\d+)/)],
    port,
    token: password,
    declared: (at) => ({
      endpoint: `${engine}://127.0.0.1:${at}/faults`,
      username: administrator,
      options: { tls: 'off', groups: COMPANY_GROUPS, timeoutSeconds: 1 },
    }),
    empty: () =>
      server.sql('faults', ...TABLES.map((name) => `DELETE FROM ${name}`), "DELETE FROM domain WHERE domain <> 'ALL'"),
    // Rows of mailboxes that are not there, mailboxes without their row, and two mailboxes of one folder.
    leftovers: async () => [
      ...(await server.sql('faults', 'SELECT username FROM mailbox WHERE username NOT IN (SELECT address FROM alias)')),
      ...(await server.sql('faults', 'SELECT maildir FROM mailbox GROUP BY maildir HAVING COUNT(*) > 1')),
      ...(await server.sql('faults', 'SELECT address FROM alias WHERE domain NOT IN (SELECT domain FROM domain)')),
    ],
    stop: server.stop,
  };
};

const wildduck = async (): Promise<Running> => {
  const live = await startWildDuckLive(scratch);
  const request = async (method: string, path: string): Promise<Record<string, unknown>> => {
    const answer = await fetch(`${live.url}${path}`, { method, headers: { 'x-access-token': live.token } });
    return (await answer.json()) as Record<string, unknown>;
  };
  const rows = async (path: string) => (await request('GET', `${path}?limit=250`))['results'] as { id: string; user?: string }[]; // prettier-ignore
  return {
    software: [`WildDuck ${WILDDUCK_VERSION}`],
    port: Number(new URL(live.url).port),
    token: live.token,
    declared: (at) => ({ endpoint: `http://127.0.0.1:${at}`, options: { timeoutSeconds: 2 } }),
    empty: async () => {
      for (const { id } of await rows('/users')) await request('DELETE', `/users/${id}`);
      for (const { id } of await rows('/addresses')) await request('DELETE', `/addresses/forwarded/${id}`);
      for (const { id } of await rows('/domainaliases')) await request('DELETE', `/domainaliases/${id}`);
    },
    // Addresses whose user is gone.
    leftovers: async () => {
      const users = new Set((await rows('/users')).map(({ id }) => id));
      return (await rows('/addresses')).filter(({ user }) => user !== undefined && user !== null && !users.has(user));
    },
    stop: live.stop,
  };
};

const OF_HTTP: readonly ProxyFault[] = ['repeat'];
const KINDS = Object.keys(PROXY_FAULTS) as ProxyFault[];
const OF_ALL = KINDS.filter((kind) => !OF_HTTP.includes(kind));

/** Times that an apply may be run until nothing is left. A database is asked by some fifty statements each time, none of which is repeated. */
const MOST_ROUNDS = 60;
/** Part of the exchanges that go wrong: of all of them, of those that get no answer, which takes until their time is over, and of writes. */
const RATES = { statements: 0.04, requests: 0.1, unanswered: 0.01, writes: 0.4 } as const;

describe.each([
  ['PostfixAdmin on PostgreSQL', 'postfixadmin', postfixadmin(startPostgres), OF_ALL, RATES.statements],
  ['PostfixAdmin on MariaDB', 'postfixadmin', postfixadmin(startMariadb), OF_ALL, RATES.statements],
  ['WildDuck', 'wildduck', wildduck, KINDS, RATES.requests],
] as const)('the way to %s', (_, driver, start, kinds, rate) => {
  let running: Running;
  beforeAll(async () => {
    running = await start();
  });
  afterAll(() => running?.stop());

  it('is of the versions that the driver says it was verified with', () => {
    for (const name of running.software) expect(DRIVERS[driver]?.verified.version).toContain(name);
  });

  /** Gives how many exchanges went wrong on the way to what is declared. */
  async function converge(faults: Partial<ProxyFaults>): Promise<number> {
    const proxy = await startFaultyProxy(running.port);
    await running.empty();
    const connected = { ...(await connect(driver, running.declared(proxy.port), running.token)), clock: fakeClock() };
    try {
      await found(connected);
      const before = await look(connected);
      proxy.setFaults(faults);
      const rounds = await untilDone(connected, MOST_ROUNDS);
      proxy.setFaults({});
      expect(rounds).toBeLessThanOrEqual(MOST_ROUNDS);
      await expectArrived(connected, before);
      expect(await running.leftovers()).toEqual([]);
      return proxy.injected();
    } finally {
      await connected.host.close();
      await proxy.close();
    }
  }

  it.each(kinds)('may go wrong by %s, and nothing is twice and nothing lost', async (kind) => {
    let injected = 0;
    for (let seed = 1; seed <= runs(1); seed++)
      injected += await converge({ rate: kind === 'no-answer' ? RATES.unanswered : rate, kinds: [kind], seed });
    expect(injected).toBeGreaterThan(0);
  });

  it.each(['cut-before', 'cut-after', 'cut-answer'] as const)(
    'may break at the end of a change by %s, and nothing is twice and nothing lost',
    async (kind) => {
      for (let seed = 1; seed <= runs(1); seed++)
        expect(await converge({ rate: RATES.writes, kinds: [kind], seed, of: WRITES })).toBeGreaterThan(0);
    },
  );
});
