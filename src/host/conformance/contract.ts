/** Whether a host's operations keep the port's contract, apart from what each attribute holds. */
import { KINDS, equalJson, withArticle } from '../../model';
import type { KindName, ObservedObject } from '../../model';
import { must } from './actor';
import type { Actor } from './actor';
import { notSupported } from './case';
import type { ConformanceCase } from './case';
import { minimal } from './samples';
import { addressIn } from './world';

type Values = Readonly<Record<string, unknown>>;

/** Declarable attributes that were read, without the identity. */
const declaredPart = (object: ObservedObject): Values => {
  const { attributes, identity } = KINDS[object.kind];
  const kept = Object.entries(object.attributes).filter(
    ([name]) => attributes[name]?.computed !== true && name !== identity,
  );
  return Object.fromEntries(kept);
};

/** An identity that nothing has. */
const absentIdentity = (actor: Actor, kind: KindName): string => {
  if (kind === 'organization') return `${actor.world.organization ?? ''}-absent`;
  return kind === 'domain' ? `absent.${actor.world.domain}` : addressIn(actor.world, 'absent');
};

/** Cases for a kind of which `identity` exists and `all` were created. */
export function contractCases(actor: Actor, kind: KindName, all: readonly string[]): ConformanceCase[] {
  const { world } = actor;
  const handler = actor.handler(kind);
  const [identity] = all;
  if (handler === undefined || identity === undefined) return [];
  const cases: ConformanceCase[] = [
    {
      name: `${withArticle(kind)} that is there cannot be created again`,
      run: () => {
        const wanted = minimal(world, kind, identity, handler.supports);
        return actor.refused(`creating ${kind} ${identity} again`, actor.create(kind, wanted), ['CONFLICT']);
      },
    },
    {
      name: `${withArticle(kind)} that is not there is left out of what is read, and its removal succeeds`,
      async run() {
        const absent = absentIdentity(actor, kind);
        const read = await handler.read([absent, identity], world.context);
        must(
          equalJson(
            read.map((object) => object.identity),
            [identity],
          ),
          () =>
            `reading ${absent} and ${identity} gave ${read.map((object) => object.identity).join(', ') || 'nothing'}`,
        );
        const ghost = { kind, identity: absent, attributes: {} };
        await handler.remove(ghost, world.context);
        await handler.remove(ghost, world.context);
      },
    },
    {
      name: `the list of kind ${kind} is whole, and tells the same as reading each`,
      async run() {
        const listed: ObservedObject[] = [];
        let [total, last]: [number | undefined, boolean] = [undefined, false];
        for await (const page of handler.list(world.context)) {
          must(
            (page.rejected ?? []).length === 0,
            () => `${kind} ${page.rejected?.[0]?.identity ?? ''}: ${page.rejected?.[0]?.problem ?? ''}`,
          );
          listed.push(...page.objects);
          [total, last] = [page.total ?? total, page.last ?? false];
        }
        const names = new Set(listed.map((object) => object.identity));
        must(last, () => `the list of kind ${kind} does not say that it is complete`);
        must(names.size === listed.length, () => `the list of kind ${kind} names an object twice`);
        must(
          total === undefined || total === listed.length,
          () => `the list of kind ${kind} counts ${total ?? ''} objects and has ${listed.length}`,
        );
        for (const name of all) {
          const [one, other] = [listed.find((object) => object.identity === name), await actor.get(kind, name)];
          must(one !== undefined, () => `the list of kind ${kind} lacks ${name}`);
          actor.compare(one, declaredPart(other));
        }
      },
    },
  ];
  if (kind !== 'organization')
    cases.push({
      name: `${withArticle(kind)} in capitals is the same ${kind}`,
      run: () => {
        const wanted = {
          ...minimal(world, kind, identity, handler.supports),
          [KINDS[kind].identity]: identity.toUpperCase(),
        };
        return actor.refused(`creating ${kind} ${identity.toUpperCase()} again`, actor.create(kind, wanted), [
          'CONFLICT',
        ]);
      },
    });
  return cases;
}

/** Whether what was read before somebody else's change is refused. For an object whose `name` attribute may be changed. */
export function staleCase(
  actor: Actor,
  kind: KindName,
  identity: string,
  name: string,
  values: readonly [unknown, unknown],
): ConformanceCase {
  return {
    name: `${withArticle(kind)} that has moved since it was read is not overwritten`,
    async run() {
      await actor.settle(kind, identity, { [name]: values[1] });
      const stale = await actor.get(kind, identity);
      if (stale.revision === undefined) return { notSupported: 'the host has no versions of its objects' };
      await actor.settle(kind, identity, { [name]: values[0] });
      await actor.refused(`an update of what has moved`, actor.update(stale, { [name]: values[1] }), ['CHANGED']);
      await actor.settle(kind, identity, { [name]: values[0] });
      return undefined;
    },
  };
}

/** Whether a renamed object is the same object under another address. */
export function renameCase(actor: Actor, kind: KindName, from: string, to: string): ConformanceCase[] {
  const handler = actor.handler(kind);
  const rename = handler?.rename?.bind(handler);
  const name = `${withArticle(kind)} is renamed and stays what it is, there and back`;
  if (handler === undefined) return [];
  if (rename === undefined) return [notSupported(name, `the host cannot rename ${withArticle(kind)}`)];
  const move = async (one: string, other: string): Promise<void> => {
    const before = await actor.get(kind, one);
    await rename(before, other, actor.world.context);
    const after = await actor.get(kind, other);
    const gone = await actor.find(kind, one);
    must(gone === undefined, () => `${kind} ${one} is still there after it was renamed to ${other}`);
    actor.compare(after, declaredPart(before));
    for (const name of ['id', 'createdAt', 'usedBytes']) {
      const [was, is] = [(before.attributes as Values)[name], (after.attributes as Values)[name]];
      must(
        equalJson(was, is),
        () =>
          `${kind}.${name} was ${JSON.stringify(was)} and after the rename is ${JSON.stringify(is)}: it is not the same mailbox`,
      );
    }
  };
  return [
    {
      name,
      async run() {
        await move(from, to);
        await move(to, from);
      },
    },
  ];
}

/** Whether closing and reopening a user does that and no more. */
export function closingCase(actor: Actor, identity: string): ConformanceCase[] {
  const handler = actor.handler('user');
  const [close, reopen] = [handler?.close?.bind(handler), handler?.reopen?.bind(handler)];
  const name = 'a user is closed and reopened, and nothing else of it changes';
  if (handler === undefined) return [];
  if (close === undefined || reopen === undefined) return [notSupported(name, 'the host cannot close a user')];
  return [
    {
      name,
      async run() {
        const { context } = actor.world;
        const { status: _status, ...before } = declaredPart(await actor.get('user', identity));
        for (const [operate, status] of [
          [close, 'closed'],
          [close, 'closed'],
          [reopen, 'active'],
          [reopen, 'active'],
        ] as const) {
          await operate(await actor.get('user', identity), context);
          actor.compare(await actor.get('user', identity), { ...before, status });
        }
      },
    },
  ];
}
