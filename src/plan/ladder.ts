/**
 * Takes approved mailboxes down, one rung with each plan: detach from what refers to them, close (or pass mail on to a successor),
 * keep until the date, delete. The rung follows from what the host holds, so that nothing has to be remembered between plans.
 */
import { KINDS, referencesOf } from '../model';
import type { DesiredObject, Finding, HostDeclaration, Json, ObservedObject, ObservedState } from '../model';
import type { HostFacts } from '../host';
import { approvalProblems } from './approval';
import { rememberedAttributes } from './compare';
import { changeId } from './diff';
import type { UnorderedChange } from './diff';
import * as say from './ladder-wording';
import { holders, ownersOf, successorAlias } from './holders';
import type { Holder, Leaving } from './holders';
import { removalOf } from './removal';
import type { Removal, Rung } from './removal';

/** What the rungs of this plan make of the declarations of one host. */
export interface Ladder {
  /** Each mailbox to be removed as its rung wants it, what refers to it without it, and the addresses that successors keep. */
  readonly desired: readonly DesiredObject[];
  /** Users that are accounted for although `desired` does not hold them: deleted in this plan. */
  readonly deleted: ReadonlySet<string>;
  /** Changes of objects that are not declared, and deletions. */
  readonly changes: readonly UnorderedChange[];
  readonly findings: readonly Finding[];
}

/**
 * @param today The day on which the plan is made, YYYY-MM-DD in UTC.
 */
export function climb(
  declaration: HostDeclaration,
  desired: readonly DesiredObject[],
  observed: ObservedState,
  facts: HostFacts,
  today: string,
): Ladder {
  const leaving = new Map<string, Leaving>();
  for (const object of desired) {
    const removal = removalOf(object);
    if (removal !== undefined) leaving.set(object.identity, { object, removal });
  }
  if (leaving.size === 0) return { desired, deleted: new Set(), changes: [], findings: [] };

  const findings: Finding[] = [];
  const changes: UnorderedChange[] = [];
  const deleted = new Set<string>();
  const held = holders(observed, leaving);
  const result = new Map(desired.map((object) => [`${object.kind} ${object.identity}`, object]));
  const owners = ownersOf(desired, leaving, observed);
  const administrators = new Set(
    desired.flatMap(({ kind, attributes }) =>
      kind === 'organization' ? referencesOf(kind, 'administrators', (attributes as Values).administrators) : [],
    ),
  );
  findings.push(...stillNamed(desired, leaving));

  for (const [identity, { object, removal }] of leaving) {
    const present = observed.collections.user?.objects.get(identity);
    const holding = held.get(identity) ?? [];
    const rung = rungOf(present, removal, holding, today);
    const problems = approvalProblems(object, removal, administrators, today, rung === 'gone');
    findings.push(...problems, say.step(object, removal, rung, present, facts));
    result.delete(`user ${identity}`);
    if (problems.length > 0) {
      // Refused: the mailbox stays exactly as it is.
      if (present !== undefined) result.set(`user ${identity}`, wanted(object, {}));
      continue;
    }
    switch (rung) {
      case 'detach':
        result.set(`user ${identity}`, wanted(object, {}));
        for (const holder of holding) detach(holder, identity, removal);
        break;
      case 'forward':
        result.set(
          `user ${identity}`,
          wanted(object, { status: 'locked', forwarding: { to: [removal.successor ?? ''], keepCopy: true } }),
        );
        break;
      case 'close':
        result.set(`user ${identity}`, wanted(object, { ...closing(object), status: 'closed' }));
        break;
      case 'keep':
        result.set(`user ${identity}`, wanted(object, { status: 'closed' }));
        break;
      case 'delete':
        deleted.add(identity);
        if (present !== undefined) changes.push(deletion(object, present));
        break;
      case 'gone':
        break;
      default:
        rung satisfies never;
    }
    if (
      removal.successor !== undefined &&
      (rung === 'delete' || rung === 'gone') &&
      observed.collections.user?.complete
    )
      result.set(`alias ${identity}`, successorAlias(object, removal.successor));
  }
  return { desired: [...result.values()], deleted, changes, findings };

  /** Takes a mailbox out of one attribute of one object: by what is declared of it, or by a change of its own. */
  function detach({ object, attribute }: Holder, identity: string, { successor }: Removal): void {
    const owner = owners.get(`${object.kind} ${object.identity}`);
    const policy = declaration.scope[object.kind];
    if (owner === undefined && policy === 'remove') return;
    if (owner !== undefined && (owner.attributes as Values)[attribute] !== undefined) return;
    const before = (object.attributes as Values)[attribute];
    const after = withoutMember(before, identity, object.kind === 'alias' ? successor : undefined);
    if (KINDS[object.kind].attributes[attribute]?.required && Array.isArray(after) && after.length === 0) {
      findings.push(say.lastTarget(object, identity, facts));
      return;
    }
    if (owner !== undefined) {
      const key = `${owner.kind} ${owner.identity}`;
      const effective = result.get(key) ?? owner;
      result.set(key, { ...effective, attributes: { ...effective.attributes, [attribute]: after } });
      return;
    }
    const id = changeId(facts.name, 'update', object.kind, object.identity);
    const written = { name: attribute, before: before as Json, after: after as Json };
    const started = changes.findIndex((change) => change.id === id);
    const base = changes[started];
    if (base !== undefined) {
      // A second mailbox, or a second attribute, of the same object.
      const again = base.attributes.find(({ name }) => name === attribute);
      const merged =
        again === undefined
          ? written
          : {
              ...again,
              after: withoutMember(again.after, identity, object.kind === 'alias' ? successor : undefined) as Json,
            };
      changes[started] = { ...base, attributes: [...base.attributes.filter(({ name }) => name !== attribute), merged] };
    } else
      changes.push({
        id,
        action: 'update',
        host: facts.name,
        kind: object.kind,
        identity: object.identity,
        attributes: [written],
        observed: rememberedAttributes(object.kind, object.attributes),
      });
  }
}

