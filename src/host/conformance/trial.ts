/** May the suite play in a domain of somebody's own host? Its world is derived from the domain alone, what is there is told, and what it made is taken away. */
import { KINDS, domainOf, referencesOf } from '../../model';
import type { KindName } from '../../model';
import type { HostContext, MailHost } from '../port';
import { Actor } from './actor';
import { inOrderOfRemoval, removeIfThere, stageOf } from './stage';
import type { World } from './world';

/** Longest name of an organisation. */
const LONGEST = 63;

/** A world inside one domain: its second domain is below it, and an organisation has its name, where the host can have several. */
export function trialWorld(
  { rules }: Pick<MailHost, 'rules'>,
  { domain, existingDomain }: Pick<World, 'domain' | 'existingDomain'>,
  context: HostContext,
): World {
  const isOne = rules.some(({ rule }) => rule === 'one-organization');
  return {
    ...(isOne ? {} : { organization: domain.slice(0, LONGEST) }),
    domain,
    secondDomain: `labs.${domain}`,
    ...(existingDomain === undefined ? {} : { existingDomain }),
    context,
  };
}

/** An object, declared or observed. */
export interface Placed {
  readonly kind: KindName;
  readonly identity: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** What keeps a domain from being thrown away. */
export interface Occupant extends Placed {
  /** `inside`: lies in the domain; `refers`: lies elsewhere and names something in it, so that the host might change it along. */
  readonly how: 'inside' | 'refers';
}

/** What lies in the world's domains, or names something there; the domain itself where it is to be made. */
export function occupants(world: World, objects: Iterable<Placed>): Occupant[] {
  const isIn = (name: string): boolean => {
    const domain = name.includes('@') ? domainOf(name) : name;
    return domain === world.domain || domain.endsWith(`.${world.domain}`);
  };
  const found: Occupant[] = [];
  for (const { kind, identity, attributes } of objects) {
    const isOwn = kind === 'organization' ? identity === world.organization : isIn(identity);
    if (kind === 'domain' && identity === world.domain && world.existingDomain === true) continue;
    const refers = (): boolean =>
      Object.keys(KINDS[kind].attributes).some((name) => referencesOf(kind, name, attributes[name]).some(isIn));
    if (isOwn) found.push({ kind, identity, attributes, how: 'inside' });
    else if (refers()) found.push({ kind, identity, attributes, how: 'refers' });
  }
  return found;
}

/** Times that a removal is tried: what others still need goes at the second. */
const ROUNDS = 2;

/** Removes all that the suite may have created, whatever fails on the way, and gives what could not be removed, with the reason. */
export async function cleanUp(host: MailHost, world: World): Promise<readonly string[]> {
  const actor = new Actor(host, world);
  let left: readonly string[] = [];
  for (let round = 1; round <= ROUNDS; round++) {
    const failed: string[] = [];
    for (const [kind, identity] of inOrderOfRemoval(stageOf(host, world)))
      await removeIfThere(actor, kind, identity)
        // What cannot be read may still be removed.
        .catch(() => actor.remove({ kind, identity, attributes: {} }))
        .catch((thrown: unknown) => {
          failed.push(`${kind} ${identity}: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
        });
    left = failed;
    if (left.length === 0) break;
  }
  return left;
}
