/** Does a driver keep the port's contract? A story in cases, for whoever runs it: the tests, or a person before trusting a host. */
import { KIND_NAMES } from '../../model';
import type { KindName } from '../../model';
import type { MailHost } from '../port';
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
function ruleCases(actor: Actor, people: readonly string[]): ConformanceCase[] {
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
              const object = await actor.get(rule.kind, people[0] ?? '');
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
      default:
        return rule satisfies never;
    }
  });
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
    ...ruleCases(actor, people.user),
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
