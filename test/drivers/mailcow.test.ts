import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'yaml';
import type { ResourceHandler } from '../../src/host';
import { HostError } from '../../src/host';
import { conformanceCases } from '../../src/host/conformance';
import { declared } from '../../src/host/conformance/world';
import type { AttributesOf, KindName, ObservedObject } from '../../src/model';
import { serve } from '../support/http-server';
import { MAILCOW_KEYS } from '../support/mailcow-server';
import type { Exchange } from '../support/mailcow-server';
import { CONFORMANCE_NAMES, MAILCOW_SAMPLES, connect, mailcowWorld } from '../support/worlds';
import type { MailcowWorld } from '../support/worlds';

type Values = Readonly<Record<string, unknown>>;

let world: MailcowWorld;
beforeEach(async () => {
  world = await mailcowWorld();
});
afterEach(() => world.close());

const handler = <K extends KindName>(kind: K): ResourceHandler<K> => world.host.handlers[kind] as ResourceHandler<K>;

const create = <K extends KindName>(kind: K, written: Values): Promise<ObservedObject<K>> =>
  handler(kind).create(declared(kind, written), world.context);

const update = <K extends KindName>(object: ObservedObject<K>, changes: AttributesOf<K>): Promise<ObservedObject<K>> =>
  handler(object.kind).update(object, changes, world.context);

const read = async <K extends KindName>(kind: K, identity: string): Promise<ObservedObject<K> | undefined> =>
  (await handler(kind).read([identity], world.context))[0];

async function list<K extends KindName>(kind: K) {
  const all = { identities: [] as string[], total: undefined as number | undefined, last: false };
  for await (const page of handler(kind).list(world.context)) {
    all.identities.push(...page.objects.map(({ identity }) => identity));
    all.total = page.total;
    all.last = page.last ?? false;
  }
  return all;
}

/** Calls the API past the driver. */
const call = async (path: string, body: unknown): Promise<unknown> =>
  (
    await fetch(`${world.mailcow.url}/api/v1/${path}`, {
      method: 'POST',
      headers: { 'x-api-key': MAILCOW_KEYS.write },
      body: JSON.stringify(body),
    })
  ).json();

const sentTo = (path: string): readonly unknown[] =>
  world.mailcow.exchanges.filter((each) => each.path === `/api/v1/${path}`).map(({ sent }) => sent);

const ADA = { email: 'ada@acme.example', initialPassword: 'env:ADA' };
const domain = (written: Values = {}): Promise<ObservedObject<'domain'>> =>
  create('domain', { name: 'acme.example', ...written });

