/** Which programs are tried: small ones in a small world, where addresses are often in one another's way. */
import fc from 'fast-check';
import { KINDS, declarableAttributes } from '../../src/model';
import type { KindName } from '../../src/model';
import { FAULT_KINDS } from '../../src/sandbox';
import type { FaultKind } from '../../src/sandbox';
import { APPROVALS } from './program';
import type { Calling, Disturbance, Edit, Program, Step, Written } from './program';

export const DOMAINS = ['acme.example', 'labs.example'] as const;
const LOCAL_PARTS = ['ada', 'grace', 'alan', 'info', 'team', 'all', 'postmaster'] as const;
export const OUTSIDE = ['boss@elsewhere.example', 'partner@elsewhere.example'] as const;
/** Administers from outside, so that nobody in the small world need stay for it. */
export const BOSS = OUTSIDE[0];

export const ADDRESSES: readonly string[] = DOMAINS.flatMap((domain) =>
  LOCAL_PARTS.map((local) => `${local}@${domain}`),
);

const address = fc.constantFrom(...ADDRESSES);
const domain = fc.constantFrom(...DOMAINS);
const addressOrOutside = fc.oneof(
  { weight: 5, arbitrary: address },
  { weight: 1, arbitrary: fc.constantFrom(...OUTSIDE) },
);
const some = (min: number, max = 3): fc.Arbitrary<string[]> =>
  fc.uniqueArray(addressOrOutside, { minLength: min, maxLength: max });
const orNull = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(value, { freq: 8 });

type Values = Record<string, fc.Arbitrary<unknown>>;

/** Attributes that mail or the rest of the program depends on. */
const TELLING: { readonly [K in KindName]: Values } = {
  organization: { administrators: some(0, 2).map((others) => [BOSS, ...others.filter((name) => name !== BOSS)]) },
  domain: {
    active: orNull(fc.boolean()),
    aliasOf: orNull(fc.constant(DOMAINS[0])),
    catchAll: orNull(some(0, 2)),
    postmaster: orNull(addressOrOutside),
  },
  user: {
    status: orNull(fc.constantFrom('active', 'active', 'locked', 'closed')),
    forwarding: orNull(fc.record({ to: some(0, 2), keepCopy: fc.boolean() }, { requiredKeys: ['to'] })),
    delegates: orNull(fc.uniqueArray(address, { maxLength: 2 })),
    initialPassword: fc.constant('env:FIRST_PASSWORD'),
  },
  alias: { targets: some(1), active: orNull(fc.boolean()) },
  group: { members: orNull(some(0)), owners: orNull(some(0, 2)) },
};

/** The other attributes, each with each of its samples; what has tests of its own or needs further settings is left out. */
function others(kind: KindName): readonly (readonly [name: string, value: unknown])[] {
  const { attributes, identity } = KINDS[kind];
  return declarableAttributes(kind).flatMap((name) => {
    const traits = attributes[name];
    const isTold = name === identity || name === 'limits' || Object.hasOwn(TELLING[kind], name);
    if (traits === undefined || isTold || traits.sensitive || traits.planOnly || traits.reference) return [];
    if (name.startsWith('password')) return [];
    return [...traits.samples, null].map((value) => [name, value] as const);
  });
}

/** What is told of an object, and now and then one attribute more. */
const told = (kind: KindName, required: readonly string[] = []): fc.Arbitrary<Written['attributes']> =>
  fc
    .tuple(
      fc.record<{ [name: string]: unknown }>(TELLING[kind], { requiredKeys: [...required] }),
      fc.option(fc.constantFrom(...others(kind)), { freq: 2 }),
    )
    .map(([attributes, other]) => (other === null ? attributes : { ...attributes, [other[0]]: other[1] }));

const attributesOf: { readonly [K in KindName]: fc.Arbitrary<Written['attributes']> } = {
  organization: told('organization', ['administrators']),
  domain: told('domain'),
  user: told('user'),
  alias: told('alias', ['targets']),
  group: told('group'),
};

const object = (kind: KindName): fc.Arbitrary<Written> => {
  const identity = kind === 'organization' ? fc.constant('acme') : kind === 'domain' ? domain : address;
  return fc.tuple(identity, attributesOf[kind]).map(([name, { aliasOf, ...attributes }]) => ({
    kind,
    // A domain that stands for itself is refused, which the check's own test shows.
    attributes: {
      [KINDS[kind].identity]: name,
      ...attributes,
      ...(aliasOf === undefined || aliasOf === name ? {} : { aliasOf }),
    },
  }));
};

