/** Does the driver keep its contract on real databases, and does PostfixAdmin itself agree with what was written? */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { postfixadmin } from '../../src/drivers/postfixadmin/driver';
import type { HostContext, MailHost } from '../../src/host';
import { observe } from '../../src/host';
import { conformanceCases } from '../../src/host/conformance';
import type { World } from '../../src/host/conformance';
import type { HostDeclaration, KindName, ObservedObject } from '../../src/model';
import { declaration, PASSWORD } from '../support/worlds';
import { startMariadb, startPostgres } from './servers/databases';
import type { DatabaseServer } from './servers/databases';
import { Scratch } from './servers/debian';
import { setUpPostfixAdmin } from './servers/postfixadmin';
import type { PostfixAdmin } from './servers/postfixadmin';

const scratch = new Scratch();
afterAll(() => scratch.remove());

/** The tables and columns that PostfixAdmin 4 adds, as its upgrade script has them. */
const NEWER = [
  "ALTER TABLE alias ADD description varchar(255) NOT NULL DEFAULT ''",
  "CREATE TABLE dkim (id SERIAL PRIMARY KEY, domain_name varchar(255) NOT NULL, description varchar(255) DEFAULT '', selector varchar(63) NOT NULL DEFAULT 'default', private_key text, public_key text, created TIMESTAMP NULL, modified TIMESTAMP NULL, FOREIGN KEY (domain_name) REFERENCES domain(domain) ON DELETE CASCADE)",
  "CREATE TABLE dkim_signing (id SERIAL PRIMARY KEY, author varchar(255) NOT NULL DEFAULT '', dkim_id INTEGER NOT NULL, created TIMESTAMP NULL, modified TIMESTAMP NULL)",
];

const NAMES = { organization: 'conformance', domain: 'conformance.example', secondDomain: 'conformance-2.example' };

/** Sizes that are whole megabytes of PostfixAdmin. */
const LIMITS: NonNullable<World['samples']>[string] = [
  { users: 100, quota: 512_000_000 },
  { users: 200, aliases: 400, quota: 1_024_000_000, userQuota: 51_200_000 },
];

