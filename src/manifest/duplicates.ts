/** Which objects are declared twice, and which addresses two kinds lay claim to. */
import type { DesiredObject } from '../model';
import type { Report } from './report';

/** Kinds that receive mail under an address of their own. */
const ADDRESSED: ReadonlySet<string> = new Set(['user', 'alias', 'group']);

/** The objects by their identities: each kind of each host has a name space of its own, and so have all addresses of a host. */
class NameSpaces {
  private readonly spaces = new Map<string, Map<string, Map<string, DesiredObject>>>();

  /** Enters an object; gives the one that has the identity already. */
  enter(space: string, object: DesiredObject): DesiredObject | undefined {
    const { host, identity } = object;
    const ofHost = this.spaces.get(host) ?? new Map<string, Map<string, DesiredObject>>();
    const held = ofHost.get(space) ?? new Map<string, DesiredObject>();
    this.spaces.set(host, ofHost.set(space, held));
    const first = held.get(identity);
    if (first === undefined) held.set(identity, object);
    return first;
  }
}

export function reportDuplicates(objects: readonly DesiredObject[], report: Report): void {
  const spaces = new NameSpaces();
  for (const object of objects) {
    const { kind, identity, address, declaredAt } = object;
    const place = { address, declaredAt };
    const twin = spaces.enter(kind, object);
    if (twin !== undefined) {
      report.say('declared-twice', place, {
        summary: `the ${kind} "${identity}" is declared twice: by ${twin.address} and by ${address}`,
        fix: 'remove one of the two',
      });
      continue;
    }
    const holder = ADDRESSED.has(kind) ? spaces.enter('address', object) : undefined;
    if (holder !== undefined)
      report.say('address-taken', place, {
        summary: `the address "${identity}" is both that of the ${holder.kind} ${holder.address} and of the ${kind} ${address}`,
        fix: `give one of them another address, or remove it`,
      });
  }
}
