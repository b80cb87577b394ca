/** Who is in the story, what else a host could make of it, and how is all of that taken away again? */
import { KIND_NAMES, localPartOf } from '../../model';
import type { KindName } from '../../model';
import type { MailHost } from '../port';
import type { Actor } from './actor';
import { addressIn } from './world';
import type { World } from './world';

/** Names by kind. */
export type Names = Readonly<Record<KindName, readonly string[]>>;

/** Who is created, in the order of creation; the first of each kind is the one that is changed. */
export const castOf = (world: World): Names => ({
  organization: world.organization === undefined ? [] : [world.organization],
  domain: world.existingDomain === true ? [] : [`trial.${world.domain}`, world.domain, world.secondDomain],
  user: ['lin', 'ada', 'grace'].map((name) => addressIn(world, name)),
  alias: ['info', 'sales'].map((name) => addressIn(world, name)),
  group: ['team', 'all'].map((name) => addressIn(world, name)),
});

/** What the first of a kind is called for a while. */
export const renamedTo = (world: World, kind: 'user' | 'group'): string =>
  addressIn(world, kind === 'user' ? 'lin.clark' : 'crew');

/** A user in a domain that is not there. */
export const homeless = (world: World): string => `ada@absent.${world.domain}`;

/** The same local part in the second domain. */
export const movedAway = (world: World, address: string): string => `${localPartOf(address)}@${world.secondDomain}`;

/** One more than some hosts can have. */
export const secondOrganization = (name: string): string => `${name}-2`;

/** Names of all that there may be at a host in the course of the story, also where it does not refuse what its rules say. */
export function stageOf({ handlers, rules }: Pick<MailHost, 'handlers' | 'rules'>, world: World): Names {
  const cast = castOf(world);
  const wrongly = rules.flatMap((rule): (readonly [KindName, string])[] => {
    switch (rule.rule) {
      case 'reserved-local-part':
        return rule.localParts.map((name) => ['user', addressIn(world, name)]);
      case 'domain-must-exist':
        return [['user', homeless(world)]];
      case 'rename-keeps-domain':
        return cast[rule.kind].slice(0, 1).map((name) => [rule.kind, movedAway(world, name)]);
      case 'one-organization':
        return cast.organization.map((name) => ['organization', secondOrganization(name)]);
      case 'domain-must-be-empty':
      case 'remove-only-when-closed':
      case 'value':
        return [];
      default:
        return rule satisfies never;
    }
  });
  const namesOf = (kind: KindName): readonly string[] => {
    const renamed = kind === 'user' || kind === 'group' ? [renamedTo(world, kind)] : [];
    const tried = wrongly.flatMap(([of, name]) => (of === kind ? [name] : []));
    return handlers[kind] === undefined ? [] : [...cast[kind], ...renamed, ...tried];
  };
  return {
    organization: namesOf('organization'),
    domain: namesOf('domain'),
    user: namesOf('user'),
    alias: namesOf('alias'),
    group: namesOf('group'),
  };
}

/** Removes an object where it is there. */
export async function removeIfThere(actor: Actor, kind: KindName, identity: string): Promise<void> {
  const object = await actor.find(kind, identity);
  if (object !== undefined) await actor.remove(object);
}

/** Those of a stage, addresses before their domains. */
export const inOrderOfRemoval = (stage: Names): readonly (readonly [KindName, string])[] =>
  [...KIND_NAMES].reverse().flatMap((kind) => stage[kind].map((identity) => [kind, identity] as const));

/** Removes what is there of a stage. */
export async function clear(actor: Actor, stage: Names): Promise<void> {
  for (const [kind, identity] of inOrderOfRemoval(stage)) await removeIfThere(actor, kind, identity);
}