describe.each([
  ['PostgreSQL', startPostgres],
  ['MariaDB', startMariadb],
])('on %s', (_name, start) => {
  let server: DatabaseServer;
  let admin: PostfixAdmin;
  let host: MailHost;
  const signal = new AbortController().signal;
  const secret = (reference: string): Promise<string> =>
    Promise.resolve(
      reference === 'env:MAIL_TOKEN' ? server.password : reference === 'file:ca.pem' ? server.authority : PASSWORD,
    );
  const context: HostContext = { signal, secret };

  const connect = (said: Partial<HostDeclaration> = {}): Promise<MailHost> =>
    postfixadmin.connect(
      declaration('postfixadmin', {
        endpoint: `${server.engine}://127.0.0.1:${server.port}/mailhost`,
        username: server.administrator,
        ...said,
        options: { tls: 'off', groups: 'team@*, all@*, crew@*, absent@*', ...said.options },
      }),
      { secret, clock: { now: Date.now, sleep: () => Promise.resolve() }, random: () => 0.5 },
    );
  const rows = (statement: string) => server.sql('mailhost', statement);
  const create = (kind: KindName, wanted: object): Promise<ObservedObject> => {
    const handler = host.handlers[kind];
    if (handler === undefined) throw new Error(`no ${kind}`);
    return (handler.create as (desired: object, context: HostContext) => Promise<ObservedObject>)(wanted, context);
  };

  beforeAll(async () => {
    server = await start(scratch);
    admin = await setUpPostfixAdmin(scratch, server, 'mailhost');
    host = await connect();
  });
  afterAll(async () => {
    await host?.close();
    await server?.stop();
  });

  const complaints = async (tested: MailHost): Promise<readonly string[]> => {
    const told: string[] = [];
    for (const { name, run } of conformanceCases(tested, { ...NAMES, context, samples: { 'domain.limits': LIMITS } }))
      await run().catch((thrown: unknown) => told.push(`${name}: ${String(thrown)}`));
    return told;
  };

  it('keeps the contract, case by case', async () => {
    expect(await complaints(host)).toEqual([]);
  });

  it('needs no more than the grants of the example', async () => {
    const file = join(__dirname, `../../examples/postfixadmin/server/grants.${server.engine}.sql`);
    const grants = readFileSync(file, 'utf8').replaceAll('change-me', PASSWORD).replace(/^--.*\n/gm, '').split(';\n'); // prettier-ignore
    await server.sql('mailhost', ...grants.filter((grant) => grant.trim() !== ''));
    const restricted = await connect({ username: 'mailstate', token: 'env:OTHER' });
    const reader = await connect({ username: 'mailstate_reader', token: 'env:OTHER' });
    try {
      expect(await complaints(restricted)).toEqual([]);
      const { collections } = await observe(reader, context);
      expect(Object.values(collections).every(({ complete }) => complete)).toBe(true);
      const written = reader.handlers.domain?.create({ name: 'reader.example' }, context);
      await expect(written).rejects.toMatchObject({ code: 'FORBIDDEN', outcome: 'not-done' });
    } finally {
      await restricted.close();
      await reader.close();
    }
  });

  it('keeps it with what newer versions of PostfixAdmin store as well', async () => {
    await setUpPostfixAdmin(scratch, server, 'newer');
    // MySQL reads a character set into the keys of older tables that those of new ones must share.
    const charset =
      server.engine === 'mysql' ? ['ALTER DATABASE newer CHARACTER SET latin1 COLLATE latin1_general_ci'] : [];
    await server.sql('newer', ...charset, ...NEWER);
    const newer = await connect({ endpoint: `${server.engine}://127.0.0.1:${server.port}/newer` });
    try {
      expect(newer.handlers.domain?.supports).toContain('dkim');
      expect(newer.handlers.alias?.supports).toContain('description');
      expect(await complaints(newer)).toEqual([]);
    } finally {
      await newer.close();
    }
  });

  describe('with a domain and two users', () => {
    const user = () => {
      const { user: handler } = host.handlers;
      if (handler?.rename === undefined || handler.close === undefined) throw new Error('no users');
      return { ...handler, rename: handler.rename, close: handler.close };
    };
    const find = async (email: string) => (await user().read([email], context))[0] as ObservedObject<'user'>;

    beforeAll(async () => {
      await create('domain', { name: 'acme.example', catchAll: ['ada@acme.example'] });
      await create('user', { email: 'ada@acme.example', displayName: 'Ada', initialPassword: 'env:P' });
      await create('user', { email: 'grace@acme.example', displayName: 'Grace' });
    });

    it('writes what PostfixAdmin’s own command line shows', () => {
      expect(admin.cli('mailbox', 'view', 'ada@acme.example')).toMatch(/ada@acme\.example[\s\S]*Ada/);
      expect(admin.cli('alias', 'view', 'ada@acme.example')).toMatch(/ada@acme\.example/);
      expect(admin.cli('domain', 'view', 'acme.example')).toMatch(/acme\.example/);
    });

    it('reads what PostfixAdmin’s own command line writes', async () => {
      admin.cli('mailbox', 'add', 'lin@acme.example', '--password', 'Sesame-123', '--password2', 'Sesame-123', '--name', 'Lin Clark'); // prettier-ignore
      admin.cli('alias', 'add', 'info@acme.example', '--goto', 'lin@acme.example,ada@acme.example');
      expect((await find('lin@acme.example')).attributes).toMatchObject({
        displayName: 'Lin Clark',
        status: 'active',
        forwarding: null,
        quota: null,
      });
      const [info] = (await host.handlers.alias?.read(['info@acme.example'], context)) ?? [];
      expect(info?.attributes.targets).toEqual(['ada@acme.example', 'lin@acme.example']);
    });

    it('gives every mailbox the row without which the catch-all takes its mail, one by another tool too', async () => {
      await rows("DELETE FROM alias WHERE address = 'grace@acme.example'");
      const { domain } = host.handlers;
      const [acme] = (await domain?.read(['acme.example'], context)) ?? [];
      if (acme === undefined) throw new Error('no domain');
      await domain?.update(acme, { catchAll: ['lin@acme.example'] }, context);
      expect(await rows("SELECT goto FROM alias WHERE address = 'grace@acme.example'")).toEqual([
        { goto: 'grace@acme.example' },
      ]);
    });

    it('a renamed mailbox keeps its folder, and the next of that address gets another one', async () => {
      const before = await find('grace@acme.example');
      await user().rename(before, 'hopper@acme.example', context);
      await create('user', { email: 'grace@acme.example' });
      const [hopper, grace] = await rows(
        "SELECT username, maildir FROM mailbox WHERE username IN ('grace@acme.example', 'hopper@acme.example') ORDER BY username DESC",
      );
      expect(hopper).toMatchObject({ username: 'hopper@acme.example', maildir: 'acme.example/grace/' });
      expect(grace?.['maildir']).toMatch(/^acme\.example\/grace\.\d+\/$/);
    });

    it('a locked user cannot log in and a closed one gets no mail; both come back with their password', async () => {
      const stored = async () => (await rows("SELECT m.password, m.active AS m, a.active AS a FROM mailbox m JOIN alias a ON a.address = m.username WHERE username = 'ada@acme.example'"))[0]; // prettier-ignore
      const before = await stored();
      expect(String(before?.['password'])).toMatch(/^\{ARGON2ID\}\$argon2id\$/);
      const locked = await user().update(await find('ada@acme.example'), { status: 'locked' }, context);
      expect(await stored()).toEqual({ ...before, password: `{CRYPT}!${String(before?.['password'])}` });
      const closed = await user().close(locked, context);
      expect(Object.values((await stored()) ?? {}).slice(1).map(Number)).toEqual([0, 0]); // prettier-ignore
      await user().update(closed, { status: 'active' }, context);
      expect(await stored()).toEqual(before);
    });

    it('one bad object does not fail those that go with it', async () => {
      const wanted = ['a', 'b', 'x'.repeat(60), 'c'].map((name) => ({
        email: `${name}@acme.example`,
        displayName: name === 'b' ? `${'y'.repeat(200)}` : name,
        phone: name === 'c' ? '+1234567890123456789012345678901234567890' : undefined,
      }));
      const outcomes = await Promise.allSettled(wanted.map((each) => create('user', each)));
      expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled', 'rejected']);
    });

    it('takes few statements for many objects', async () => {
      const before = host.calls();
      const emails = Array.from({ length: 1000 }, (_, i) => `user${i}@acme.example`);
      await Promise.all(emails.map((email) => create('user', { email, displayName: email })));
      expect(host.calls() - before).toBeLessThanOrEqual(4 * 9);
      const read = host.calls();
      const state = await observe(host, context);
      expect(host.calls() - read).toBeLessThanOrEqual(5 * 4 + 1);
      expect(Object.values(state.collections).every(({ complete }) => complete)).toBe(true);
      expect(state.collections.user?.objects.size).toBeGreaterThanOrEqual(1000);
    });

    it('is read over TLS where the certificate is good', async () => {
      const options = { tls: 'verify', tlsAuthority: 'file:ca.pem' };
      const secured = await connect({ endpoint: `${server.engine}://localhost:${server.port}/mailhost`, options });
      expect(await secured.handlers.user?.read(['ada@acme.example'], context)).toHaveLength(1);
      await secured.close();
    });

    it.each([
      ['a wrong password', { token: 'env:OTHER' }, 'UNAUTHENTICATED'],
      ['an unknown database', { endpoint: 'nosuch' }, 'INVALID'],
      ['a certificate that nobody vouches for', { server: 'localhost', options: { tls: 'verify' } }, 'UNAVAILABLE'],
      [
        'a certificate for another name',
        { server: '127.0.0.1', options: { tls: 'verify', tlsAuthority: 'file:ca.pem' } },
        'UNAVAILABLE',
      ],
    ])('%s is told as such', async (_what, said, code) => {
      const { endpoint = 'mailhost', server: name = '127.0.0.1', ...rest } = said as { endpoint?: string; server?: string }; // prettier-ignore
      const refused = connect({ endpoint: `${server.engine}://${name}:${server.port}/${endpoint}`, ...rest });
      // By an address, the client for MySQL cannot check a certificate, so that it is not even tried.
      const expected = name !== 'localhost' && 'options' in said && server.engine === 'mysql' ? 'INVALID' : code;
      await expect(refused).rejects.toMatchObject({ name: 'HostError', code: expected, outcome: 'not-done' });
      await expect(refused).rejects.not.toThrow(PASSWORD);
    });
  });
});
