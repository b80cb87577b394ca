import type { ApplyEvent } from '../../src/apply';
import { MemoryHost } from '../support/memory-host';
import { applied, changeOf, planOf, to } from '../support/applying';

const user = (number: number): string => `u${number}@acme.example`;

describe('calls', () => {
  const many = (host: MemoryHost, count: number) => {
    for (let n = 0; n < count; n++) host.put('user', { email: user(n) });
    return Array.from({ length: count }, (_, n) =>
      changeOf(host, 'update', 'user', user(n), { attributes: to({ quota: 5 }) }),
    );
  };

  it('are as few as possible: objects are read in full chunks before and after', async () => {
    const host = new MemoryHost({ readSize: 10, concurrency: 4, pageSize: 10 });
    const { report } = await applied(planOf(many(host, 95)), [host]);
    expect(report).toMatchObject({ failed: [], refused: [], findings: [], calls: 10 + 95 + 10 });
  });

  it('are one list where that takes fewer', async () => {
    const host = new MemoryHost({ readSize: 1, pageSize: 1000 });
    const { report } = await applied(planOf(many(host, 95)), [host]);
    expect(report).toMatchObject({ failed: [], refused: [], findings: [], calls: 1 + 95 + 1 });
    expect(host.count('read')).toBe(0);
  });

  it('are by name when the list turns out to be longer than was thought', async () => {
    const host = new MemoryHost({ readSize: 10, pageSize: 100 });
    const plan = planOf(many(host, 95));
    for (let n = 1000; n < 2000; n++) host.put('user', { email: user(n) });
    const { report } = await applied(plan, [host]);
    expect(report).toMatchObject({ failed: [], refused: [], findings: [] });
    expect(report.calls).toBeLessThanOrEqual(95 + 2 * (1 + 10));
  });

  it('never pass the limit of the host', async () => {
    const host = new MemoryHost({ readSize: 2, concurrency: 3, pageSize: 2 });
    await applied(planOf(many(host, 60)), [host]);
    expect(host.peak).toBe(3);
  });

  it('start in the order of the plan', async () => {
    const host = new MemoryHost();
    const { events } = await applied(planOf(many(host, 30)), [host]);
    const started = events.flatMap((event: ApplyEvent) =>
      event.type === 'change-started' ? [event.change.identity] : [],
    );
    expect(started).toEqual(Array.from({ length: 30 }, (_, n) => user(n)));
  });
});
