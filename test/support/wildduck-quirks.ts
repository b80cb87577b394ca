/** What is peculiar to WildDuck, as cases that hold at a real one and at the server that stands in for it. */
import type { HostContext, MailHost, ResourceHandler } from '../../src/host';
import { declared } from '../../src/host/conformance/world';
import type { AttributesOf, KindName, ObservedObject } from '../../src/model';

export interface Duck {
  readonly host: MailHost;
  readonly context: HostContext;
  readonly url: string;
  readonly token: string;
}

type Values = Readonly<Record<string, unknown>>;

/** Calls the API past the driver. */
export async function call(duck: Duck, method: string, path: string, body?: unknown): Promise<Values> {
  const response = await fetch(`${duck.url}${path}`, {
    method,
    headers: { 'x-access-token': duck.token, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return (await response.json()) as Values;
}

const handler = <K extends KindName>({ host }: Duck, kind: K): ResourceHandler<K> =>
  host.handlers[kind] as ResourceHandler<K>;

const create = <K extends KindName>(duck: Duck, kind: K, written: Values): Promise<ObservedObject<K>> =>
  handler(duck, kind).create(declared(kind, written), duck.context);

const update = <K extends KindName>(
  duck: Duck,
  object: ObservedObject<K>,
  changes: AttributesOf<K>,
): Promise<ObservedObject<K>> => handler(duck, object.kind).update(object, changes, duck.context);

const read = async <K extends KindName>(
  duck: Duck,
  kind: K,
  identity: string,
): Promise<ObservedObject<K> | undefined> => (await handler(duck, kind).read([identity], duck.context))[0];

/** All of a kind, and whether the list says that it is whole. */
async function list<K extends KindName>(duck: Duck, kind: K) {
  const objects: ObservedObject<K>[] = [];
  const rejected: string[] = [];
  let last = false;
  for await (const page of handler(duck, kind).list(duck.context)) {
    objects.push(...page.objects);
    rejected.push(...(page.rejected ?? []).map(({ identity }) => identity));
    last = page.last ?? false;
  }
  return { objects, rejected, last };
}

const rowOf = async (duck: Duck, collection: string, text: string): Promise<Values> =>
  (
    (await call(duck, 'GET', `/${collection}?internalData=true&query=${encodeURIComponent(text)}`))[
      'results'
    ] as Values[]
  )[0] ?? {};

const CONFLICT = { code: 'CONFLICT', outcome: 'not-done' };

/** Each in a domain of its own. */
export const WILDDUCK_QUIRKS: readonly (readonly [string, (duck: Duck) => Promise<void>])[] = [
  [
    'a mailbox that is there is refused with 500 and is a conflict of which nothing came',
    async (duck) => {
      await create(duck, 'user', { email: 'ada@one.example', initialPassword: 'env:ADA' });
      await expect(create(duck, 'user', { email: 'ada@one.example' })).rejects.toMatchObject({
        ...CONFLICT,
        status: 500,
      });
    },
  ],
  [
    'an address of a mailbox cannot be that of an alias or of a group',
    async (duck) => {
      await create(duck, 'user', { email: 'ada@two.example' });
      const taken = { address: 'ada@two.example' };
      await expect(create(duck, 'alias', { ...taken, targets: ['x@else.example'] })).rejects.toMatchObject(CONFLICT);
      await expect(create(duck, 'group', { ...taken, members: ['x@else.example'] })).rejects.toMatchObject(CONFLICT);
      expect(await read(duck, 'alias', 'ada@two.example')).toBeUndefined();
    },
  ],
  [
    'addresses that differ by dots are one address',
    async (duck) => {
      await create(duck, 'user', { email: 'ada.king@three.example' });
      await expect(create(duck, 'user', { email: 'adaking@three.example' })).rejects.toMatchObject(CONFLICT);
      expect(await read(duck, 'user', 'adaking@three.example')).toBeUndefined();
    },
  ],
  [
    'a removed mailbox loses its further addresses, is still named by forwarded ones, and can be restored with its id and address',
    async (duck) => {
      const ada = await create(duck, 'user', { email: 'ada@four.example' });
      await create(duck, 'alias', { address: 'info@four.example', targets: ['ada@four.example'] });
      await create(duck, 'alias', { address: 'press@four.example', targets: ['ada@four.example', 'x@else.example'] });
      await handler(duck, 'user').remove(ada, duck.context);
      expect(await read(duck, 'user', 'ada@four.example')).toBeUndefined();
      expect(await read(duck, 'alias', 'info@four.example')).toBeUndefined();
      expect((await read(duck, 'alias', 'press@four.example'))?.attributes.targets).toContain('ada@four.example');
      await call(duck, 'POST', `/users/${ada.attributes.id ?? ''}/restore`, {});
      expect((await read(duck, 'user', 'ada@four.example'))?.attributes.id).toBe(ada.attributes.id);
      expect(await read(duck, 'alias', 'info@four.example')).toBeDefined();
    },
  ],
  [
    'an alias of one mailbox is an address of that mailbox, and becomes a forwarded one when it gets another target or is switched off',
    async (duck) => {
      const ada = await create(duck, 'user', { email: 'ada@five.example' });
      const info = await create(duck, 'alias', {
        address: 'info@five.example',
        targets: ['ada@five.example'],
        description: 'Questions',
      });
      expect(await rowOf(duck, 'addresses', 'info@five.example')).toMatchObject({ user: ada.attributes.id });
      const moved = await update(duck, info, { targets: ['ada@five.example', 'x@else.example'] });
      expect(moved.attributes).toMatchObject({ description: 'Questions', active: true });
      expect(await rowOf(duck, 'addresses', 'info@five.example')).not.toHaveProperty('user');
      const sales = await create(duck, 'alias', { address: 'sales@five.example', targets: ['ada@five.example'] });
      expect((await update(duck, sales, { active: false })).attributes).toMatchObject({
        targets: ['ada@five.example'],
        active: false,
      });
    },
  ],
  [
    'what others keep at a mailbox or an address stays',
    async (duck) => {
      await call(duck, 'POST', '/users', {
        username: 'ada@six.example',
        address: 'ada@six.example',
        password: 'x',
        tags: ['vip'],
        internalData: { billing: 7 },
      });
      const ada = await read(duck, 'user', 'ada@six.example');
      if (ada !== undefined) await update(duck, ada, { passwordVersion: 3, initialPassword: 'env:ADA' });
      expect(await rowOf(duck, 'users', 'ada@six.example')).toMatchObject({
        tags: ['vip'],
        internalData: { billing: 7, mailstate: { passwordVersion: 3 } },
      });
      await call(duck, 'POST', '/addresses/forwarded', {
        address: 'info@six.example',
        targets: ['x@else.example'],
        tags: ['old'],
        internalData: { billing: 8 },
      });
      const info = await read(duck, 'alias', 'info@six.example');
      if (info !== undefined) await update(duck, info, { description: 'Questions' });
      expect(await rowOf(duck, 'addresses', 'info@six.example')).toMatchObject({
        tags: ['old'],
        internalData: { billing: 8, mailstate: { description: 'Questions' } },
      });
    },
  ],
  [
    'a domain is there as long as it holds anything, and is kept while it has addresses',
    async (duck) => {
      const made = await call(duck, 'POST', '/addresses/forwarded', {
        address: 'info@seven.example',
        targets: ['x@else.example'],
      });
      const domain = await read(duck, 'domain', 'seven.example');
      expect(domain?.attributes).toMatchObject({ aliasOf: null, catchAll: [], dkim: { enabled: false } });
      expect((await list(duck, 'domain')).objects.map(({ identity }) => identity)).toContain('seven.example');
      if (domain === undefined) return;
      await expect(handler(duck, 'domain').remove(domain, duck.context)).rejects.toMatchObject({ code: 'IN_USE' });
      await call(duck, 'DELETE', `/addresses/forwarded/${String(made['id'])}`);
      await handler(duck, 'domain').remove(domain, duck.context);
      expect(await read(duck, 'domain', 'seven.example')).toBeUndefined();
    },
  ],
  [
    'a key of 2048 bits is made for a domain, with the record that it needs; another selector makes another key',
    async (duck) => {
      const domain = await create(duck, 'domain', { name: 'eight.example', dkim: { enabled: true } });
      expect(domain.attributes.dkim).toEqual({ enabled: true, selector: 'dkim', keyLength: 2048 });
      expect(domain.attributes.requiredRecords?.[0]).toMatchObject({
        type: 'TXT',
        name: 'dkim._domainkey.eight.example',
      });
      const before = await rowOf(duck, 'dkim', 'eight.example');
      await update(duck, domain, { dkim: { enabled: true, selector: 'dkim' } });
      expect(await rowOf(duck, 'dkim', 'eight.example')).toEqual(before);
      const after = await update(duck, domain, { dkim: { selector: 's2026' } });
      expect(after.attributes.requiredRecords?.[0]?.name).toBe('s2026._domainkey.eight.example');
      await handler(duck, 'domain').remove(after, duck.context);
      expect(await rowOf(duck, 'dkim', 'eight.example')).toEqual({});
    },
  ],
  [
    'an address with a wildcard that is no catch-all is left out; one that feeds a relay cannot be understood',
    async (duck) => {
      const wild = { address: 'postmaster@*', targets: ['x@else.example'], allowWildcard: true };
      const { id } = await call(duck, 'POST', '/addresses/forwarded', wild);
      const relay = { address: 'relay@nine.example', targets: ['smtp://mx.else.example:25'] };
      const made = await call(duck, 'POST', '/addresses/forwarded', relay);
      const { objects, rejected } = await list(duck, 'alias');
      expect(objects.filter(({ identity }) => identity.startsWith('postmaster@'))).toEqual([]);
      expect(rejected).toEqual(['relay@nine.example']);
      for (const each of [id, made['id']]) await call(duck, 'DELETE', `/addresses/forwarded/${String(each)}`);
    },
  ],
  [
    'a domain with an A-label is kept as Unicode and told as it was declared',
    async (duck) => {
      const ada = await create(duck, 'user', { email: 'ada@bücher.example' });
      expect(ada.identity).toBe('ada@xn--bcher-kva.example');
      expect(await rowOf(duck, 'users', 'bücher')).toMatchObject({ address: 'ada@bücher.example' });
      await create(duck, 'domain', { name: 'bücher.example', catchAll: ['ada@bücher.example'] });
      expect((await read(duck, 'domain', 'xn--bcher-kva.example'))?.attributes.catchAll).toEqual([ada.identity]);
    },
  ],
  [
    'a list of more than one page is whole',
    async (duck) => {
      const numbers = Array.from({ length: 260 }, (_, n) => n);
      for (const n of numbers)
        await call(duck, 'POST', '/addresses/forwarded', { address: `a${n}@ten.example`, targets: ['x@else.example'] });
      const { objects, last } = await list(duck, 'alias');
      expect(objects.filter(({ identity }) => identity.endsWith('@ten.example'))).toHaveLength(260);
      expect(last).toBe(true);
    },
  ],
];
