/** Does a driver keep the port's contract? A story in cases, for whoever runs it: the tests, or a person before trusting a host. */
import { KIND_NAMES, equalJson, isObject, localPartOf } from '../../model';
import type { KindName } from '../../model';
import type { MailHost, ValueRule } from '../port';
import { Actor, must } from './actor';
import { attributeCases } from './attributes';
import type { ConformanceCase } from './case';
import { closingCase, contractCases, renameCase, staleCase } from './contract';
import { addressIn, minimal, samplesOf } from './world';
import type { World } from './world';

/** Who is in the story, by kind, in the order of creation; the first of each kind is the one that is changed. */
const cast = (world: World): Readonly<Record<KindName, readonly string[]>> => ({
  organization: [world.organization],
  domain: [`trial.${world.domain}`, world.domain, world.secondDomain],
  user: ['lin', 'ada', 'grace'].map((name) => addressIn(world, name)),
  alias: ['info', 'sales'].map((name) => addressIn(world, name)),
  group: ['team', 'all'].map((name) => addressIn(world, name)),
});

/** The rules that a host declares must be rules that it keeps. */
function ruleCases(actor: Actor, people: Readonly<Record<KindName, readonly string[]>>): ConformanceCase[] {
  const { host, world } = actor;
  return host.rules.flatMap((rule): ConformanceCase[] => {
    switch (rule.rule) {
      case 'domain-must-exist':
        return [
          {
            name: 'a user in a domain that is not there is refused',
            run: () => {
              const wanted = minimal(
                world,
                'user',
                `ada@absent.${world.domain}`,
                actor.handler('user')?.supports ?? [],
              );
              return actor.refused('creating a user without its domain', actor.create('user', wanted), [
                'INVALID',
                'NOT_FOUND',
              ]);
            },
          },
        ];
      case 'domain-must-be-empty':
        return [
          {
            name: 'a domain that still has addresses is kept',
            async run() {
              const domain = await actor.get('domain', world.domain);
              await actor.refused('removing a domain with addresses', actor.remove(domain), ['IN_USE']);
              await actor.get('domain', world.domain);
            },
          },
        ];
      case 'remove-only-when-closed':
        return [
          {
            name: `a ${rule.kind} that is not closed is kept`,
            async run() {
              const object = await actor.get(rule.kind, people[rule.kind][0] ?? '');
              const removal = actor.handler(rule.kind)?.remove(object, world.context) ?? Promise.resolve();
              await actor.refused(`removing a ${rule.kind} that is not closed`, removal, ['IN_USE']);
              await actor.get(rule.kind, object.identity);
            },
          },
        ];
      case 'reserved-local-part':
        return rule.localParts.map((localPart) => ({
          name: `the address ${localPart}@ is refused`,
          run: () => {
            const wanted = minimal(world, 'user', addressIn(world, localPart), actor.handler('user')?.supports ?? []);
            return actor.refused(`creating ${localPart}@`, actor.create('user', wanted), [
              'INVALID',
              'CONFLICT',
              'FORBIDDEN',
            ]);
          },
        }));
      case 'rename-keeps-domain':
        return [
          {
            name: `a ${rule.kind} is not renamed into another domain`,
            async run() {
              const object = await actor.get(rule.kind, people[rule.kind][0] ?? '');
              const to = `${localPartOf(object.identity)}@${world.secondDomain}`;
              const rename = actor.handler(rule.kind)?.rename?.(object, to, world.context) ?? Promise.resolve();
              await actor.refused(`renaming a ${rule.kind} into another domain`, rename, ['UNSUPPORTED']);
              await actor.get(rule.kind, object.identity);
            },
          },
        ];
      case 'value':
        return valueCase(actor, rule, people[rule.kind][0] ?? '');
      default:
        return rule satisfies never;
    }
  });
}

/** A value that the host is said to refuse must be refused, and the object must stay as it is. */
function valueCase(actor: Actor, rule: ValueRule, identity: string): ConformanceCase[] {
  const samples = samplesOf(actor.world, rule.kind, rule.attribute);
  const value = forbidden(rule, samples);
  if (value === undefined) return [];
  const written = rule.field === undefined ? value : { ...(samples[0] as object), [rule.field]: value };
  const name = rule.field === undefined ? rule.attribute : `${rule.attribute}.${rule.field}`;
  return [
    {
      name: `${rule.kind}.${name} cannot be ${JSON.stringify(value).slice(0, 40)}`,
      async run() {
        const before = await actor.get(rule.kind, identity);
        const update = actor.update(before, { [rule.attribute]: written });
        await actor.refused(`writing ${rule.kind}.${name} as ${JSON.stringify(value)}`, update, ['UNSUPPORTED']);
        actor.compare(await actor.get(rule.kind, identity), before.attributes);
      },
    },
  ];
}

/** A value that breaks the rule, where one can be told. */
function forbidden({ must, field }: ValueRule, samples: readonly unknown[]): unknown {
  if ('not' in must) return must.not;
  if ('multipleOf' in must) return must.multipleOf + 1;
  if ('longest' in must) return 'x'.repeat(must.longest + 1);
  const values = samples.map((sample) => (field !== undefined && isObject(sample) ? sample[field] : sample));
  return values.find((value) => value !== undefined && !must.oneOf.some((allowed) => equalJson(allowed, value)));
}

/**
 * The suite for one host, to be run in the order given: each case builds on those before it. It writes only within its world, and
 * begins by removing what an interrupted run has left there.
 */
export function conformanceCases(host: MailHost, world: World): ConformanceCase[] {
  const actor = new Actor(host, world);
  const people = cast(world);
  const kinds = KIND_NAMES.filter((kind) => actor.handler(kind) !== undefined);
  const [lin, renamed] = [addressIn(world, 'lin'), addressIn(world, 'lin.clark')];
  const [team, crew] = [addressIn(world, 'team'), addressIn(world, 'crew')];
  const extra: Readonly<Partial<Record<KindName, readonly string[]>>> = { user: [renamed], group: [crew] };

  const clear = async (): Promise<void> => {
    for (const kind of [...kinds].reverse())
      for (const identity of [...people[kind], ...(extra[kind] ?? [])]) {
        const object = await actor.find(kind, identity);
        if (object !== undefined) await actor.remove(object);
      }
  };

  const creations = kinds.flatMap((kind) =>
    people[kind].map((identity) => ({
      name: `${kind} ${identity} is created`,
      async run() {
        const wanted = minimal(world, kind, identity, actor.handler(kind)?.supports ?? []);
        await actor.settle(kind, identity, wanted);
      },
    })),
  );

  return [
    { name: 'what an earlier run left behind is removed', run: clear },
    ...creations,
    ...kinds.flatMap((kind) => attributeCases(actor, kind, people[kind][0] ?? '')),
    ...kinds.flatMap((kind) => contractCases(actor, kind, people[kind])),
    ...ruleCases(actor, people),
    ...(actor.handler('user')?.supports.includes('displayName')
      ? [staleCase(actor, 'user', lin, 'displayName', samplesOf(world, 'user', 'displayName'))]
      : []),
    ...renameCase(actor, 'user', lin, renamed),
    ...renameCase(actor, 'group', team, crew),
    ...closingCase(actor, lin),
    {
      name: 'all that was created is removed, and stays away',
      async run() {
        await clear();
        for (const kind of kinds)
          for (const identity of people[kind]) {
            const object = await actor.find(kind, identity);
            must(object === undefined, () => `${kind} ${identity} is still there after it was removed`);
          }
        await clear();
      },
    },
  ];
}
