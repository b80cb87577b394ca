import { DRIVERS } from '../../src/drivers';
import { HostError, factsOf, observe } from '../../src/host';
import type { MailHost } from '../../src/host';
import type { AttributesOf, HostDeclaration } from '../../src/model';
import { fakeClock } from '../support/fake-clock';
import { cut, serve } from '../support/http-server';
import type { Reply } from '../support/http-server';
import { PASSWORD, declaration, sandboxWorld } from '../support/worlds';
import type { SandboxWorld } from '../support/worlds';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function opened(...given: Parameters<typeof sandboxWorld>): Promise<SandboxWorld> {
  const world = await sandboxWorld({ domains: ['acme.example'], ...given[0] }, given[1]);
  closers.push(world.close);
  return world;
}

const TOKEN = 'tok-canary-1234';

/** Connects to a server that answers as the test says. */
async function connectedTo(
  reply: (count: number, line: string) => Reply,
): Promise<{ host: MailHost; requests: Awaited<ReturnType<typeof serve>>['requests'] }> {
  const server = await serve(reply);
  closers.push(() => server.close());
  const host = await connect({ endpoint: server.url });
  closers.push(() => host.close());
  return { host, requests: server.requests };
}

const secret = (reference: string): Promise<string> =>
  Promise.resolve(reference === 'env:MAIL_TOKEN' ? TOKEN : PASSWORD);
const context = { signal: new AbortController().signal, secret };

function connect(said: Partial<HostDeclaration>, token = TOKEN): Promise<MailHost> {
  const driver = DRIVERS['sandbox'];
  if (driver === undefined) throw new Error('there is no driver "sandbox"');
  const found = (reference: string): Promise<string> => (token === TOKEN ? secret(reference) : Promise.resolve(token));
  return driver.connect(declaration('sandbox', said), { secret: found, clock: fakeClock(), random: () => 0.5 });
}

const errorOf = async (call: Promise<unknown> | undefined): Promise<HostError> => {
  const thrown: unknown = await call?.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(thrown instanceof HostError)) throw new Error(`expected a HostError, got ${String(thrown)}`);
  return thrown;
};

const people = (count: number): { kind: 'user'; attributes: AttributesOf<'user'> & { email: string } }[] =>
  Array.from({ length: count }, (_, i) => ({ kind: 'user', attributes: { email: `u${i}@acme.example` } }));

describe('connecting', () => {
  it.each<[Partial<HostDeclaration>, string]>([
    [{ token: undefined }, 'it has no "token"; write where the token is found, such as "env:MAIL_TOKEN"'],
    [{ endpoint: 'localhost:8025' }, 'the endpoint "localhost:8025" is not a web address'],
    [{ options: { timeout: 5 } }, 'unknown option "timeout", allowed are timeoutSeconds, concurrency, pageSize'],
    [{ options: { pageSize: 501 } }, 'option "pageSize" is 501, allowed is a whole number from 1 to 500'],
    [{ options: { concurrency: '16' } }, 'option "concurrency" is "16", allowed is a whole number from 1 to 256'],
  ])('refuses %j in words', async (said, words) => {
    const error = await errorOf(connect(said));
    expect(error.code).toBe('INVALID');
    expect(error.message).toContain(`the provider block of host "mail": ${words}`);
  });

  it('refuses a token that cannot be sent, without showing it', async () => {
    const error = await errorOf(connect({}, 'two words'));
    expect(error.message).toContain('the token found at "env:MAIL_TOKEN" is empty or holds a blank');
    expect(error.message).not.toContain('two words');
  });

  it('tells the planner what the host can do', async () => {
    const { host } = await opened();
    const facts = factsOf(host);
    expect(facts.kinds.user).toMatchObject({ rename: true, close: true });
    expect(facts.kinds.group).toMatchObject({ rename: true, close: false });
    expect(facts.kinds.alias).toMatchObject({ rename: false, close: false });
    expect(facts.limits).toEqual({ concurrency: 16, pageSize: 500, readSize: 100 });
    expect(facts.rules.map(({ rule }) => rule)).toEqual([
      'domain-must-exist',
      'domain-must-be-empty',
      'remove-only-when-closed',
    ]);
  });
});

