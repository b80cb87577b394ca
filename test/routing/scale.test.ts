/** Is routing fast enough for everybody's mail, and safe from groups nested without end? */
import { compare, explain, resolve, routingTable } from '../../src/routing';
import type { RoutedObject } from '../../src/routing';
import { alias, domain, group, user } from './states';

const acme = domain('acme.example', { catchAll: ['user0@acme.example'] });
const users = (count: number) => Array.from({ length: count }, (_, i) => user(`user${i}@acme.example`));
const address = (i: number) => `group${i}@acme.example`;

/** Seconds of processor time that `work` takes. */
function seconds(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user: own, system } = process.cpuUsage(before);
  return (own + system) / 1e6;
}

/** 10,000 groups, each holding up to two further ones and 20 of 70,000 users, and 20,000 aliases. */
function company(): RoutedObject[] {
  const groups = Array.from({ length: 10_000 }, (_, i) =>
    group(address(i), [
      ...[2 * i + 1, 2 * i + 2].filter((child) => child < 10_000).map(address),
      ...Array.from({ length: 20 }, (_member, k) => `user${(i * 7919 + k * 3571) % 70_000}@acme.example`),
    ]),
  );
  const aliases = Array.from({ length: 20_000 }, (_, i) => alias(`alias${i}@acme.example`, [`user${i}@acme.example`]));
  return [acme, ...users(70_000), ...aliases, ...groups];
}

const without = (objects: readonly RoutedObject[], gone: string) => objects.filter(({ identity }) => identity !== gone);

describe('routing at scale', () => {
  it('compares 100,000 addresses with 10,000 nested groups without a walk for each', () => {
    const before = company();
    const after = without(before, 'user69999@acme.example');
    let changed = 0;
    const taken = seconds(() => (changed = compare(routingTable(before), routingTable(after)).length));
    expect(changed).toBeGreaterThan(1);
    // Below one second on an idle machine; the bound leaves room for a busy one.
    expect(taken).toBeLessThan(8);
  });

  it.each([
    ['chain', (i: number) => (i + 1 < 10_000 ? [address(i + 1)] : [])],
    ['cycle', (i: number) => [address((i + 1) % 10_000)]],
  ])('takes a %s of 10,000 groups, each with a member of its own', (shape, next) => {
    const groups = Array.from({ length: 10_000 }, (_, i) => group(address(i), [...next(i), `user${i}@acme.example`]));
    const before = [acme, ...users(10_000), ...groups];
    const after = without(before, 'user9999@acme.example');
    const table = routingTable(before);
    expect(resolve(table, address(0))).toMatchObject({ recipients: { length: 10_000 }, loops: shape === 'cycle' });
    expect(explain(table, address(0))).toMatchObject({ steps: { length: 200 } });
    const changes = compare(table, routingTable(after));
    // Every group, and the address itself, which the catch-all takes.
    expect(changes).toHaveLength(10_001);
    const last = changes.find((change) => change.address === address(9_999));
    expect(last?.lost).toEqual({ count: 1, first: ['user9999@acme.example'] });
  });

  it('asks 100,000 addresses one by one, each at the cost of what it leads to', () => {
    const objects = company();
    const table = routingTable(objects);
    const leaves = objects.filter(({ kind }) => kind === 'user' || kind === 'alias');
    expect(seconds(() => leaves.forEach(({ identity }) => resolve(table, identity)))).toBeLessThan(8);
  });
});
