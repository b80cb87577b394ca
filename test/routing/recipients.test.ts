/** Do sets of recipients add up and differ as sets do, and share what they can? */
import fc from 'fast-check';
import { Adder, difference, NO_RECIPIENTS } from '../../src/routing/recipients';
import type { RecipientSet } from '../../src/routing/recipients';

const TOTAL = 2000;
const ranks = fc.uniqueArray(fc.nat({ max: TOTAL - 1 }), { maxLength: 60 });
const ascending = (a: number, b: number) => a - b;

function setOf(adder: Adder, members: readonly number[]): RecipientSet {
  for (const member of members) adder.add(member);
  return adder.sum();
}

describe('a recipient set', () => {
  it('is the sum of what was added, and differs as sets do', () => {
    fc.assert(
      fc.property(ranks, ranks, ranks, (a, b, c) => {
        const adder = new Adder(TOTAL);
        const [left, right] = [setOf(adder, a), setOf(adder, b)];
        adder.addAll(left);
        adder.addAll(right);
        for (const rank of c) adder.add(rank);
        const sum = adder.sum();
        const all = [...new Set([...a, ...b, ...c])].sort(ascending);
        expect(difference(sum, NO_RECIPIENTS, TOTAL)).toEqual({ count: all.length, first: all });
        expect(sum.size).toBe(all.length);
        const only = a.filter((rank) => !b.includes(rank)).sort(ascending);
        expect(difference(left, right, 5)).toEqual({ count: only.length, first: only.slice(0, 5) });
      }),
    );
  });

  it('shares what equals the largest set that was added', () => {
    const adder = new Adder(TOTAL);
    const large = setOf(adder, [1, 300, 700]);
    adder.addAll(large);
    adder.add(300);
    expect(adder.sum()).toBe(large);
    adder.addAll(large);
    adder.add(1999);
    const larger = adder.sum();
    expect(larger.chunks.slice(0, 3).every((chunk, i) => chunk === large.chunks[i])).toBe(true);
  });
});
