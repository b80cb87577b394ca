/** What has to be done at one host so that it is as declared: changes without their order, and what was left out and why. */
import { KINDS, KIND_NAMES } from '../model';
import type {
  DesiredObject,
  Finding,
  HostDeclaration,
  KindName,
  ObservedCollection,
  ObservedObject,
  ObservedState,
} from '../model';
import type { HostFacts } from '../host';
import { changedAttributes, createdAttributes, rememberedAttributes } from './compare';
import type { Change, Undeclared } from './plan';
import * as say from './wording';

/** A change before its place in the order is known. */
export type UnorderedChange = Omit<Change, 'requires'>;

export interface Difference {
  readonly changes: readonly UnorderedChange[];
  readonly undeclared: readonly Undeclared[];
  readonly findings: readonly Finding[];
  /** Declared objects that are already as declared. */
  readonly unchanged: number;
}

/**
 * Compares all that is declared at one host with all that was read there.
 * @param accounted Users that others see to: neither declared nor undeclared. @default none
 */
export function diff(
  declaration: HostDeclaration,
  desired: readonly DesiredObject[],
  observed: ObservedState,
  facts: HostFacts,
  accounted: ReadonlySet<string> = new Set(),
): Difference {
  const work = new HostDiff(facts, declaration, accounted);
  const byKind = new Map<KindName, DesiredObject[]>(KIND_NAMES.map((kind) => [kind, []]));
  for (const object of desired) byKind.get(object.kind)?.push(object);
  for (const [kind, objects] of byKind) {
    const collection = observed.collections[kind];
    if (facts.kinds[kind] === undefined) work.unsupportedKind(objects);
    // Of a collection that could not be read nothing is known, so nothing is planned; the failed read itself is an error.
    else if (collection !== undefined && !collection.findings.some((found) => found.code === 'read-failed'))
      work.kind(kind, objects, collection);
  }
  return work.result();
}

/** Gathers the difference at one host, kind by kind. */
class HostDiff {
  private readonly changes: UnorderedChange[] = [];
  private readonly undeclared: Undeclared[] = [];
  private readonly findings: Finding[] = [];
  private readonly unsupported = new Map<
    string,
    { readonly first: DesiredObject; readonly attribute: string; count: number }
  >();
  private unchanged = 0;

  constructor(
    private readonly facts: HostFacts,
    private readonly declaration: HostDeclaration,
    private readonly accounted: ReadonlySet<string>,
  ) {}

  result(): Difference {
    for (const { first, attribute, count } of this.unsupported.values())
      this.findings.push(say.attributeUnsupported(first, attribute, count, this.facts));
    return { changes: this.changes, undeclared: this.undeclared, findings: this.findings, unchanged: this.unchanged };
  }

  unsupportedKind(objects: readonly DesiredObject[]): void {
    if (objects[0] !== undefined) this.findings.push(say.kindUnsupported(objects[0], objects.length, this.facts));
  }

  kind(kind: KindName, objects: readonly DesiredObject[], collection: ObservedCollection): void {
    const supports: ReadonlySet<string> = new Set(this.facts.kinds[kind]?.supports);
    const declared = new Set(objects.map((object) => object.identity));
    /** Identities at the host that a rename takes over, with the declaration that does. */
    const claimed = new Map<string, DesiredObject>();
    for (const object of objects) {
      this.noteUnsupported(object, supports);
      const present = collection.objects.get(object.identity);
      const there = previousOf(object).filter((name) => collection.objects.has(name));
      const previous = there.filter((name) => !declared.has(name));
      if (present !== undefined) {
        if (previous.length > 0) this.findings.push(say.previousStillThere(object, previous));
        if (!this.existing(object, present, supports)) this.unchanged++;
      } else if (there.length > previous.length) {
        // Renaming it would hand the mailbox of one declared person to another; creating would start an empty one beside it.
        const other = objects.find(({ identity }) => identity !== object.identity && there.includes(identity));
        this.findings.push(say.renameSourceDeclared(object, other ?? object));
      } else if (previous.length === 0) {
        // What a short read did not show may be there under its previous address, with its mail.
        if (!collection.complete && previousOf(object).length > 0)
          this.findings.push(say.renameUnsafe(object, previousOf(object), this.facts));
        else this.changes.push(change('create', object, { attributes: createdAttributes(object, supports) }));
      } else {
        this.rename(object, previous, collection, supports, claimed);
      }
    }
    this.notDeclared(
      collection,
      (identity) =>
        declared.has(identity) || claimed.has(identity) || (kind === 'user' && this.accounted.has(identity)),
    );
  }

