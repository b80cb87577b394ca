/** Are strongly connected components found, in order, at any depth? */
import fc from 'fast-check';
import { components } from '../../src/routing/components';

const graph = fc
  .integer({ min: 1, max: 8 })
  .chain((size) =>
    fc.array(fc.array(fc.nat({ max: size - 1 }), { maxLength: 3 }), { minLength: size, maxLength: size }),
  );

/** All that a node leads to, itself only if it leads back. */
function reachable(successors: readonly (readonly number[])[], start: number): Set<number> {
  const reached = new Set(successors[start]);
  for (const node of reached) for (const next of successors[node] ?? []) reached.add(next);
  return reached;
}

describe('components', () => {
  it('hold exactly the nodes that lead to one another, each after those it leads to', () => {
    fc.assert(
      fc.property(graph, (successors) => {
        const found = components(successors, successors.keys());
        const place = new Map(found.flatMap(({ members }, index) => members.map((member) => [member, index] as const)));
        expect([...place.keys()].sort()).toEqual([...successors.keys()]);
        for (const a of successors.keys()) {
          const fromA = reachable(successors, a);
          expect(found[place.get(a) ?? -1]?.cyclic).toBe(fromA.has(a));
          for (const b of fromA) {
            const together = reachable(successors, b).has(a);
            expect(place.get(a) === place.get(b)).toBe(together);
            if (!together) expect(place.get(a)).toBeGreaterThan(place.get(b) ?? -1);
          }
        }
      }),
    );
  });

  it('are looked for only where the roots lead', () => {
    expect(components([[1], [], [0]], [0])).toEqual([
      { members: [1], cyclic: false },
      { members: [0], cyclic: false },
    ]);
  });

  it('are found in a chain and in a cycle of a hundred thousand nodes', () => {
    const size = 100_000;
    const chain = Array.from({ length: size }, (_, node) => (node + 1 < size ? [node + 1] : []));
    const cycle = Array.from({ length: size }, (_, node) => [(node + 1) % size]);
    expect(components(chain, [0])).toHaveLength(size);
    expect(components(cycle, [0])).toEqual([expect.objectContaining({ cyclic: true })]);
  });
});
