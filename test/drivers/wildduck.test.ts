import { DRIVERS } from '../../src/drivers';
import { wildduckWorld } from '../support/worlds';
import type { WildDuckWorld } from '../support/worlds';
import { WILDDUCK_QUIRKS } from '../support/wildduck-quirks';
import { PASSWORD, declaration } from '../support/worlds';
import { serve } from '../support/http-server';
import { fakeClock } from '../support/fake-clock';
import { HostError } from '../../src/host';
import type { MailHost } from '../../src/host';

describe('what is peculiar to WildDuck', () => {
  let world: WildDuckWorld;
  beforeAll(async () => {
    world = await wildduckWorld();
  });
  afterAll(() => world.close());

  it.each(WILDDUCK_QUIRKS)('%s', (_name, run) => run(world));
});

/** The driver connected to a server that answers as it is told. */
async function connected(endpoint: string, token = 'the-token'): Promise<MailHost> {
  const driver = DRIVERS['wildduck'];
  if (driver === undefined) throw new Error('there is no driver "wildduck"');
  const secret = (reference: string): Promise<string> =>
    Promise.resolve(reference === 'env:MAIL_TOKEN' ? token : PASSWORD);
  return driver.connect(declaration('wildduck', { endpoint }), { secret, clock: fakeClock(), random: () => 0.5 });
}

const context = {
  signal: new AbortController().signal,
  secret: () => Promise.resolve(PASSWORD),
};

const refusals: [string, number, unknown, object][] = [
  ['a wrong token', 403, { code: 'InvalidToken', error: 'Invalid accessToken value' }, { code: 'UNAUTHENTICATED' }],
  ['a token that may not', 403, { code: 'MissingPrivileges', error: 'Not enough privileges' }, { code: 'FORBIDDEN' }],
  ['values it does not like', 400, { code: 'InputValidationError', error: '"name" is too long' }, { code: 'INVALID', message: '"name" is too long' }],
  ['a name that a renamed mailbox keeps', 500, { code: 'UserExistsError', error: 'This username already exists' }, { code: 'CONFLICT', outcome: 'not-done', message: 'This username already exists; a mailbox that was renamed keeps its first address as its user name' }],
  ['its database being away', 500, { code: 'InternalDatabaseError', error: 'MongoDB Error' }, { code: 'UNAVAILABLE', outcome: 'unknown' }],
  ['200 and no success', 200, { success: false }, { code: 'PROTOCOL', outcome: 'unknown' }],
  ['404 of another server', 404, '<html>', { code: 'PROTOCOL' }],
]; // prettier-ignore

it.each(refusals)('%s is understood, and no secret is told', async (_name, status, body, expected) => {
  const server = await serve(() => ({ status, body }));
  const host = await connected(server.url);
  const creation = host.handlers.user?.create({ email: 'ada@acme.example', initialPassword: 'env:ADA' }, context);
  const thrown: unknown = await creation?.catch((error: unknown) => error);
  expect(thrown).toBeInstanceOf(HostError);
  expect(thrown).toMatchObject(expected);
  expect(JSON.stringify(thrown) + String(thrown)).not.toMatch(/the-token|pw-canary/);
  expect(server.requests[0]?.headers['x-access-token']).toBe('the-token');
  await host.close();
  await server.close();
});

it('a page that holds less than WildDuck counts makes no whole list', async () => {
  const server = await serve(() => ({
    status: 200,
    body: { success: true, total: 3, nextCursor: false, results: [] },
  }));
  const host = await connected(server.url);
  for (const kind of ['domain', 'user', 'alias', 'group'] as const)
    for await (const page of host.handlers[kind]?.list(context) ?? []) expect(page.last).toBe(false);
  await host.close();
  await server.close();
});

it('all kinds that are listed together share what is read, and no read is shared over a write', async () => {
  const world = await wildduckWorld();
  const { alias, group } = world.host.handlers;
  const drain = async (pages: AsyncIterable<unknown> | undefined): Promise<void> => {
    for await (const _page of pages ?? []);
  };
  const before = world.host.calls();
  await Promise.all([drain(alias?.list(world.context)), drain(group?.list(world.context))]);
  expect(world.host.calls() - before).toBe(2);
  await world.close();
});

it('refuses options that it does not know', async () => {
  const driver = DRIVERS['wildduck'];
  const connection = driver?.connect(declaration('wildduck', { options: { keepDeleted: 3 } }), {
    secret: () => Promise.resolve('x'),
    clock: fakeClock(),
    random: () => 0,
  });
  await expect(connection).rejects.toMatchObject({
    code: 'INVALID',
    message:
      'the provider block of host "mail": unknown option "keepDeleted", allowed are timeoutSeconds, concurrency, keepDeletedDays',
  });
});