  private rename(
    object: DesiredObject,
    previous: readonly string[],
    collection: ObservedCollection,
    supports: ReadonlySet<string>,
    claimed: Map<string, DesiredObject>,
  ): void {
    const from = previous[0] ?? '';
    const source = collection.objects.get(from);
    const rival = claimed.get(from);
    if (previous.length > 1) this.findings.push(say.renameAmbiguous(object, previous));
    else if (rival !== undefined) this.findings.push(say.renameClaimedTwice(object, rival, from));
    else if (this.facts.kinds[object.kind]?.rename !== true)
      this.findings.push(say.renameUnsupported(object, from, this.facts));
    else if (source !== undefined) {
      this.changes.push(
        change('rename', object, { from, observed: rememberedAttributes(object.kind, source.attributes) }),
      );
      this.existing(object, source, supports);
    }
    // Even where the rename is refused, what it names is accounted for: it must not be closed or removed as not declared.
    for (const name of previous) if (!claimed.has(name)) claimed.set(name, object);
  }

  /** Plans the change of what is there: attributes first, then its status, which has operations of its own. Says whether there is anything to do. */
  private existing(object: DesiredObject, present: ObservedObject, supports: ReadonlySet<string>): boolean {
    const observed = rememberedAttributes(object.kind, present.attributes);
    const attributes = changedAttributes(object, present, supports);
    const before = observed.status;
    const status = attributes.find(({ name }) => name === 'status')?.after ?? undefined;
    const closes = object.kind === 'user' && status === 'closed';
    const reopens = object.kind === 'user' && status !== undefined && before === 'closed';
    const count = this.changes.length;
    if ((closes || reopens) && this.facts.kinds.user?.close !== true)
      this.findings.push(say.closeUnsupported(object, this.facts));
    if (reopens) this.changes.push(change('reopen', object, { observed }));
    const written = attributes.filter(
      ({ name }) => !(name === 'status' && (closes || (reopens && status === 'active'))),
    );
    if (written.length > 0) this.changes.push(change('update', object, { attributes: written, observed }));
    if (closes && object.lifecycle.preventDestroy) this.findings.push(say.preventDestroy(object));
    else if (closes) this.changes.push(change('close', object, { observed }));
    return this.changes.length > count;
  }

  /** Reports what is at the host and not in the code, and plans what the scope policy says of it. */
  private notDeclared(collection: ObservedCollection, isAccountedFor: (identity: string) => boolean): void {
    const { kind } = collection;
    const policy = this.declaration.scope[kind];
    let withheld = 0;
    for (const object of collection.objects.values()) {
      if (isAccountedFor(object.identity)) continue;
      this.undeclared.push({ host: this.facts.name, kind, identity: object.identity, policy });
      const closed = (object.attributes as { readonly status?: unknown }).status === 'closed';
      if (policy === 'keep' || (policy === 'close' && closed)) continue;
      if (!collection.complete) withheld++;
      else if (policy === 'close' && this.facts.kinds[kind]?.close !== true)
        this.findings.push(say.closeUnsupported({ kind, identity: object.identity }, this.facts));
      // A mailbox is never removed by policy, whatever a provider block says.
      else if (policy === 'close' || KINDS[kind].holdsMail) this.changes.push(this.removal('close', object));
      else this.changes.push(this.removal('delete', object));
    }
    if (withheld > 0) this.findings.push(say.removalUnsafe(kind, withheld, this.facts));
  }

  private removal(action: 'close' | 'delete', { kind, identity, attributes }: ObservedObject): UnorderedChange {
    const { name: host } = this.facts;
    return {
      id: changeId(host, action, kind, identity),
      action,
      host,
      kind,
      identity,
      attributes: [],
      observed: rememberedAttributes(kind, attributes),
    };
  }

  /** One finding for each attribute, not for each object: a roster may declare it a hundred thousand times. */
  private noteUnsupported(object: DesiredObject, supports: ReadonlySet<string>): void {
    for (const attribute of Object.keys(object.attributes)) {
      if (supports.has(attribute) || KINDS[object.kind].attributes[attribute]?.planOnly) continue;
      const key = `${object.kind} ${attribute}`;
      const noted = this.unsupported.get(key);
      if (noted === undefined) this.unsupported.set(key, { first: object, attribute, count: 1 });
      else noted.count++;
    }
  }
}

const previousOf = (object: DesiredObject): readonly string[] =>
  (object.attributes as { readonly previously?: readonly string[] | null }).previously ?? [];

export const changeId = (host: string, action: Change['action'], kind: KindName, identity: string): string =>
  `${host}: ${action} ${kind} ${identity}`;

function change(
  action: Change['action'],
  object: DesiredObject,
  rest: Partial<Pick<Change, 'attributes' | 'observed' | 'from'>>,
): UnorderedChange {
  const { host, kind, identity, address, declaredAt } = object;
  const id = changeId(host, action, kind, identity);
  return {
    id,
    action,
    host,
    kind,
    identity,
    address,
    ...(declaredAt === undefined ? {} : { declaredAt }),
    attributes: [],
    ...rest,
  };
}
