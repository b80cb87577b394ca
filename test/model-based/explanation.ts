/** Is every difference at the host explained by what the apply said it did, or by somebody's hand? */
import { strict as assert } from 'node:assert';
import type { ApplyEvent } from '../../src/apply';
import { KINDS, attributeOf, equalJson, objectKey } from '../../src/model';
import type { ObservedObject, ObservedState } from '../../src/model';
import { storedAttributes } from '../../src/plan';
import type { Change, Plan } from '../../src/plan';

/** Whether a change was made, as far as its event tells. */
export type Fate = 'made' | 'not-made' | 'either';

/**
 * Tells the fate of each change, and proves that each has exactly one end.
 * @param isWhole Whether the process lived to the end.
 */
export function fates(plan: Plan, events: readonly ApplyEvent[], isWhole: boolean): ReadonlyMap<string, Fate> {
  const ended = new Map<string, Fate>();
  const started = new Set<string>();
  const end = ({ id }: Change, fate: Fate): void => {
    assert.ok(!ended.has(id), `${id} ended twice`);
    ended.set(id, fate);
  };
  for (const event of events)
    switch (event.type) {
      case 'change-started':
        for (const id of event.change.requires)
          assert.equal(ended.get(id), 'made', `${event.change.id} started before ${id} was done`);
        started.add(event.change.id);
        break;
      case 'change-done':
        end(event.change, 'made');
        break;
      case 'change-failed':
        end(event.change, event.failure.outcome === 'unknown' ? 'either' : 'not-made');
        break;
      case 'change-refused':
      case 'change-skipped':
      case 'change-cancelled':
        end(event.change, 'not-made');
        break;
      case 'started':
      case 'verifying':
      case 'not-kept':
      case 'noted':
      case 'finished':
        break;
      default:
        event satisfies never;
    }
  for (const { id } of plan.changes)
    if (!ended.has(id)) {
      assert.ok(!isWhole, `${id} has no end`);
      ended.set(id, started.has(id) ? 'either' : 'not-made');
    }
  assert.equal(ended.size, plan.changes.length, 'there are ends of changes that the plan does not hold');
  return ended;
}

/**
 * Proves that a change was made only to an object that was as the plan had seen it, but for what was already as wanted.
 * @param touched Identities that others touched meanwhile: of these nobody knows what the apply met.
 */
export function assertNothingOverwritten(
  events: readonly ApplyEvent[],
  before: ObservedState,
  touched: ReadonlySet<string>,
): void {
  for (const event of events) {
    if (event.type !== 'change-done' || event.adopted) continue;
    const { id, kind, identity, from = identity, observed, attributes } = event.change;
    const object = before.collections[kind]?.objects.get(from);
    if (observed === undefined || object === undefined || touched.has(from) || touched.has(identity)) continue;
    const held = storedAttributes(kind, object.attributes);
    for (const name of new Set([...Object.keys(observed), ...Object.keys(held)])) {
      const wanted = attributes.find((attribute) => attribute.name === name)?.after;
      assert.ok(
        same(observed[name], held[name]) || same(wanted, held[name]),
        `${id} was made although ${name} had moved to ${JSON.stringify(held[name])}`,
      );
    }
  }
}

/** Proves that what was there already, as wanted, was taken over. */
export function assertAdopted(events: readonly ApplyEvent[], after: ObservedState, touched: ReadonlySet<string>): void {
  for (const event of events) {
    if (event.type !== 'change-failed' || event.change.action !== 'create' || !REFUSED.has(event.failure.code))
      continue;
    const { id, kind, identity, attributes } = event.change;
    const held = after.collections[kind]?.objects.get(identity)?.attributes as Values | undefined;
    if (held === undefined || touched.has(identity)) continue;
    const isWanted = attributes.every(({ name, after: wanted, sensitive }) => sensitive || same(wanted, held[name]));
    assert.ok(!isWanted, `${id} failed, although it is at the host as wanted: ${event.failure.message}`);
  }
}

/** What a host says of something that is there already. */
const REFUSED: ReadonlySet<string> = new Set(['CONFLICT', 'INVALID', 'PROTOCOL']);

type Values = { readonly [name: string]: unknown };

const isEmpty = (value: unknown): boolean =>
  value === null || value === undefined || (Array.isArray(value) && value.length === 0);
