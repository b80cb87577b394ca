/**
 * In which order changes can be made: what an object refers to comes before it, what refers to an object goes before it is closed or
 * deleted, an address is freed before it is taken. Linear in the changes and their references.
 */
import { KINDS, KIND_NAMES, domainOf, referencesOf } from '../model';
import type { Finding, KindName } from '../model';
import { components } from '../routing';
import type { UnorderedChange } from './diff';
import { brokenByDeferral } from './defer';
import type { Change } from './plan';
import { dependencyCycle } from './wording';

export interface Ordered {
  readonly changes: readonly Change[];
  readonly findings: readonly Finding[];
}

/** Addresses share one name space at a host, whichever kind they belong to. */
const nameSpace = (kind: KindName): string => (kind === 'organization' || kind === 'domain' ? kind : 'address');
const place = (host: string, kind: KindName, identity: string): string => `${host} ${nameSpace(kind)} ${identity}`;

const ends = (change: UnorderedChange): boolean => change.action === 'close' || change.action === 'delete';
const makes = (change: UnorderedChange): boolean => change.action === 'create' || change.action === 'rename';

/** The identity under which the object is known before the change. */
const identityBefore = (change: UnorderedChange): string => change.from ?? change.identity;

/** What is looked up to find which change must come first. */
interface Index {
  /** Changes that make an object be there under a name. */
  readonly makers: Map<string, number>;
  /** Changes after which a name is free. */
  readonly freers: Map<string, number>;
  /** Changes of one object, in the order in which they must happen. */
  readonly steps: Map<string, number[]>;
  /** Changes by Terraform address, for depends_on. */
  readonly declared: Map<string, number[]>;
  /** Creations of organisations by host: all else waits for them. */
  readonly organizations: Map<string, number[]>;
  /** Changes by the department that they add to the organisation. */
  readonly departments: Map<string, number>;
  /** Changes after which nothing at the host refers to a name any more. */
  readonly releases: Map<string, number[]>;
}

const push = <K>(map: Map<K, number[]>, key: K, value: number): void => {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
};

/**
 * Puts changes into an order and says for each what it requires. References that would make a ring are set in a second step where the
 * model allows it (a catch-all needs its user, the user needs the domain); a ring that is left is a finding.
 * @param dependsOn For a Terraform address, the addresses that must be there first.
 */
export function order(changes: readonly UnorderedChange[], dependsOn: ReadonlyMap<string, readonly string[]>): Ordered {
  const requires = requirements(changes, dependsOn);
  const rings = components(requires, requires.keys()).flatMap(({ members }) => (members.length > 1 ? [members] : []));
  if (rings.length === 0) return { changes: inLevels(changes, requires), findings: [] };
  const split = brokenByDeferral(changes, rings);
  if (split !== undefined) return order(split, dependsOn);
  const cut = new Set(rings.flat());
  return {
    changes: inLevels(
      changes,
      requires.map((list, node) => (cut.has(node) ? list.filter((other) => !cut.has(other)) : list)),
    ),
    findings: rings.map((ring) => dependencyCycle(ring.flatMap((node) => changes[node] ?? []))),
  };
}

function index(changes: readonly UnorderedChange[]): Index {
  const all: Index = {
    makers: new Map(),
    freers: new Map(),
    steps: new Map(),
    declared: new Map(),
    organizations: new Map(),
    departments: new Map(),
    releases: new Map(),
  };
  changes.forEach((change, node) => {
    const { host, kind, identity } = change;
    if (makes(change)) all.makers.set(place(host, kind, identity), node);
    if (change.action === 'delete' || change.action === 'rename')
      all.freers.set(place(host, kind, identityBefore(change)), node);
    push(all.steps, `${host} ${kind} ${identity}`, node);
    if (change.address !== undefined) push(all.declared, change.address, node);
    if (kind === 'organization' && change.action === 'create') push(all.organizations, host, node);
    for (const name of released(change)) push(all.releases, `${host} ${name}`, node);
    if (kind === 'organization')
      for (const { name, before, after } of change.attributes)
        if (name === 'departments')
          for (const added of without(after, before)) all.departments.set(`${host} ${added}`, node);
  });
  return all;
}

const without = (list: unknown, others: unknown): string[] => {
  const known = new Set(Array.isArray(others) ? (others as string[]) : []);
  return (Array.isArray(list) ? (list as string[]) : []).filter((member) => !known.has(member));
};