describe('what is peculiar to mailcow', () => {
  it('a refusal comes with 200 and is a conflict of which nothing came', async () => {
    await domain();
    await create('user', ADA);
    await expect(create('user', ADA)).rejects.toMatchObject({
      code: 'CONFLICT',
      outcome: 'not-done',
      message: 'mailcow says object_exists (ada@acme.example)',
    });
    await expect(domain()).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(create('alias', { address: ADA.email, targets: ['x@else.example'] })).rejects.toMatchObject({ code: 'CONFLICT' }); // prettier-ignore
  });

  it('a limit that is reached is told as one', async () => {
    await domain({ limits: { users: 1 } });
    await create('user', ADA);
    const refused = create('user', { ...ADA, email: 'grace@acme.example' });
    await expect(refused).rejects.toMatchObject({ code: 'LIMIT', message: 'mailcow says max_mailbox_exceeded (1, 1)' });
    await expect(create('user', { ...ADA, email: 'bob@acme.example', quota: '20 GiB' })).rejects.toMatchObject({ code: 'LIMIT' }); // prettier-ignore
  });

  it('a refusal among successes leaves it open what was done', async () => {
    const server = await serve(() => ({
      status: 200,
      body: [
        { type: 'danger', msg: ['goto_invalid', 'x'], log: [] },
        { type: 'success', msg: ['alias_added', 'info@acme.example', 1], log: [] },
      ],
    }));
    const { host, context } = await connect('mailcow', { endpoint: server.url }, 'key');
    const creation = host.handlers.alias?.create(
      { address: 'info@acme.example', targets: ['ada@acme.example'] },
      context,
    );
    await expect(creation).rejects.toMatchObject({ code: 'INVALID', outcome: 'unknown' });
    await host.close();
    await server.close();
  });

  it('sizes go in as MiB and come out as bytes, and what is no whole MiB is refused before it is sent', async () => {
    await domain();
    const ada = await create('user', { ...ADA, quota: '1 GiB' });
    expect(sentTo('add/mailbox')).toMatchObject([{ quota: '1024' }]);
    expect(ada.attributes.quota).toBe(2 ** 30);
    await expect(update(ada, { quota: 25e9 })).rejects.toMatchObject({
      code: 'UNSUPPORTED',
      message:
        '"quota" of a user cannot be 25000000000, allowed is a multiple of 1048576: mailcow counts in MiB; declare sizes such as "25 GiB"',
    });
    expect((await update(ada, { quota: null })).attributes.quota).toBeNull();
  });

  it('nothing is {} for an object and for a list, and an error told as an object is no empty list', async () => {
    expect(await read('user', 'ada@acme.example')).toBeUndefined();
    expect(await list('user')).toEqual({ identities: [], total: 0, last: true });
    const server = await serve(() => ({ status: 200, body: { type: 'error', msg: 'something' } }));
    const { host, context } = await connect('mailcow', { endpoint: server.url }, 'key');
    const drain = async (): Promise<void> => {
      for await (const _page of host.handlers.user?.list(context) ?? []);
    };
    await expect(drain()).rejects.toMatchObject({ code: 'PROTOCOL' });
    await host.close();
    await server.close();
  });

  it('a removed mailbox takes along what names only it, the catch-all too, and is dropped from the rest', async () => {
    await domain();
    const ada = await create('user', ADA);
    await create('alias', { address: 'info@acme.example', targets: [ADA.email] });
    await create('group', { address: 'all@acme.example', members: [ADA.email, 'x@else.example'] });
    const { identity } = await update(await domainNow(), { catchAll: [ADA.email] });
    await handler('user').remove(ada, world.context);
    expect(await read('alias', 'info@acme.example')).toBeUndefined();
    expect((await read('group', 'all@acme.example'))?.attributes.members).toEqual(['x@else.example']);
    expect((await read('domain', identity))?.attributes.catchAll).toEqual([]);
    await handler('user').remove(ada, world.context);
  });

  const domainNow = async (): Promise<ObservedObject<'domain'>> => {
    const found = await read('domain', 'acme.example');
    if (found === undefined) throw new Error('the domain is not there');
    return found;
  };

  it('after a rename, aliases that name only the mailbox follow; those with more targets do not', async () => {
    await domain();
    const ada = await create('user', ADA);
    await create('alias', { address: 'info@acme.example', targets: [ADA.email] });
    await create('alias', { address: 'press@acme.example', targets: [ADA.email, 'x@else.example'] });
    const renamed = await handler('user').rename?.(ada, 'ada.king@acme.example', world.context);
    expect(renamed?.identity).toBe('ada.king@acme.example');
    expect((await read('alias', 'info@acme.example'))?.attributes.targets).toEqual(['ada.king@acme.example']);
    expect((await read('alias', 'press@acme.example'))?.attributes.targets).toContain('ada@acme.example');
    await create('user', { ...ADA, email: 'grace@acme.example' });
    const taken = handler('user').rename?.(renamed ?? ada, 'grace@acme.example', world.context);
    await expect(taken).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  it('an alias whose address begins with digits is not mistaken for the one of that id', async () => {
    await domain();
    await create('alias', { address: 'first@acme.example', targets: ['x@else.example'] });
    expect(await read('alias', '1st@acme.example')).toBeUndefined();
    const second = await create('alias', { address: '1st@acme.example', targets: ['y@else.example'] });
    expect((await update(second, { active: false })).attributes).toMatchObject({ targets: ['y@else.example'], active: false }); // prettier-ignore
    expect((await read('alias', 'first@acme.example'))?.attributes.active).toBe(true);
  });

  it('a group without members stays one when something else of it changes', async () => {
    await domain();
    const all = await create('group', { address: 'all@acme.example', members: [], name: 'All' });
    expect((await update(all, { name: 'Everybody' })).attributes).toMatchObject({ members: [], name: 'Everybody' });
  });

  it('aliases that teach the spam filter are left out, and counted when the list is held against what the domains count', async () => {
    await domain();
    await call('add/alias', { address: 'spam@acme.example', goto_spam: '1', active: '1' });
    expect(await list('alias')).toEqual({ identities: [], total: undefined, last: true });
  });

  it('a domain gets a key of its own, or none where that is declared', async () => {
    expect((await domain()).attributes.dkim).toEqual({ enabled: true, selector: 'dkim', keyLength: 2048 });
    const plain = await domain({ name: 'plain.example', dkim: { enabled: false } });
    expect(plain.attributes.dkim).toEqual({ enabled: false });
    const changed = await update(plain, { dkim: { enabled: true, selector: 's2026', keyLength: 4096 } });
    expect(changed.attributes.requiredRecords?.[0]?.name).toBe('s2026._domainkey.plain.example');
  });

  it('a domain with addresses does not become one that stands for another, and is not removed', async () => {
    await domain();
    await domain({ name: 'other.example' });
    await create('alias', { address: 'info@acme.example', targets: ['x@else.example'] });
    const inUse = { code: 'IN_USE', message: 'the domain "acme.example" still has aliases' };
    await expect(update(await domainNow(), { aliasOf: 'other.example' })).rejects.toMatchObject(inUse);
    await expect(handler('domain').remove(await domainNow(), world.context)).rejects.toMatchObject(inUse);
    expect(await read('alias', 'info@acme.example')).toBeDefined();
  });

  it('a domain that stands for another is not mistaken for it, and has no limits', async () => {
    await domain({ description: 'Main' });
    const alias = await domain({ name: 'acme.test', aliasOf: 'acme.example' });
    expect(alias.attributes).toMatchObject({ name: 'acme.test', aliasOf: 'acme.example', description: null });
    expect(alias.attributes).not.toHaveProperty('limits');
    await expect(update(alias, { description: 'Second' })).rejects.toMatchObject({ code: 'UNSUPPORTED' });
    await expect(handler('domain').remove(await domainNow(), world.context)).rejects.toMatchObject({
      code: 'IN_USE',
      message: 'the domain "acme.example" still has domains that stand for it',
    });
  });

  it('custom attributes of others stay beside the version of the password', async () => {
    await domain();
    await create('user', ADA);
    await call('edit/mailbox/custom-attribute', { items: [ADA.email], attr: { attribute: ['role'], value: ['cow'] } });
    const ada = await read('user', ADA.email);
    if (ada !== undefined) expect((await update(ada, { passwordVersion: 2 })).attributes.passwordVersion).toBe(2);
    expect(sentTo('edit/mailbox/custom-attribute')).toContainEqual({
      items: [ADA.email],
      attr: { attribute: ['role', 'mailstate_password_version'], value: ['cow', '2'] },
    });
  });
});

describe('who may call', () => {
  it.each([
    ['a key that may only read', 403, { type: 'error', msg: 'API read/write access denied' }, { code: 'FORBIDDEN', message: 'mailcow says API read/write access denied; the key may only read, make one that may write' }],
    ['a wrong key', 401, { type: 'error', msg: 'authentication failed' }, { code: 'UNAUTHENTICATED' }],
    ['an address that is not on the list', 401, { type: 'error', msg: 'api access denied for ip 192.0.2.1' }, { code: 'FORBIDDEN', message: 'mailcow says api access denied for ip 192.0.2.1; add it to the addresses that may use the key' }],
    ['another server', 404, '<html>', { code: 'PROTOCOL' }],
    ['a refusal that quotes the password', 200, [{ type: 'danger', msg: ['password_complexity', 'pw-canary-8151623'] }], { code: 'INVALID', message: 'mailcow says password_complexity ((secret))' }],
    ['an answer that says nothing', 200, [], { code: 'PROTOCOL', outcome: 'unknown' }],
  ])('%s is told as what it is, and no secret with it', async (_name, status, body, expected) => {
    const server = await serve(() => ({ status, body }));
    const { host, context } = await connect('mailcow', { endpoint: server.url }, 'the-api-key');
    const thrown: unknown = await host.handlers.user?.create(declared('user', ADA), context).catch((error: unknown) => error); // prettier-ignore
    expect(thrown).toBeInstanceOf(HostError);
    expect(thrown).toMatchObject(expected);
    expect(JSON.stringify(thrown) + String(thrown)).not.toMatch(/the-api-key|pw-canary/);
    await host.close();
    await server.close();
  }); // prettier-ignore

  it('a key that may only read reads', async () => {
    await domain();
    const reader = await connect('mailcow', { endpoint: world.mailcow.url }, MAILCOW_KEYS.read);
    expect(await reader.host.handlers.domain?.read(['acme.example'], reader.context)).toHaveLength(1);
    const creation = reader.host.handlers.user?.create(declared('user', ADA), reader.context);
    await expect(creation).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await reader.host.close();
  });
});

describe('the description of the API', () => {
  const file = resolve(__dirname, '../../../shared/specs/mailcow-openapi.yaml');
  /** What mailcow's source has and its description does not. */
  const UNDESCRIBED: readonly string[] = [
    'get/alias-domain', 'add/alias-domain', 'edit/alias-domain', 'delete/alias-domain', 'edit/rename-mbox',
    'add/alias private_comment', 'add/domain key_size', 'add/domain dkim_selector',
    'edit/mailbox pw_recovery_email',
  ]; // prettier-ignore

  interface Described {
    readonly properties?: Readonly<Record<string, Described>>;
    readonly example?: unknown;
  }
  interface Operation {
    readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Described }>> };
    readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, { readonly examples?: { readonly response: { readonly value: unknown } } }>> }>>; // prettier-ignore
  }

  const withoutName = (path: string): string => path.replace(/^\/api\/v1\//, '').replace(/^(get\/[^/]+)\/.*/, '$1');

  /** The names of what was sent, and those that may be. */
  function undescribed({ path, sent }: Exchange, operation: Operation): string[] {
    const schema = Object.values(operation.requestBody?.content ?? {})[0]?.schema;
    const isEdit = path.includes('/edit/');
    const attr = isEdit ? (sent as { readonly attr: object }).attr : path.includes('/add/') ? (sent as object) : {};
    const known = (isEdit ? schema?.properties?.['attr'] : schema)?.properties ?? {};
    return Object.keys(attr).filter((name) => !(name in known)).map((name) => `${withoutName(path)} ${name}`); // prettier-ignore
  }

  /** Fields of the described example that the answer lacks. */
  function missing({ path, body }: Exchange, operation: Operation): string[] {
    const example = Object.values(operation.responses['200']?.content ?? {})[0]?.examples?.response.value;
    const [one, answered] = [example, body].map((value) => (Array.isArray(value) ? (value[0] as Values) : (value as Values))); // prettier-ignore
    if (answered === undefined || Object.keys(answered).length === 0 || one === undefined) return [];
    return Object.keys(one).filter((name) => !(name in answered)).map((name) => `${withoutName(path)}: ${name}`); // prettier-ignore
  }

  it('knows what the driver calls and sends, and the server answers as it says', async () => {
    if (!existsSync(file)) {
      process.stderr.write('the OpenAPI description of mailcow is not there, so nothing is held against it\n');
      return;
    }
    const { paths } = parse(readFileSync(file, 'utf8')) as { readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>> }; // prettier-ignore
    const operations = new Map(
      Object.entries(paths).flatMap(
        ([path, methods]) =>
        Object.entries(methods).map(([method, operation]) => [`${method.toUpperCase()} ${withoutName(path)}`, operation] as const), // prettier-ignore
      ),
    );
    for (const { run } of conformanceCases(world.host, {
      ...CONFORMANCE_NAMES,
      samples: MAILCOW_SAMPLES,
      context: world.context,
    }))
      // prettier-ignore
      await run();
    const unknown = world.mailcow.exchanges.flatMap((exchange) => {
      const operation = operations.get(`${exchange.method} ${withoutName(exchange.path)}`);
      if (operation === undefined) return [withoutName(exchange.path)];
      return [...undescribed(exchange, operation), ...missing(exchange, operation)];
    });
    expect([...new Set(unknown)].sort()).toEqual([...UNDESCRIBED].sort());
  });
});
