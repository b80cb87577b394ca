import { appendFileSync, readFileSync } from 'node:fs';
import { openJournal } from '../../src/apply';
import type { Journal } from '../../src/apply';
import { MemoryHost } from '../support/memory-host';
import { applied, change, changeOf, planOf, ticking, to } from '../support/applying';
import { scratch } from '../support/scratch';

const file = scratch();
const ADA = 'ada@acme.example';
const reopen = (name: string): Promise<Journal> =>
  openJournal({ file: file(name), plan: 'sha256:p', clock: ticking() });

async function left(name: string): Promise<string[]> {
  const journal = await reopen(name);
  await journal.close();
  return journal.unsettled.map(({ change: { id } }) => id);
}

describe('the journal', () => {
  it('tells of what was about to be sent and never came to a known end', async () => {
    const [first, second] = [change('create', 'user', ADA), change('close', 'user', 'grace@acme.example')];
    const journal = await reopen('kept');
    await journal.intend(first);
    await journal.intend(second);
    journal.settle(first.id);
    await journal.close();
    appendFileSync(file('kept'), '{"settled":"mail: close us');
    const again = await reopen('kept');
    expect(again.unsettled).toEqual([{ at: '2026-01-01T00:00:00.001Z', plan: 'sha256:p', change: second }]);
    again.settle(second.id);
    await again.close();
    const last = await reopen('kept');
    expect(last.unsettled).toEqual([]);
    expect(readFileSync(file('kept'), 'utf8')).toBe('');
    await last.close();
  });

  it('keeps a change of one plan when the same change of another comes to its end', async () => {
    const create = change('create', 'user', ADA);
    const of = (plan: string): Promise<Journal> => openJournal({ file: file('plans'), plan, clock: ticking() });
    const first = await of('sha256:first');
    await first.intend(create);
    await first.close();
    const second = await of('sha256:second');
    await second.intend(create);
    second.settle(create.id);
    await second.close();
    const third = await of('sha256:third');
    expect(third.unsettled.map(({ plan }) => plan)).toEqual(['sha256:first']);
    third.settle(create.id, 'sha256:first');
    await third.close();
    expect(await left('plans')).toEqual([]);
  });

  it('is on the disk before the call is sent', async () => {
    const journal = await reopen('before');
    const host = new MemoryHost();
    host.during = ({ method }) => {
      if (method === 'create') expect(readFileSync(file('before'), 'utf8')).toContain(ADA);
    };
    const { report } = await applied(planOf([change('create', 'user', ADA)]), [host], { journal });
    expect(report.done).toHaveLength(1);
    await journal.close();
  });

  it('holds no secret and no more than is needed', async () => {
    const journal = await reopen('bare');
    const secret = { name: 'initialPassword', after: 'env:ADA', sensitive: true } as const;
    await journal.intend(
      change('create', 'user', ADA, { attributes: [secret, ...to({ quota: 5 })], observed: { phone: '1' } }),
    );
    await journal.intend(
      change('update', 'user', ADA, { attributes: [secret, ...to({ quota: 5 })], observed: { phone: '1' } }),
    );
    await journal.close();
    const text = readFileSync(file('bare'), 'utf8');
    expect(text).not.toMatch(/env:ADA|observed|phone/);
    expect(text.match(/quota/g)).toHaveLength(1);
  });

  it('passes over lines that make no sense', async () => {
    appendFileSync(file('odd'), 'null\n[]\n{"intent":{"at":1}}\n{"intent":{"at":"","plan":"","change":{}}}\n{{\n\n');
    const journal = await reopen('odd');
    expect(journal.unsettled).toEqual([]);
    await journal.close();
  });
});

