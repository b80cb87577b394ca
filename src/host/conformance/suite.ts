/** Does a driver keep the port's contract? A story in cases, for whoever runs it: the tests, or a person before trusting a host. */
import { KIND_NAMES, equalJson, isObject, plural, withArticle } from '../../model';
import type { KindName } from '../../model';
import type { MailHost, ValueRule } from '../port';
import { Actor, must } from './actor';
import { attributeCases } from './attributes';
import { notSupported } from './case';
import type { ConformanceCase } from './case';
import { closingCase, contractCases, renameCase, staleCase } from './contract';
import { allowedSamples, minimal, samplesOf } from './samples';
import { castOf, clear, homeless, movedAway, renamedTo, secondOrganization, stageOf } from './stage';
import type { Names } from './stage';
import { addressIn } from './world';
import type { World } from './world';

/** The rules that a host declares must be rules that it keeps. */
function ruleCases(actor: Actor, people: Names): ConformanceCase[] {
  const { host, world } = actor;
  return host.rules.flatMap((rule): ConformanceCase[] => {
    switch (rule.rule) {
      case 'domain-must-exist':
        return [
          {
            name: 'a user in a domain that is not there is refused',
            run: () => {
              const wanted = minimal(world, 'user', homeless(world), actor.handler('user')?.supports ?? []);
              return actor.refused('creating a user without its domain', actor.create('user', wanted), [
                'INVALID',
                'NOT_FOUND',
              ]);
            },
          },
        ];
      case 'one-organization':
        return people.organization.map((name) => ({
          name: 'a second organization is refused',
          run: () => {
            const second = secondOrganization(name);
            const wanted = minimal(world, 'organization', second, actor.handler('organization')?.supports ?? []);
            return actor.refused(`creating organization ${second}`, actor.create('organization', wanted), ['LIMIT']);
          },
        }));
      case 'domain-must-be-empty':
        if (people.domain.length === 0) return [];
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
            name: `${withArticle(rule.kind)} that is not closed is kept`,
            async run() {
              const object = await actor.get(rule.kind, people[rule.kind][0] ?? '');
              const removal = actor.handler(rule.kind)?.remove(object, world.context) ?? Promise.resolve();
              await actor.refused(`removing ${withArticle(rule.kind)} that is not closed`, removal, ['IN_USE']);
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
            name: `${withArticle(rule.kind)} is not renamed into another domain`,
            async run() {
              const object = await actor.get(rule.kind, people[rule.kind][0] ?? '');
              const to = movedAway(world, object.identity);
              const rename = actor.handler(rule.kind)?.rename?.(object, to, world.context) ?? Promise.resolve();
              await actor.refused(`renaming ${withArticle(rule.kind)} into another domain`, rename, ['UNSUPPORTED']);
              await actor.get(rule.kind, object.identity);
            },
          },
        ];
      case 'value':
        return people[rule.kind].slice(0, 1).flatMap((first) => valueCase(actor, rule, first));
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

/** Why a kind has no part in the story; undefined where it has one. */
function absence({ host, world }: Actor, kind: KindName): string | undefined {
  if (host.handlers[kind] === undefined) return `the host keeps no ${plural(kind)}`;
  if (kind === 'organization' && world.organization === undefined)
    return 'no organization of this host can be thrown away';
  return kind === 'domain' && world.existingDomain === true
    ? 'the domain was there before, and is left as it is'
    : undefined;
}

/**
 * The suite for one host, to be run in the order given: each case builds on those before it. It writes only within its world, and
 * begins by removing what an interrupted run has left there.
 */
export function conformanceCases(host: MailHost, world: World): ConformanceCase[] {
  const actor = new Actor(host, world);
  const people = castOf(world);
  const stage = stageOf(host, world);
  const kinds = KIND_NAMES.filter((kind) => absence(actor, kind) === undefined);
  const lin = addressIn(world, 'lin');

  const creations = kinds.flatMap((kind) =>
    people[kind].map((identity): ConformanceCase => ({
      name: `${kind} ${identity} is created`,
      ...(kind === 'domain' || kind === 'user' ? { essential: true } : {}),
      async run() {
        const wanted = minimal(world, kind, identity, actor.handler(kind)?.supports ?? []);
        await actor.settle(kind, identity, wanted);
      },
    })),
  );

  return [
    { name: 'what an earlier run left behind is removed', run: () => clear(actor, stage), essential: true },
    ...KIND_NAMES.flatMap((kind) => {
      const why = absence(actor, kind);
      return why === undefined ? [] : [notSupported(`${plural(kind)} are kept`, why)];
    }),
    ...creations,
    ...kinds.flatMap((kind) => attributeCases(actor, kind, people[kind][0] ?? '')),
    ...kinds.flatMap((kind) => contractCases(actor, kind, people[kind])),
    ...ruleCases(actor, people),
    ...(actor.handler('user')?.supports.includes('displayName')
      ? [staleCase(actor, 'user', lin, 'displayName', allowedSamples(host.rules, world, 'user', 'displayName'))]
      : []),
    ...(['user', 'group'] as const).flatMap((kind) =>
      renameCase(actor, kind, people[kind][0] ?? '', renamedTo(world, kind)),
    ),
    ...closingCase(actor, lin),
    {
      name: 'all that was created is removed, and stays away',
      async run() {
        await clear(actor, stage);
        for (const kind of kinds)
          for (const identity of people[kind]) {
            const object = await actor.find(kind, identity);
            must(object === undefined, () => `${kind} ${identity} is still there after it was removed`);
          }
        await clear(actor, stage);
      },
    },
  ];
}
