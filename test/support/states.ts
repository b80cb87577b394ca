/** Builds desired and observed states by hand or at random, for tests of what stands between them. */
import fc from 'fast-check';
import { KINDS, KIND_NAMES, declarableAttributes, digest, parseDeclared, parseObserved } from '../../src/model';
import type {
  DesiredObject,
  DesiredState,
  HostDeclaration,
  KindName,
  ObservedCollection,
  ObservedObject,
  ObservedState,
} from '../../src/model';
import type { HostFacts } from '../../src/host';

type Written = Readonly<Record<string, unknown>>;

export const declaration = (over: Partial<HostDeclaration> = {}): HostDeclaration => ({
  name: 'mail',
  driver: 'sandbox',
  endpoint: 'http://127.0.0.1:8025',
  options: {},
  scope: { organization: 'keep', domain: 'keep', user: 'keep', alias: 'keep', group: 'keep' },
  thresholds: {},
  checks: {},
  ...over,
});

/** Facts of a host that can do everything. */
export const facts = (over: Partial<HostFacts> = {}): HostFacts => ({
  name: 'mail',
  driver: 'sandbox',
  kinds: Object.fromEntries(
    KIND_NAMES.map((kind) => [
      kind,
      {
        supports: Object.keys(KINDS[kind].attributes),
        rename: kind === 'user' || kind === 'group',
        close: kind === 'user',
      },
    ]),
  ),
  limits: { concurrency: 4, pageSize: 100 },
  effects: [],
  rules: [],
  ...over,
});

/** A declared object; the attributes are normalised as the loader would. */
export function desired(kind: KindName, written: Written, over: Partial<DesiredObject> = {}): DesiredObject {
  const { attributes, problems } = parseDeclared(kind, written);
  if (problems.length > 0) throw new Error(JSON.stringify(problems));
  const identity = String((attributes as Record<string, unknown>)[KINDS[kind].identity]);
  return {
    kind,
    identity,
    host: 'mail',
    attributes,
    address: `acme/mail_${kind}.${identity.replace(/[^a-z0-9]/g, '_')}`,
    declaredAt: `acme/${identity.split('@')[0] ?? ''}`,
    dependsOn: [],
    lifecycle: { preventDestroy: false, ignoreChanges: [] },
    ...over,
  };
}

export const desiredState = (
  objects: readonly DesiredObject[],
  hosts: readonly HostDeclaration[] = [declaration()],
): DesiredState => ({
  hosts,
  objects,
  foreign: {},
  digest: digest(objects.map(({ attributes }) => attributes)),
});

export function observed(kind: KindName, answered: Written): ObservedObject {
  const { attributes } = parseObserved(kind, answered);
  return { kind, identity: String((attributes as Record<string, unknown>)[KINDS[kind].identity]), attributes };
}

export function observedState(
  objects: readonly ObservedObject[],
  over: { readonly [K in KindName]?: Partial<ObservedCollection> } = {},
): ObservedState {
  const collections = Object.fromEntries(
    KIND_NAMES.map((kind) => {
      const here = objects.filter((object) => object.kind === kind);
      return [
        kind,
        {
          kind,
          objects: new Map(here.map((object) => [object.identity, object])),
          complete: true,
          findings: [],
          ...over[kind],
        },
      ];
    }),
  );
  return { host: 'mail', collections };
}

/** What a host would hold after having been told all that is declared. */
export const asObserved = (object: DesiredObject): ObservedObject =>
  observed(
    object.kind,
    Object.fromEntries(
      Object.entries(object.attributes).filter(([name]) => !KINDS[object.kind].attributes[name]?.planOnly),
    ),
  );

const LOCAL_PARTS = ['ada', 'grace', 'alan', 'edsger', 'barbara', 'donald', 'info', 'team'] as const;
const DOMAINS = ['acme.example', 'acme-labs.example'] as const;
export const anyAddress: fc.Arbitrary<string> = fc
  .tuple(fc.constantFrom(...LOCAL_PARTS), fc.constantFrom(...DOMAINS))
  .map(([local, domain]) => `${local}@${domain}`);

/** A random object of one kind: its identity, and some attributes with one of their samples or cleared. Members and targets come from a small set of addresses. */
export function anyWritten(kind: KindName): fc.Arbitrary<Written> {
  const { attributes, identity } = KINDS[kind];
  const identities =
    kind === 'organization' ? fc.constant('acme') : kind === 'domain' ? fc.constantFrom(...DOMAINS) : anyAddress;
  const others = declarableAttributes(kind).filter(
    (name) => name !== identity && name !== 'previously' && name !== 'removal',
  );
  const values = Object.fromEntries(
    others.map((name) => {
      const traits = attributes[name];
      const samples: unknown[] = [...(traits?.samples ?? []), ...(traits?.required ? [] : [null])];
      const outside = fc.constant('partner@elsewhere.example');
      const addresses = fc.uniqueArray(fc.oneof(anyAddress, outside), {
        minLength: traits?.required ? 1 : 0,
        maxLength: 4,
      });
      return [name, traits?.unordered && traits.reference !== undefined ? addresses : fc.constantFrom(...samples)];
    }),
  );
  const required = others.filter((name) => attributes[name]?.required);
  return fc
    .tuple(identities, fc.record(values, { requiredKeys: required }))
    .map(([name, rest]) => ({ [identity]: name, ...rest }));
}

/** A random state: at most one object for an address, whatever its kind, in domains that are there. */
export const anyObjects: fc.Arbitrary<readonly DesiredObject[]> = fc
  .tuple(
    ...KIND_NAMES.map((kind) =>
      fc
        .array(anyWritten(kind), { maxLength: kind === 'organization' ? 1 : 4 })
        .map((all) => all.map((written) => desired(kind, written))),
    ),
  )
  .map((perKind) => {
    const taken = new Set<string>();
    return perKind.flat().filter(({ identity }) => !taken.has(identity) && taken.add(identity));
  });