describe('reading', () => {
  it('lists a collection in as few calls as the host allows, and proves that it is whole', async () => {
    const { host, context } = await opened({ seed: people(1001) });
    const state = await observe(host, context);
    expect(state.collections.user).toMatchObject({ complete: true, findings: [] });
    expect(state.collections.user?.objects.size).toBe(1001);
    expect(host.calls()).toBe(3 + 4);
  });

  it('reads a hundred objects with one call, and long addresses with as many as their length needs', async () => {
    const { host, context } = await opened({ seed: people(250) });
    const identities = people(250).map(({ attributes }) => attributes.email);
    await expect(host.handlers.user?.read(identities, context)).resolves.toHaveLength(250);
    expect(host.calls()).toBe(3);
    const long = Array.from(
      { length: 100 },
      (_, i) => `${'x'.repeat(60)}.${i}@${'y'.repeat(60)}.${'z'.repeat(60)}.example`,
    );
    await expect(host.handlers.user?.read(long, context)).resolves.toEqual([]);
  });

  it('sets aside an object that does not fit the model, and reads the others', async () => {
    const items = [
      { email: 'ada@acme.example', quota: -5 },
      { email: 'grace@acme.example', etag: '"1"', unheardOf: 1 },
    ];
    const { host } = await connectedTo(() => ({ status: 200, body: { items, total: 2, next: null } }));
    const { collections } = await observe(host, context, undefined, ['user']);
    expect([...(collections.user?.objects.keys() ?? [])]).toEqual(['grace@acme.example']);
    expect(collections.user?.complete).toBe(false);
    expect(collections.user?.findings[0]?.summary).toContain(
      '"ada@acme.example" at host "mail" could not be understood: its "quota" ',
    );
  });

  it('does not follow a list that turns in a circle', async () => {
    const { host } = await connectedTo(() => ({ status: 200, body: { items: [], total: 0, next: 'x' } }));
    const { collections } = await observe(host, context, undefined, ['alias']);
    expect(collections.alias).toMatchObject({ complete: false });
    expect(collections.alias?.findings[0]?.summary).toContain('the list at /v1/aliases never ends');
  });
});

describe('writing', () => {
  it('puts the first password in place just before sending, and nowhere else', async () => {
    const { host, requests } = await connectedTo(() => ({
      status: 201,
      body: { email: 'ada@acme.example', initialPassword: PASSWORD },
    }));
    const created = await host.handlers.user?.create(
      { email: 'ada@acme.example', initialPassword: 'env:ADA' },
      context,
    );
    expect(JSON.parse(requests[0]?.body ?? '')).toEqual({ email: 'ada@acme.example', initialPassword: PASSWORD });
    expect(JSON.stringify(created)).not.toContain(PASSWORD);
  });

  it('puts a new password in place as well, along with its version', async () => {
    const { host, requests } = await connectedTo(() => ({
      status: 200,
      body: { email: 'ada@acme.example', passwordVersion: 2 },
    }));
    const before = { kind: 'user', identity: 'ada@acme.example', attributes: { passwordVersion: 1 } } as const;
    const after = await host.handlers.user?.update(before, { initialPassword: 'env:ADA', passwordVersion: 2 }, context);
    expect(JSON.parse(requests[0]?.body ?? '')).toEqual({ initialPassword: PASSWORD, passwordVersion: 2 });
    expect(after?.attributes).toMatchObject({ passwordVersion: 2 });
  });

  it('shows no secret when the host repeats it in a refusal', async () => {
    const { host } = await connectedTo(() => (response, request) => {
      response.writeHead(422);
      const detail = `weak: ${PASSWORD}, sent by ${request.headers.authorization ?? ''}`;
      response.end(JSON.stringify({ type: 'urn:mailstate:sandbox:invalid', detail }));
    });
    const error = await errorOf(
      host.handlers.user?.create({ email: 'ada@acme.example', initialPassword: 'env:ADA' }, context),
    );
    expect(error).toMatchObject({
      code: 'INVALID',
      message: 'weak: (secret), sent by (secret)',
      status: 422,
      outcome: 'not-done',
    });
    expect(error.cause).toBeUndefined();
  });

  it('sends a structured value whole, with the fields that are left out as the host has them', async () => {
    const { host, context } = await opened({ seed: people(1) });
    const users = host.handlers.user;
    const [before] = (await users?.read(['u0@acme.example'], context)) ?? [];
    if (before === undefined || users === undefined) throw new Error('no user');
    const first = await users.update(before, { postalAddress: { city: 'Gent', country: 'BE' } }, context);
    const second = await users.update(first, { postalAddress: { city: 'Brugge' } }, context);
    expect(second.attributes.postalAddress).toEqual({ city: 'Brugge', country: 'BE' });
  });

  it('repeats an update whose answer was lost, and says so when the host had done it already', async () => {
    const item = { email: 'ada@acme.example', etag: '"2"' };
    const moved = {
      status: 412,
      body: { type: 'urn:mailstate:sandbox:precondition-failed', detail: 'it has changed' },
    };
    const observed = { kind: 'user', identity: 'ada@acme.example', attributes: {}, revision: '"1"' } as const;
    const once = await connectedTo((count) => (count === 0 ? cut : { status: 200, body: item }));
    await expect(once.host.handlers.user?.update(observed, { phone: null }, context)).resolves.toMatchObject({
      revision: '"2"',
    });
    expect(once.requests.map(({ headers }) => headers['if-match'])).toEqual(['"1"', '"1"']);
    const twice = await connectedTo((count) => (count === 0 ? cut : moved));
    expect(await errorOf(twice.host.handlers.user?.update(observed, { phone: null }, context))).toMatchObject({
      code: 'CHANGED',
      outcome: 'unknown',
    });
  });

  it('removes and renames only what is still as it was read', async () => {
    const { host, context } = await opened({
      seed: [{ kind: 'group', attributes: { address: 'team@acme.example', members: ['ada@acme.example'] } }],
    });
    const groups = host.handlers.group;
    const [team] = (await groups?.read(['team@acme.example'], context)) ?? [];
    if (team === undefined) throw new Error('the group is there');
    await groups?.update(team, { members: ['grace@acme.example'] }, context);
    expect(await errorOf(groups?.remove(team, context))).toMatchObject({ code: 'CHANGED', outcome: 'not-done' });
    expect(await errorOf(groups?.rename?.(team, 'crew@acme.example', context))).toMatchObject({ code: 'CHANGED' });
    expect(await groups?.read(['team@acme.example'], context)).toHaveLength(1);
  });

  it('refuses what the host cannot store before anything is sent', async () => {
    const { host, requests } = await connectedTo(() => ({ status: 500 }));
    const error = await errorOf(
      host.handlers.user?.create({ email: 'ada@acme.example', previously: ['a@acme.example'] }, context),
    );
    expect(error).toMatchObject({ code: 'UNSUPPORTED', message: 'this host cannot store "previously" of a user' });
    expect(requests).toEqual([]);
  });
});

