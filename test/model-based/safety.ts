/** May this plan do what it wants to do? Judged anew, from the declaration and the host, without asking the planner. */
import { strict as assert } from 'node:assert';
import { referencesOf } from '../../src/model';
import type { DesiredObject, ObservedState } from '../../src/model';
import type { Change, Plan } from '../../src/plan';
import { dayOf } from './declarations';
import type { Declarations } from './declarations';

const DAY = 86_400_000;

/** The approval of a mailbox's removal, if it is good on that day. */
function approved(desired: readonly DesiredObject[], identity: string, now: number): boolean {
  const administrators = desired.flatMap(({ kind, attributes }) =>
    kind === 'organization' ? ((attributes as { administrators?: readonly string[] }).administrators ?? []) : [],
  );
  const user = desired.find((object) => object.kind === 'user' && object.identity === identity);
  const { removal } = (user?.attributes ?? {}) as DesiredObject<'user'>['attributes'];
  if (!removal) return false;
  const { address, notBefore = '', approvedBy = '', expires = dayOf(Date.parse(notBefore) + 90 * DAY) } = removal;
  const today = dayOf(now);
  return (
    address === identity &&
    approvedBy !== identity &&
    administrators.includes(approvedBy) &&
    notBefore <= today &&
    today <= expires
  );
}

/** Proves that a plan which may be applied touches only what it may. */
export function assertSafe(plan: Plan, declared: Declarations, observed: ObservedState, now: number): void {
  const { desired, scope } = declared;
  const find = ({ kind, identity }: Change): DesiredObject | undefined =>
    desired.find((object) => object.kind === kind && object.identity === identity);
  const leaving = new Set(
    desired.flatMap(({ kind, identity, attributes }) =>
      kind === 'user' && (attributes as DesiredObject<'user'>['attributes']).removal ? [identity] : [],
    ),
  );
  assert.equal(new Set(plan.changes.map(({ id }) => id)).size, plan.changes.length, 'two changes have the same id');
  for (const change of plan.changes) {
    const object = find(change);
    const held = observed.collections[change.kind]?.objects.get(change.from ?? change.identity);
    const status = (held?.attributes as { status?: string } | undefined)?.status;
    const isDeclared = object !== undefined;
    // Of a collection that was not read to its end nothing goes by policy.
    const isWhole = observed.collections[change.kind]?.complete === true;
    const may = ((): boolean => {
      switch (change.action) {
        case 'delete':
          return change.kind === 'user'
            ? status === 'closed' && approved(desired, change.identity, now)
            : !isDeclared && isWhole && change.kind !== 'organization' && scope[change.kind] === 'remove';
        case 'close':
          if (object?.lifecycle.preventDestroy) return false;
          return isDeclared
            ? leaving.has(change.identity) || (object.attributes as { status?: string }).status === 'closed'
            : isWhole && scope.user === 'close';
        case 'rename':
          return ((object?.attributes as { previously?: readonly string[] }).previously ?? []).includes(
            change.from ?? '',
          );
        case 'create':
          // The address of a mailbox that went may stay as an alias of its successor.
          return isDeclared || (change.kind === 'alias' && leaving.has(change.identity));
        case 'update':
        case 'reopen':
          if (change.kind === 'alias' && leaving.has(change.identity)) return true;
          return (
            isDeclared ||
            change.attributes.every(({ name, before }) =>
              referencesOf(change.kind, name, before).some((named) => leaving.has(named)),
            )
          );
        default:
          return change.action satisfies never;
      }
    })();
    assert.ok(may, `the plan may not do this: ${JSON.stringify(change)}`);
    const ignored = object?.lifecycle.ignoreChanges ?? [];
    // What is created is written as a whole, even where it takes two steps.
    if (change.action !== 'create' && held !== undefined && object !== undefined && !leaving.has(change.identity))
      for (const { name } of change.attributes)
        assert.ok(
          ignored !== 'all' && !ignored.includes(name),
          `${change.id} writes ${name}, whose changes are to be ignored`,
        );
  }
}

/** Proves that no mailbox is gone but by an approved deletion that was planned, or by hand; and that none lost mail. */
export function assertMailKept(
  before: ObservedState,
  after: ObservedState,
  plan: Plan,
  removedByHand: ReadonlySet<unknown>,
): void {
  const deleted = new Set(
    plan.changes.flatMap(({ kind, action, identity }) => (kind === 'user' && action === 'delete' ? [identity] : [])),
  );
  const mailboxes = (state: ObservedState) =>
    new Map(
      [...(state.collections.user?.objects.values() ?? [])].map(({ identity, attributes }) => {
        const { id, usedBytes = 0 } = attributes as { id?: string; usedBytes?: number };
        return [id, { identity, usedBytes }] as const;
      }),
    );
  const now = mailboxes(after);
  for (const [id, { identity, usedBytes }] of mailboxes(before)) {
    if (removedByHand.has(id)) continue;
    const kept = now.get(id);
    assert.ok(
      kept !== undefined || deleted.has(identity),
      `the mailbox ${identity} (${String(id)}) is gone, and no plan named it`,
    );
    assert.ok(kept === undefined || kept.usedBytes >= usedBytes, `the mailbox ${identity} (${String(id)}) lost mail`);
  }
}

/** Proves that an address belongs to one object. */
export function assertUnique(state: ObservedState): void {
  const seen = new Set<string>();
  for (const { objects, complete, kind } of Object.values(state.collections)) {
    assert.ok(complete, `the ${kind} objects could not be read`);
    for (const identity of objects.keys())
      if (identity.includes('@')) {
        assert.ok(!seen.has(identity), `${identity} belongs to two objects`);
        seen.add(identity);
      }
  }
}
