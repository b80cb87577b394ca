import fc from 'fast-check';
import { Schedule } from '../../src/apply/schedule';
import type { Change } from '../../src/plan';
import { change } from '../support/applying';

const step = (id: string, requires: readonly string[] = [], host = 'mail'): Change =>
  change('create', 'user', id, { id, requires, host });

describe('a schedule', () => {
  it('gives the changes in the order of the plan, each once what it requires is done', async () => {
    const schedule = new Schedule([step('a'), step('b'), step('c', ['a', 'b']), step('d', ['a'])]);
    expect(await schedule.next('mail')).toBe(0);
    expect(await schedule.next('mail')).toBe(1);
    const waiting = schedule.next('mail');
    schedule.done(1);
    schedule.done(0);
    expect(await waiting).toBe(2);
    expect(await schedule.next('mail')).toBe(3);
    schedule.done(2);
    schedule.done(3);
    expect(await schedule.next('mail')).toBeUndefined();
  });

  it('ends what requires a failed change, at other hosts too', async () => {
    const schedule = new Schedule([step('a'), step('b', ['a'], 'mail.eu'), step('c', ['b']), step('d')]);
    const elsewhere = schedule.next('mail.eu');
    expect(await schedule.next('mail')).toBe(0);
    expect(schedule.failed(0)).toEqual([1, 2]);
    expect(await elsewhere).toBeUndefined();
    expect(await schedule.next('mail')).toBe(3);
  });

  it('closes a host', async () => {
    const schedule = new Schedule([step('a'), step('b'), step('c', ['b'], 'mail.eu'), step('d', [], 'mail.eu')]);
    expect(await schedule.next('mail')).toBe(0);
    expect(schedule.closeHost('mail')).toEqual([1, 2]);
    expect(await schedule.next('mail')).toBeUndefined();
    expect(await schedule.next('mail.eu')).toBe(3);
  });

  it('gives nothing more once it is stopped, and says what is left', async () => {
    const schedule = new Schedule([step('a'), step('b', ['a']), step('c')]);
    expect(await schedule.next('mail')).toBe(0);
    schedule.stop();
    schedule.done(0);
    expect(await schedule.next('mail')).toBeUndefined();
    expect(schedule.leftOver()).toEqual([1, 2]);
    expect(schedule.leftOver()).toEqual([]);
  });

  it('takes what the plan does not hold for done', async () => {
    expect(await new Schedule([step('a', ['not in this plan'])]).next('mail')).toBe(0);
  });

  it('refuses an order that contradicts the requirements, so that it never waits for ever', () => {
    expect(() => new Schedule([step('a', ['b']), step('b')])).toThrow(
      'the plan holds "a" before "b", which it requires',
    );
    expect(() => new Schedule([step('a', ['a'])])).toThrow('requires');
  });

  it('brings every change to one end, whatever fails', async () => {
    const graph = fc.array(fc.record({ requires: fc.array(fc.nat(40), { maxLength: 3 }), fails: fc.boolean() }), {
      maxLength: 40,
    });
    await fc.assert(
      fc.asyncProperty(graph, fc.integer({ min: 1, max: 4 }), async (nodes, workers) => {
        const changes = nodes.map(({ requires }, index) =>
          step(String(index), requires.filter((other) => other < index).map(String)),
        );
        const schedule = new Schedule(changes);
        const ended: number[] = [];
        const worker = async (): Promise<void> => {
          for (let index = await schedule.next('mail'); index !== undefined; index = await schedule.next('mail')) {
            await Promise.resolve();
            ended.push(index);
            if (nodes[index]?.fails) ended.push(...schedule.failed(index));
            else schedule.done(index);
          }
        };
        await Promise.all(Array.from({ length: workers }, worker));
        expect(ended.sort((a, b) => a - b)).toEqual([...changes.keys()]);
      }),
    );
  });

  it('takes time in proportion to the changes', async () => {
    const chain = Array.from({ length: 100_000 }, (_, n) => step(String(n), n === 0 ? [] : [String(n - 1), '0']));
    const schedule = new Schedule(chain);
    expect(await schedule.next('mail')).toBe(0);
    expect(schedule.failed(0)).toHaveLength(99_999);
  });
});