export const anyObject: fc.Arbitrary<Written> = fc.oneof(
  { weight: 6, arbitrary: object('user') },
  { weight: 4, arbitrary: object('alias') },
  { weight: 4, arbitrary: object('group') },
  { weight: 2, arbitrary: object('domain') },
  { weight: 1, arbitrary: object('organization') },
);

const which = fc.nat({ max: 11 });

const someAttributes: fc.Arbitrary<Written['attributes']> = fc.oneof(
  attributesOf.user,
  attributesOf.group,
  attributesOf.alias,
);

const edit: fc.Arbitrary<Edit> = fc.oneof(
  fc.record({ edit: fc.constant('change' as const), which, attributes: someAttributes }),
  fc.record({ edit: fc.constant('add' as const), object: anyObject }),
  fc.record({ edit: fc.constant('remove' as const), which }),
  fc.record({ edit: fc.constant('rename' as const), which, to: address }),
  fc.record({ edit: fc.constant('mail' as const), to: address }),
);

const call = fc.oneof(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 20 }));
const kill = fc.record({ call, answered: fc.boolean() });
const edits = fc.array(fc.record({ call: fc.oneof(fc.constant(0), call), edit }), { minLength: 1, maxLength: 3 });
const disturbed: fc.Arbitrary<Disturbance> = fc.oneof(
  fc.record({ kill }),
  fc.record({ edits }),
  fc.record({ stop: call }),
  fc.record({ kill, edits, stop: call }, { requiredKeys: [] }),
);

const faults = fc.record(
  {
    rate: fc.constantFrom(0, 0.1, 0.2, 0.5, 0.9),
    kinds: fc.oneof(
      { weight: 3, arbitrary: fc.uniqueArray(fc.constantFrom(...FAULT_KINDS), { minLength: 1 }) },
      { weight: 1, arbitrary: fc.constant<FaultKind[]>(['stale-list']) },
    ),
    seed: fc.nat({ max: 999 }),
    limitPerRequest: fc.constantFrom(null, 1, 3),
    lag: fc.constantFrom(1, 2, 5),
  },
  { requiredKeys: ['rate', 'seed'] },
);

/** One word of Terraform's lifecycle in three says that all changes are to be ignored. */
const ignore = fc.oneof(
  fc.constant('all' as const),
  fc.uniqueArray(fc.constantFrom('status', 'members', 'targets', 'forwarding', 'quota'), { maxLength: 2 }),
);

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 10,
    arbitrary: fc.record({
      do: fc.constant('declare' as const),
      objects: fc.array(anyObject, { minLength: 1, maxLength: 6, size: 'max' }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('forget' as const), which }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('adopt' as const), which }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('rename' as const), which, to: address }) },
  {
    weight: 5,
    arbitrary: fc.record(
      {
        do: fc.constant('approve' as const),
        which,
        approval: fc.oneof(
          { weight: 4, arbitrary: fc.constant('good' as const) },
          { weight: 1, arbitrary: fc.constantFrom(...APPROVALS) },
        ),
        notBefore: fc.integer({ min: -60, max: 60 }),
        successor: addressOrOutside,
      },
      { requiredKeys: ['do', 'which', 'approval', 'notBefore'] },
    ),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('pardon' as const), which }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('protect' as const), which, preventDestroy: fc.boolean(), ignore }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('scope' as const),
      scope: fc.record(
        {
          user: fc.constantFrom('keep', 'close'),
          alias: fc.constantFrom('keep', 'remove'),
          group: fc.constantFrom('keep', 'remove'),
          domain: fc.constantFrom('keep', 'remove'),
        },
        { requiredKeys: [] },
      ),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('wait' as const), days: fc.integer({ min: 1, max: 70 }) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('faults' as const), faults }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('edit' as const), edit }) },
);

const apply: fc.Arbitrary<Step> = fc.oneof(
  { weight: 1, arbitrary: fc.constant<Step>({ do: 'apply' }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('apply' as const), disturbed }) },
);

/** Some days of work, and an apply. */
const round: fc.Arbitrary<readonly Step[]> = fc
  .tuple(fc.array(step, { minLength: 1, maxLength: 5, size: 'max' }), apply)
  .map(([steps, last]) => [...steps, last]);

const calling: fc.Arbitrary<Calling> = fc.record({
  concurrency: fc.constantFrom(1, 1, 2, 8),
  pageSize: fc.constantFrom(2, 500),
  readSize: fc.constantFrom(1, 3, 100),
});

/** @param most Applies of a program at most, besides the last ones. */
export const anyProgram = (most: number): fc.Arbitrary<Program> =>
  fc.record({
    held: fc.array(anyObject, { maxLength: 8, size: 'max' }),
    calling,
    steps: fc.array(round, { minLength: 1, maxLength: most, size: 'max' }).map((rounds) => rounds.flat()),
  });