describe('an apply after an interrupted one', () => {
  it('finds out first what had been made', async () => {
    const host = new MemoryHost();
    host.put('user', { email: ADA, quota: 20 });
    host.put('user', { email: 'new@acme.example' });
    const journal = await reopen('crash');
    const made = [
      change('create', 'user', ADA),
      change('update', 'user', ADA, { attributes: to({ quota: 20 }) }),
      change('rename', 'user', 'new@acme.example', { from: 'old@acme.example' }),
      change('delete', 'alias', 'gone@acme.example'),
    ];
    const not = [
      change('create', 'user', 'grace@acme.example'),
      change('close', 'user', ADA),
      change('rename', 'user', ADA, { from: 'new@acme.example' }),
    ];
    for (const each of [...made, ...not]) await journal.intend(each);
    await journal.intend(change('create', 'user', ADA, { host: 'mail.elsewhere' }));
    await journal.close();

    const again = await reopen('crash');
    const { report } = await applied(planOf([]), [host], { journal: again });
    await again.close();
    expect(new Set(report.findings.map(({ code }) => code))).toEqual(new Set(['interrupted-earlier']));
    const summaries = report.findings.map(({ summary }) => summary.replace(/^.*while /, '')).sort();
    expect(summaries).toEqual([
      `closing user ${ADA} at mail: it was not made`,
      `creating user ${ADA} at mail: it was made`,
      'creating user grace@acme.example at mail: it was not made',
      'deleting alias gone@acme.example at mail: it was made',
      `renaming user new@acme.example to ${ADA} at mail: it was not made`,
      'renaming user old@acme.example to new@acme.example at mail: it was made',
      `updating user ${ADA} at mail: it was made`,
    ]);
    expect(await left('crash')).toEqual([`mail.elsewhere: create user ${ADA}`]);
  });

  it('asks again later when the host cannot be read', async () => {
    const host = new MemoryHost();
    const journal = await reopen('dead');
    await journal.intend(change('create', 'user', ADA));
    await journal.close();
    host.fault = () => 'before';
    const again = await reopen('dead');
    const { report } = await applied(planOf([]), [host], { journal: again });
    await again.close();
    expect(report.findings).toMatchObject([{ code: 'not-read-back' }]);
    expect(await left('dead')).toHaveLength(1);
  });

  it('keeps what stayed unknown', async () => {
    const host = new MemoryHost();
    host.fault = () => 'nothing';
    const journal = await reopen('unknown');
    await applied(planOf([change('create', 'user', ADA)]), [host], { journal });
    await journal.close();
    expect(await left('unknown')).toEqual([`mail: create user ${ADA}`]);
  });

  it.each(['end', 'stop'] as const)('finds nothing open after one that came to its %s', async (how) => {
    const host = new MemoryHost({ concurrency: 2 });
    const stop = new AbortController();
    host.during = ({ number }) => (how === 'stop' && number === 30 ? stop.abort() : undefined);
    host.fault = ({ number }) => (number === 3 ? 'LIMIT' : undefined);
    const many = Array.from({ length: 200 }, (_, n) => change('create', 'user', `u${n}@acme.example`));
    const dependent = change('create', 'group', 'team@acme.example', { requires: [many[2]?.id ?? ''] });
    const journal = await reopen(how);
    const { report } = await applied(planOf([...many, dependent]), [host], { journal, signal: stop.signal });
    await journal.close();
    expect(report.cancelled.length > 0).toBe(how === 'stop');
    expect(report.skipped).toHaveLength(1);
    expect(readFileSync(file(how), 'utf8')).toContain('u5@acme.example');
    expect(await left(how)).toEqual([]);
  });

  it('starts nothing when the journal cannot be written', async () => {
    const host = new MemoryHost();
    host.put('user', { email: ADA });
    const journal = await reopen('unwritable');
    await journal.close();
    const plan = planOf([change('create', 'user', 'a@acme.example'), changeOf(host, 'close', 'user', ADA)]);
    const { report } = await applied(plan, [host], { journal });
    expect(report.cancelled).toHaveLength(2);
    expect(report.findings).toMatchObject([{ code: 'record-unwritable', severity: 'error' }]);
    expect(host.count('create') + host.count('close')).toBe(0);
  });
});