const same = (a: unknown, b: unknown): boolean => (isEmpty(a) ? isEmpty(b) : equalJson(a, b));

/** One object through an apply: where it may be, and what each attribute may be. */
interface Track {
  readonly id: unknown;
  /** Identities that it may have; undefined for not being there. */
  identities: readonly (string | undefined)[];
  readonly values: Map<string, readonly unknown[]>;
}

const all = (state: ObservedState): ObservedObject[] =>
  Object.values(state.collections).flatMap(({ objects }) => [...objects.values()]);

/** @param touched Identities that others touched meanwhile: of these anything may have become. */
export function assertExplained(
  plan: Plan,
  fate: ReadonlyMap<string, Fate>,
  before: ObservedState,
  after: ObservedState,
  touched: ReadonlySet<string>,
): void {
  const tracks = new Map<string, Track[]>();
  const track = (key: string, added: Track): void => void tracks.set(key, [...(tracks.get(key) ?? []), added]);
  for (const { kind, identity, attributes } of all(before)) {
    const values = new Map(Object.entries(attributes).map(([name, value]) => [name, [value] as readonly unknown[]]));
    track(objectKey(kind, identity), { id: (attributes as Values).id, identities: [identity], values });
  }
  for (const change of plan.changes) {
    const made = fate.get(change.id);
    if (made === undefined || made === 'not-made') continue;
    const key = objectKey(change.kind, change.identity);
    const then = <T>(may: readonly T[], value: T): readonly T[] => (made === 'made' ? [value] : [...may, value]);
    if (change.action === 'create') {
      const values = new Map(change.attributes.map(({ name, after: value }) => [name, [value] as readonly unknown[]]));
      track(key, { id: undefined, identities: then([undefined], change.identity), values });
      continue;
    }
    const known = tracks.get(change.action === 'rename' ? objectKey(change.kind, change.from ?? '') : key) ?? [];
    for (const object of known) {
      if (change.action === 'delete') object.identities = then(object.identities, undefined);
      if (change.action === 'rename') {
        object.identities = then(object.identities, change.identity);
        track(key, object);
      }
      const written = change.attributes.map(({ name, after: value }) => [name, value] as const);
      const status = change.action === 'close' ? 'closed' : change.action === 'reopen' ? 'active' : undefined;
      for (const [name, value] of status === undefined ? written : [['status', status] as const])
        object.values.set(name, then(object.values.get(name) ?? [undefined], value));
    }
  }
  const objects = new Set([...tracks.values()].flat());
  const isTouched = ({ identities }: Track): boolean =>
    identities.some((identity) => identity !== undefined && touched.has(identity)) ||
    [...tracks].some(
      ([key, list]) =>
        touched.has(key.slice(key.indexOf(' ') + 1)) &&
        [...objects].some((object) => list.includes(object) && object.identities === identities),
    );

  for (const object of all(after)) {
    if (touched.has(object.identity)) continue;
    const key = objectKey(object.kind, object.identity);
    const candidates = (tracks.get(key) ?? []).filter(({ identities }) => identities.includes(object.identity));
    assert.ok(candidates.length > 0, `${key} is at the host, and nothing that was done put it there`);
    const held = object.attributes as Values;
    const { id } = held;
    const own =
      candidates.find((candidate) => candidate.id === id) ?? candidates.find((candidate) => candidate.id === undefined);
    assert.ok(own !== undefined, `${key} is another object than before, and nothing that was done explains it`);
    for (const name of new Set([...own.values.keys(), ...Object.keys(held)])) {
      const traits = attributeOf(object.kind, name);
      if (
        traits === undefined ||
        traits.computed ||
        traits.sensitive ||
        traits.planOnly ||
        name === KINDS[object.kind].identity
      )
        continue;
      const may = own.values.get(name) ?? [undefined];
      assert.ok(
        may.some((value) => same(value, held[name])),
        `${key} has ${name} ${JSON.stringify(held[name])}, and only ${JSON.stringify(may)} is explained by what was done`,
      );
    }
  }
  for (const [key, list] of tracks)
    for (const object of list) {
      if (isTouched(object) || object.identities.includes(undefined)) continue;
      const kind = key.slice(0, key.indexOf(' '));
      assert.ok(
        object.identities.some((identity) =>
          all(after).some((found) => found.kind === kind && found.identity === identity),
        ),
        `${key} is not at the host any more, and nothing that was done took it away`,
      );
    }
}
