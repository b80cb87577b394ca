/** Whatever is declared, a real host over HTTP holds it after one apply, and nothing is lost when something else is declared on top. */
import fc from 'fast-check';
import { observe } from '../../src/host';
import { KINDS } from '../../src/model';
import type { DesiredObject, ObservedState } from '../../src/model';
import { carriedOut, held, planned, runs } from '../support/reconcile';
import type { Declared } from '../support/reconcile';
import { anyObjects, desired } from '../support/states';
import { sandboxWorld } from '../support/worlds';
import type { SandboxWorld } from '../support/worlds';

const DOMAINS = ['acme.example', 'acme-labs.example'];

const declared = (objects: readonly DesiredObject[]): Declared => ({
  objects,
  provider: {
    scope: { organization: 'keep', domain: 'keep', user: 'keep', alias: 'remove', group: 'remove' },
    thresholds: { removals: 1 },
  },
});

type Values = Readonly<Record<string, unknown>>;

/** Takes out what no host could be brought to in one plan: names that lead in a circle, and approvals to take mailboxes down. */
function possible(objects: readonly DesiredObject[]): DesiredObject[] {
  const kinds = new Map(objects.map(({ kind, identity }) => [identity, kind]));
  return objects.map((object) => {
    const { removal: _, ...attributes } = object.attributes as Values;
    const leadsOn = (name: string): boolean => (kinds.get(name) ?? 'user') !== 'user' && name >= object.identity;
    const kept = Object.entries(attributes).map(([attribute, value]) => {
      if (KINDS[object.kind].attributes[attribute]?.reference === undefined) return [attribute, value];
      if (typeof value === 'string') return [attribute, leadsOn(value) ? null : value];
      const names = Array.isArray(value) ? (value as string[]).filter((name) => !leadsOn(name)) : value;
      return [
        attribute,
        attribute === 'targets' && (names as string[]).length === 0 ? ['ada@elsewhere.example'] : names,
      ];
    });
    return desired(object.kind, Object.fromEntries(kept) as Values);
  });
}

/** Objects of one kind that only one of two states declares. */
const only = (kind: 'user' | 'group', here: readonly DesiredObject[], there: readonly DesiredObject[]) =>
  here.filter((object) => object.kind === kind && !there.some(({ identity }) => identity === object.identity));

/** The second state fits the first: no address of a mailbox that stays is wanted for anything else; who is new may be somebody of before under a new address. */
function following(
  before: readonly DesiredObject[],
  after: readonly DesiredObject[],
  renames: boolean,
): DesiredObject[] {
  const leaving = only('user', before, after);
  const renamed = only('user', after, before).map(({ identity }, i) => [identity, leaving[i]?.identity] as const);
  const previous = new Map(renames ? renamed.filter(([, from]) => from !== undefined) : []);
  const staying = before.filter(({ kind, identity }) => kind === 'user' && ![...previous.values()].includes(identity));
  return after
    .filter(({ kind, identity }) => kind === 'user' || !staying.some((user) => user.identity === identity))
    .map((object) => {
      const from = object.kind === 'user' ? previous.get(object.identity) : undefined;
      return from === undefined ? object : desired('user', { ...object.attributes, previously: [from] });
    });
}

const previouslyOf = ({ attributes }: DesiredObject): readonly string[] =>
  (attributes as { readonly previously?: readonly string[] }).previously ?? [];

/** Applies in one go, and proves that nothing is left to do. The checks are left unheard: most random states are not worth having. */
async function bring(world: SandboxWorld, objects: readonly DesiredObject[]): Promise<ObservedState> {
  const { report } = await carriedOut(world, await planned(world, declared(objects)));
  expect(report).toMatchObject({ failed: [], refused: [], skipped: [], cancelled: [], findings: [] });
  expect((await planned(world, declared(objects))).changes).toEqual([]);
  return observe(world.host, world.context);
}

/** Ids by kind and address. */
const idsAt = (state: ObservedState): ReadonlyMap<string, unknown> =>
  new Map(
    [...held(state, 'user').values(), ...held(state, 'group').values()].map(
      ({ kind, identity, attributes }) => [`${kind} ${identity}`, attributes.id] as const,
    ),
  );

describe('any declaration', () => {
  it(
    'is held by the host after one apply, and so is any other on top of it, with every id kept',
    async () => {
      await fc.assert(
        fc.asyncProperty(anyObjects, anyObjects, fc.boolean(), async (first, second, renames) => {
          const world = await sandboxWorld({ domains: DOMAINS });
          try {
            const before = possible(first);
            const after = following(before, possible(second), renames);
            const ids = idsAt(await bring(world, before));
            const idsAfter = idsAt(await bring(world, after));
            const renamed = new Map(
              after.flatMap((object) => previouslyOf(object).map((from) => [from, object.identity])),
            );
            for (const [name, id] of ids) {
              const [kind, identity = ''] = name.split(' ');
              const stays =
                kind === 'user' || after.some((object) => object.kind === kind && object.identity === identity);
              if (stays)
                expect(idsAfter.get(`${kind} ${(kind === 'user' && renamed.get(identity)) || identity}`)).toBe(id);
            }
          } finally {
            await world.close();
          }
        }),
        { numRuns: runs(40) },
      );
    },
    60_000 * runs(1),
  );
});
