import { conformanceCases } from '../../src/host/conformance';
import { HostError } from '../../src/host';
import type { MailHost, ResourceHandler } from '../../src/host';
import type { AttributesOf, KindName, ObservedObject } from '../../src/model';
import { TESTED_HOSTS } from '../support/worlds';

type Handler = ResourceHandler<KindName>;

/** A host like `host` whose handler of `kind` is changed. */
const withHandler = (host: MailHost, kind: KindName, change: (handler: Handler) => Partial<Handler>): MailHost => {
  const handler = host.handlers[kind] as Handler;
  return { ...host, handlers: { ...host.handlers, [kind]: { ...handler, ...change(handler) } } };
};

/** What the suite says of the sandbox when its driver is spoilt. */
async function complaints(spoil: (host: MailHost) => MailHost): Promise<string[]> {
  const tested = await TESTED_HOSTS['sandbox']?.();
  if (tested === undefined) throw new Error('no sandbox');
  const told: string[] = [];
  for (const { name, run } of conformanceCases(spoil(tested.host), tested.world))
    await run().catch((thrown: unknown) => told.push(`${name}: ${(thrown as Error).message}`));
  await tested.close();
  return told;
}

const without = (object: ObservedObject, name: string): ObservedObject => ({
  ...object,
  attributes: Object.fromEntries(Object.entries(object.attributes).filter(([other]) => other !== name)),
});

it('has a case for every attribute, and its names tell them apart', async () => {
  const tested = await TESTED_HOSTS['sandbox']?.();
  if (tested === undefined) throw new Error('no sandbox');
  const names = conformanceCases(tested.host, tested.world).map(({ name }) => name);
  await tested.close();
  expect(new Set(names).size).toBe(names.length);
  expect(names).toEqual(
    expect.arrayContaining(['user.phone is set, changed and cleared', 'alias.targets is set, changed']),
  );
});

it('names the attribute that is not kept, what was sent and what was read back', async () => {
  const told = await complaints((host) =>
    withHandler(host, 'user', (handler) => ({
      read: async (identities, context) =>
        (await handler.read(identities, context)).map((object) => without(object, 'phone')),
    })),
  );
  expect(told[0]).toBe('user.phone is set, changed and cleared: user.phone: sent "+33123456789", read back nothing');
});

const spoilt: [string, RegExp, (host: MailHost) => MailHost][] = [
  [
    'a structure is overwritten as a whole',
    /user\.postalAddress: a field that was left out should stay/,
    (host) =>
      withHandler(host, 'user', (handler) => ({
        update: (observed, changes, context) => handler.update({ ...observed, attributes: {} }, changes, context),
      })),
  ],
  [
    'a rename makes another mailbox',
    /user\.id was .* it is not the same mailbox/,
    (host) =>
      withHandler(host, 'user', (handler) => ({
        async rename(observed, email, context) {
          await handler.remove(await (handler.close as NonNullable<Handler['close']>)(observed, context), context);
          const { displayName } = observed.attributes as Readonly<Record<string, unknown>>;
          const again: Readonly<Record<string, unknown>> = { email, displayName };
          return handler.create(again as AttributesOf<KindName>, context);
        },
      })),
  ],
  [
    'the present is created again without a word',
    /creating user lin@conformance\.example again succeeded, expected CONFLICT/,
    (host) =>
      withHandler(host, 'user', (handler) => ({
        create: (desired, context) =>
          handler
            .create(desired, context)
            .catch(async () => (await handler.read(['lin@conformance.example'], context))[0] as ObservedObject),
      })),
  ],
  [
    'the removal of the absent fails',
    /a group that is not there is left out of what is read, and its removal succeeds/,
    (host) =>
      withHandler(host, 'group', (handler) => ({
        async remove(observed, context) {
          if ((await handler.read([observed.identity], context)).length === 0)
            throw new HostError({ code: 'NOT_FOUND', message: 'not there' });
          await handler.remove(observed, context);
        },
      })),
  ],
  [
    'a list is cut short',
    /the list of kind user counts 3 objects and has 2/,
    (host) =>
      withHandler(host, 'user', (handler) => ({
        async *list(context) {
          for await (const page of handler.list(context)) yield { ...page, objects: page.objects.slice(1) };
        },
      })),
  ],
  [
    'a moved object is overwritten',
    /an update of what has moved succeeded, expected CHANGED/,
    (host) =>
      withHandler(host, 'user', (handler) => ({
        update: async (observed, changes, context) =>
          handler.update((await handler.read([observed.identity], context))[0] as ObservedObject, changes, context),
      })),
  ],
  [
    'closing does nothing',
    /user\.status: sent "closed", read back/,
    (host) => withHandler(host, 'user', () => ({ close: (observed) => Promise.resolve(observed) })),
  ],
  [
    'a failure is no HostError',
    /failed with TypeError: .*, which is no HostError/,
    (host) =>
      withHandler(host, 'domain', (handler) => ({
        create: (desired, context) =>
          handler.create(desired, context).catch(() => Promise.reject(new TypeError('oops'))),
      })),
  ],
];

it.each(spoilt)('complains when %s', async (_name, words, spoil) => {
  expect((await complaints(spoil)).join('\n')).toMatch(words);
});