/** The names a change refers to once it is made: its references, its domain. */
function* referred(change: UnorderedChange): Iterable<string> {
  for (const { name, after } of change.attributes) {
    const to = KINDS[change.kind].attributes[name]?.reference?.to[0];
    if (to !== undefined)
      for (const identity of referencesOf(change.kind, name, after)) yield place(change.host, to, identity);
  }
  if (makes(change) && nameSpace(change.kind) === 'address')
    yield place(change.host, 'domain', domainOf(change.identity));
}

/** The names that the object referred to before the change and no longer does after it: `<name space> <identity>`. */
function* released(change: UnorderedChange): Iterable<string> {
  const gone = change.action === 'delete';
  if (gone) {
    for (const [name, before] of Object.entries(change.observed ?? {})) yield* names(change.kind, name, before);
  } else
    for (const { name, before, after } of change.attributes) {
      const kept = new Set(referencesOf(change.kind, name, after));
      for (const full of names(change.kind, name, before)) if (!kept.has(full.slice(full.indexOf(' ') + 1))) yield full;
    }
  const before = identityBefore(change);
  if (
    (gone || change.from !== undefined) &&
    nameSpace(change.kind) === 'address' &&
    (gone || domainOf(before) !== domainOf(change.identity))
  )
    yield `domain ${domainOf(before)}`;
}

function* names(kind: KindName, name: string, value: unknown): Iterable<string> {
  const to = KINDS[kind].attributes[name]?.reference?.to[0];
  if (to !== undefined) for (const identity of referencesOf(kind, name, value)) yield `${nameSpace(to)} ${identity}`;
}

/** For each change, the changes that must succeed first. */
function requirements(
  changes: readonly UnorderedChange[],
  dependsOn: ReadonlyMap<string, readonly string[]>,
): number[][] {
  const known = index(changes);
  return changes.map((change, node) => {
    const { host, kind, identity } = change;
    const first = new Set<number>();
    const add = (other: number | undefined): void => {
      if (other !== undefined && other !== node) first.add(other);
    };
    for (const name of referred(change)) add(known.makers.get(name));
    if (makes(change)) add(known.freers.get(place(host, kind, identity)));
    if (change.action === 'create' && kind === 'domain') known.organizations.get(host)?.forEach(add);
    for (const { name, after } of change.attributes)
      if (kind === 'user' && name === 'department' && typeof after === 'string')
        add(known.departments.get(`${host} ${after}`));
    if (ends(change)) known.releases.get(`${host} ${nameSpace(kind)} ${identity}`)?.forEach(add);
    const steps = known.steps.get(`${host} ${kind} ${identity}`) ?? [];
    add(steps[steps.indexOf(node) - 1]);
    for (const address of change.address === undefined ? [] : (dependsOn.get(change.address) ?? []))
      known.declared.get(address)?.forEach(add);
    return [...first];
  });
}

/** The rank of a kind: creations go from the organisation down, removals from the leaves up. */
const rank = (change: UnorderedChange): number => {
  const down = KIND_NAMES.indexOf(change.kind);
  return ends(change) ? 2 * KIND_NAMES.length - down : down;
};

/** Sorts by the length of the longest chain of requirements before each change, then by kind and identity, so that the order is always the same. */
function inLevels(changes: readonly UnorderedChange[], requires: readonly (readonly number[])[]): Change[] {
  const waiting = requires.map((list) => list.length);
  const dependants = new Map<number, number[]>();
  requires.forEach((list, node) => list.forEach((other) => push(dependants, other, node)));
  const level = new Array<number>(changes.length).fill(0);
  const ready = [...changes.keys()].filter((node) => waiting[node] === 0);
  for (let head = 0; head < ready.length; head++) {
    const node = ready[head] ?? 0;
    for (const next of dependants.get(node) ?? []) {
      level[next] = Math.max(level[next] ?? 0, (level[node] ?? 0) + 1);
      waiting[next] = (waiting[next] ?? 0) - 1;
      if (waiting[next] === 0) ready.push(next);
    }
  }
  const keyed = changes.map((change, node) => ({ change, node, level: level[node] ?? 0, rank: rank(change) }));
  keyed.sort(
    (a, b) =>
      a.level - b.level || a.rank - b.rank || (a.change.id < b.change.id ? -1 : a.change.id > b.change.id ? 1 : 0),
  );
  return keyed.map(({ change, node }) => ({
    ...change,
    requires: (requires[node] ?? []).map((other) => changes[other]?.id ?? '').sort(),
  }));
}