type Values = { readonly [name: string]: unknown };

function rungOf(
  present: ObservedObject | undefined,
  removal: Removal,
  holding: readonly Holder[],
  today: string,
): Rung {
  if (present === undefined) return 'gone';
  const status = (present.attributes as Values).status;
  if (holding.length > 0) return 'detach';
  if (status !== 'closed') return removal.successor !== undefined && today < removal.notBefore ? 'forward' : 'close';
  return today < removal.notBefore ? 'keep' : 'delete';
}

/** Declarations that go on naming a mailbox which is to be removed: they would undo the first rung. */
function* stillNamed(desired: readonly DesiredObject[], leaving: ReadonlyMap<string, Leaving>): Iterable<Finding> {
  for (const [identity, { object, removal }] of leaving)
    if (removal.successor !== undefined && removal.successor !== identity && leaving.has(removal.successor))
      yield say.stillReferenced(object, 'removal.successor', removal.successor);
  for (const object of desired)
    for (const [attribute, value] of Object.entries(object.attributes))
      for (const identity of referencesOf(object.kind, attribute, value))
        if (leaving.has(identity) && object.identity !== identity)
          yield say.stillReferenced(object, attribute, identity);
}

/** A declaration with nothing but its identity and these attributes. */
function wanted(object: DesiredObject, rest: DesiredObject<'user'>['attributes']): DesiredObject {
  const attributes: DesiredObject<'user'>['attributes'] = { email: object.identity, ...rest };
  return { ...object, attributes };
}

const closing = (object: DesiredObject): DesiredObject<'user'>['attributes'] => {
  const { closedNotice } = (object as DesiredObject<'user'>).attributes;
  return closedNotice === undefined ? {} : { closedNotice };
};

function withoutMember(value: unknown, identity: string, instead: string | undefined): unknown {
  if (Array.isArray(value)) {
    const rest = (value as string[]).filter((member) => member !== identity);
    return rest.length === 0 && instead !== undefined ? [instead] : rest;
  }
  if (typeof value === 'object' && value !== null && 'to' in value)
    return { ...value, to: withoutMember(value.to, identity, instead) };
  return null;
}

function deletion(object: DesiredObject, present: ObservedObject): UnorderedChange {
  const { host, kind, identity, address, declaredAt } = object;
  const place = declaredAt === undefined ? { address } : { address, declaredAt };
  return {
    id: changeId(host, 'delete', kind, identity),
    action: 'delete',
    host,
    kind,
    identity,
    ...place,
    attributes: [],
    observed: rememberedAttributes(kind, present.attributes),
  };
}
