/** Which objects are declared twice, and which addresses two kinds lay claim to. */
import { objectKey } from '../model';
import type { DesiredObject } from '../model';
import type { Report } from './report';

/** Kinds that receive mail under an address of their own. */
const ADDRESSED: ReadonlySet<string> = new Set(['user', 'alias', 'group']);

export function reportDuplicates(objects: readonly DesiredObject[], report: Report): void {
  const byKey = new Map<string, DesiredObject>();
  const byAddress = new Map<string, DesiredObject>();
  for (const object of objects) {
    const { kind, identity, host, address, declaredAt } = object;
    const place = { address, declaredAt };
    const key = `${host} ${objectKey(kind, identity)}`;
    const twin = byKey.get(key);
    if (twin !== undefined) {
      report.say('declared-twice', place, {
        summary: `the ${kind} "${identity}" is declared twice: by ${twin.address} and by ${address}`,
        fix: 'remove one of the two',
      });
      continue;
    }
    byKey.set(key, object);
    if (!ADDRESSED.has(kind)) continue;
    const holder = byAddress.get(`${host} ${identity}`);
    if (holder === undefined) byAddress.set(`${host} ${identity}`, object);
    else
      report.say('address-taken', place, {
        summary: `the address "${identity}" is both that of the ${holder.kind} ${holder.address} and of the ${kind} ${address}`,
        fix: `give one of them another address, or remove it`,
      });
  }
}
