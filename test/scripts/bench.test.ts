import { factsOf, observe } from '../../src/host';
import { makePlan } from '../../src/plan';
import { company, declared, held } from '../../scripts/bench/company';
import type { Drift } from '../../scripts/bench/company';
import { growth, median } from '../../scripts/bench/measure';
import { table } from '../../scripts/bench/table';
import { MemoryHost } from '../support/memory-host';

const SIZE = 300;

async function changes(drift: Drift): Promise<readonly string[]> {
  const desired = declared(company(SIZE));
  const host = new MemoryHost();
  for (const { kind, attributes } of held(desired, drift)) host.put(kind, attributes);
  const context = { signal: new AbortController().signal, secret: () => Promise.resolve('token') };
  const observed = await observe(host, context);
  const plan = makePlan({ desired, observed: [observed], facts: [factsOf(host)], now: 0 });
  expect(plan.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  return plan.changes.map(({ action }) => action);
}

describe('the company that is measured', () => {
  it('has as many objects as asked for', () => expect(declared(company(SIZE)).objects).toHaveLength(SIZE));

  it('differs from its host as far as asked for', async () => {
    expect(await changes('none')).toEqual([]);
    expect(await changes('create')).toEqual(new Array(SIZE - 2).fill('create'));
    expect(await changes('update')).toEqual(new Array(SIZE - 2).fill('update'));
    const some = await changes('tenth');
    expect(some).toHaveLength(SIZE / 10);
    expect(new Set(some)).toEqual(new Set(['create', 'update', 'delete']));
  });
});

it('growth is the power of the size', () => {
  expect(growth([10, 1], [100, 10])).toBeCloseTo(1);
  expect(growth([10, 1], [100, 100])).toBeCloseTo(2);
});

it('the median is the middle, or the mean of the two middle ones', () =>
  expect([median([3, 1, 2]), median([4, 1, 2, 3])]).toEqual([2, 2.5]));

it('a table has its texts to the left and its numbers to the right', () =>
  expect(
    table(
      ['what', 'time'],
      [
        ['plan', '0.5 s'],
        ['all', 'not in 5 s'],
      ],
    ),
  ).toBe('| what |       time |\n| ---- | ---------: |\n| plan |      0.5 s |\n| all  | not in 5 s |'));