describe('refusals', () => {
  const problem = (slug: string, status: number): Reply => ({
    status,
    body: { type: `urn:mailstate:sandbox:${slug}`, detail: `about ${slug}` },
  });

  it.each<[string, number, string]>([
    ['expired-token', 401, 'UNAUTHENTICATED'],
    ['read-only-token', 403, 'FORBIDDEN'],
    ['not-found', 404, 'NOT_FOUND'],
    ['unknown-path', 404, 'PROTOCOL'],
    ['conflict', 409, 'CONFLICT'],
    ['in-use', 409, 'IN_USE'],
    ['not-closed', 409, 'IN_USE'],
    ['limit-reached', 409, 'LIMIT'],
    ['precondition-failed', 412, 'CHANGED'],
    ['invalid', 422, 'INVALID'],
    ['bad-request', 400, 'PROTOCOL'],
  ])('%s is told as %s %s in the words of the host', async (slug, status, code) => {
    const { host } = await connectedTo(() => problem(slug, status));
    const error = await errorOf(host.handlers.alias?.create({ address: 'a@acme.example', targets: [] }, context));
    expect(error).toMatchObject({ code, status, outcome: 'not-done', operation: 'POST /v1/aliases' });
    expect(error.message).toContain(`about ${slug}`);
  });

  it('a stranger’s 404 is no proof that a mailbox is gone', async () => {
    const { host } = await connectedTo(() => (response) => response.writeHead(404).end('<html>not found</html>'));
    const removal = host.handlers.user?.remove({ kind: 'user', identity: 'ada@acme.example', attributes: {} }, context);
    const error = await errorOf(removal);
    expect(error.code).toBe('PROTOCOL');
    expect(error.message).toMatch(/answered 404 to DELETE .*; check that the endpoint is the API of a sandbox$/);
  });
});

describe('a host that fails now and then', () => {
  it('is read whole all the same', async () => {
    const faults = {
      rate: 0.4,
      kinds: ['rate-limited', 'error-before', 'error-after', 'cut-before', 'cut-after'],
      seed: 7,
      limitPerRequest: 4,
    } as const;
    const { host, context, sandbox } = await opened({ seed: people(600), faults }, { options: { pageSize: 20 } });
    const state = await observe(host, context);
    expect(state.collections.user).toMatchObject({ complete: true });
    expect(state.collections.user?.objects.size).toBe(600);
    expect(Object.keys(sandbox.injectedFaults()).length).toBeGreaterThan(2);
  });

  it('that answers with short pages is not taken to be empty', async () => {
    const { host, context } = await opened({ seed: people(30), faults: { rate: 1, kinds: ['short-page'] } });
    const state = await observe(host, context, undefined, ['user']);
    expect(state.collections.user?.complete).toBe(false);
  });

  it('creates nothing twice, and is honest about what is not known', async () => {
    const kinds = ['rate-limited', 'error-before', 'error-after', 'cut-before', 'cut-after'] as const;
    const { host, context, sandbox } = await opened({ faults: { rate: 0.5, kinds, seed: 3 } });
    const outcomes = await Promise.all(
      people(60).map(async ({ attributes }) => {
        const created = host.handlers.user?.create(attributes, context);
        const said = await created?.then(
          () => 'done' as const,
          (error: HostError) => error.outcome,
        );
        return [attributes.email, said] as const;
      }),
    );
    sandbox.setFaults({ rate: 0 });
    const there = new Set((await observe(host, context, undefined, ['user'])).collections.user?.objects.keys());
    expect(outcomes.filter(([, said]) => said === 'unknown').length).toBeGreaterThan(5);
    for (const [email, said] of outcomes)
      if (said !== 'unknown') expect([email, there.has(email)]).toEqual([email, said === 'done']);
  });
});
