/** Did the hosts keep what they were sent? */
import { attributeOf, equalJson, finding, formatByteSize, objectKey, quote } from '../model';
import type { Finding, KindName, ObjectKey, ObservedObject } from '../model';
import { holds } from '../plan/compare';
import type { Change } from '../plan/plan';
import type { ApplyEvent } from './events';
import { APPLY_FINDINGS } from './findings';
import { wantedOf } from './judge';
import { readObjects } from './reread';
import type { Line, Unread } from './reread';
import { named } from './wording';

/** One object, and the changes that made it what it is. */
interface Expectation {
  readonly kind: KindName;
  readonly identity: string;
  /** The last change, which took the object away or left it there. */
  readonly last: Change;
  /** The changes before it, latest first. */
  readonly earlier: readonly Change[];
}

/** Gathers what was written at one host, and reads it back. */
export class Verification {
  private readonly expectations = new Map<ObjectKey, Expectation>();

  /** Notes a change that was done; those of one object in the order in which they were done. What was as wanted before needs no second look. */
  note(change: Change, adopted: boolean): void {
    const { kind, identity, from, action } = change;
    const before = objectKey(kind, from ?? identity);
    const known = this.expectations.get(before);
    if (adopted && known === undefined) return;
    if (known !== undefined) this.expectations.delete(before);
    const earlier = action === 'delete' || known === undefined ? [] : [known.last, ...known.earlier];
    this.expectations.set(objectKey(kind, identity), { kind, identity, last: change, earlier });
  }

  get size(): number {
    return this.expectations.size;
  }

  /** @param atMost How many objects of a kind the host may hold. */
  async *read(line: Line, atMost: (kind: KindName) => number): AsyncGenerator<ApplyEvent> {
    const byKind = new Map<KindName, string[]>();
    for (const { kind, identity } of this.expectations.values()) {
      const identities = byKind.get(kind);
      if (identities === undefined) byKind.set(kind, [identity]);
      else identities.push(identity);
    }
    for (const [kind, identities] of byKind) {
      const found: ApplyEvent[] = [];
      const seen = new Set<string>();
      const accept = (object: ObservedObject): void => {
        const expectation = this.expectations.get(objectKey(kind, object.identity));
        if (expectation === undefined || seen.has(object.identity)) return;
        seen.add(object.identity);
        found.push(...compared(expectation, object));
      };
      const unread = await readObjects(line, kind, identities, accept, atMost(kind));
      yield* found;
      const unknown = new Set(unread.identities);
      for (const identity of identities) {
        const last = this.expectations.get(objectKey(kind, identity))?.last;
        if (last === undefined || last.action === 'delete' || seen.has(identity) || unknown.has(identity)) continue;
        yield { type: 'not-kept', change: last, finding: notThere(last) };
      }
      if (unread.error !== undefined) yield { type: 'noted', finding: notReadBack(line, kind, unread) };
    }
  }
}

function compared({ last, earlier }: Expectation, object: ObservedObject): ApplyEvent[] {
  if (last.action === 'delete') return [{ type: 'not-kept', change: last, finding: stillThere(last) }];
  const held = object.attributes as { readonly [name: string]: unknown };
  const events: ApplyEvent[] = [];
  const judged = new Set<string>();
  for (const change of [last, ...earlier]) {
    const wanted = wantedOf(change);
    for (const attribute of Object.keys(wanted)) {
      const sent = wanted[attribute];
      if (!judged.has(attribute) && !holds(sent, held[attribute]))
        events.push({ type: 'not-kept', change, finding: notKept(change, attribute, sent, held[attribute]) });
      judged.add(attribute);
    }
  }
  return events;
}

const place = ({ address, declaredAt }: Change): Pick<Finding, 'address' | 'declaredAt'> => ({ address, declaredAt });

const notKept = (change: Change, attribute: string, sent: unknown, kept: unknown): Finding =>
  finding(APPLY_FINDINGS, 'not-kept', {
    summary: `${named(change)} did not keep ${attribute}: ${difference(change.kind, attribute, sent, kept)}`,
    ...place(change),
    attribute,
    fix: 'declare what the host keeps, or leave the attribute out',
  });

const notThere = (change: Change): Finding =>
  finding(APPLY_FINDINGS, 'not-there', {
    summary: `${named(change)} was written and is not there when read back`,
    ...place(change),
    fix: 'run plan again; if it stays so, ask the host’s support',
  });

const stillThere = (change: Change): Finding =>
  finding(APPLY_FINDINGS, 'still-there', {
    summary: `${named(change)} was deleted and can still be read`,
    ...place(change),
    fix: 'run plan again; some hosts delete later than they answer',
  });

const notReadBack = ({ host }: Line, kind: KindName, { identities, error }: Unread): Finding =>
  finding(APPLY_FINDINGS, 'not-read-back', {
    summary: `${identities.length} ${kind} objects at host "${host.name}" could not be read back: ${error?.message ?? ''}`,
    fix: 'run plan again: it is empty when everything was kept',
  });

function difference(kind: KindName, attribute: string, sent: unknown, kept: unknown): string {
  const traits = attributeOf(kind, attribute);
  if (traits?.sensitive) return 'the value is secret';
  if (Array.isArray(sent) && Array.isArray(kept)) {
    const absent = sent.filter((member) => !kept.some((other) => equalJson(member, other)));
    const besides = kept.filter((member: unknown) => !sent.some((other) => equalJson(member, other)));
    return [
      ...(absent.length > 0 ? [`lacks ${quote(absent)}`] : []),
      ...(besides.length > 0 ? [`has besides ${quote(besides)}`] : []),
    ].join(', ');
  }
  const show = (value: unknown): string =>
    value === undefined || value === null
      ? 'nothing'
      : traits?.bytes && typeof value === 'number'
        ? formatByteSize(value)
        : quote(value);
  return `sent ${show(sent)}, kept ${show(kept)}`;
}
