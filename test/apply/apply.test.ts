import { apply } from '../../src/apply';
import type { HostContext, MailHost } from '../../src/host';
import { MemoryHost } from '../support/memory-host';
import { applied, change, changeOf, planOf, ticking, to } from '../support/applying';

const ADA = 'ada@acme.example';
const user = (number: number): string => `u${number}@acme.example`;

function hostWithAda(options = {}): MemoryHost {
  const host = new MemoryHost(options);
  host.put('user', { email: ADA, givenName: 'Ada', quota: 10 });
  return host;
}

describe('what a change means', () => {
  it('creates with the identity, and finds secrets only when they are sent', async () => {
    const host = new MemoryHost();
    const attributes = [
      ...to({ email: ADA, givenName: 'Ada' }),
      { name: 'initialPassword', after: 'env:ADA', sensitive: true } as const,
    ];
    const { ends, report } = await applied(planOf([change('create', 'user', ADA, { attributes })]), [host]);
    expect(ends).toEqual([`done create user ${ADA}`]);
    expect(host.get('user', ADA)?.attributes).toMatchObject({ email: ADA, givenName: 'Ada' });
    expect(host.passwords.get(ADA)).toBe('secret of env:ADA');
    expect(report).toMatchObject({ adopted: [], findings: [], calls: 2 });
  });

  it('updates, closes, reopens, renames and deletes', async () => {
    const host = hostWithAda();
    host.put('user', { email: user(1) });
    host.put('user', { email: user(2), status: 'closed' });
    host.put('group', { address: 'crew@acme.example', members: [ADA] });
    host.put('alias', { address: 'old@acme.example', targets: [ADA] });
    const { report } = await applied(
      planOf([
        changeOf(host, 'update', 'user', ADA, { attributes: to({ quota: 20, givenName: null }) }),
        changeOf(host, 'close', 'user', user(1)),
        changeOf(host, 'reopen', 'user', user(2)),
        changeOf(host, 'rename', 'group', 'team@acme.example', { from: 'crew@acme.example' }),
        changeOf(host, 'delete', 'alias', 'old@acme.example'),
      ]),
      [host],
    );
    expect(report).toMatchObject({ failed: [], refused: [], findings: [], adopted: [] });
    expect(report.done).toHaveLength(5);
    expect(host.get('user', ADA)?.attributes).not.toHaveProperty('givenName');
    expect(host.get('user', ADA)?.attributes).toMatchObject({ quota: 20 });
    expect(host.get('user', user(1))?.attributes).toMatchObject({ status: 'closed' });
    expect(host.get('user', user(2))?.attributes).toMatchObject({ status: 'active' });
    expect(host.get('group', 'team@acme.example')?.attributes).toMatchObject({ members: [ADA] });
    expect(host.get('group', 'crew@acme.example')).toBeUndefined();
    expect(host.get('alias', 'old@acme.example')).toBeUndefined();
  });

  it('says what a host cannot do', async () => {
    const host = hostWithAda({ cannot: ['close'] });
    const { report } = await applied(planOf([changeOf(host, 'close', 'user', ADA)]), [host]);
    expect(report.failed).toMatchObject([
      { failure: { code: 'UNSUPPORTED', message: 'host "mail" cannot close a user', outcome: 'not-done' } },
    ]);
  });

  it('refuses a plan for a host that is not connected before it does anything', async () => {
    const host = new MemoryHost({ name: 'mail.eu' });
    await expect(applied(planOf([change('create', 'user', ADA)]), [host])).rejects.toThrow(
      'host "mail", which is not connected',
    );
    expect(host.calls()).toBe(0);
  });
});

describe('a failure', () => {
  it('stops what requires it, through all steps, and nothing else', async () => {
    const host = new MemoryHost({ strict: true });
    host.put('domain', { name: 'acme.example' });
    const lost = change('create', 'user', 'x@gone.example', { attributes: to({ email: 'x@gone.example' }) });
    const alias = change('create', 'alias', user(1), {
      attributes: to({ address: user(1), targets: ['x@gone.example'] }),
      requires: [lost.id],
    });
    const group = change('create', 'group', user(2), {
      attributes: to({ address: user(2), members: [user(1)] }),
      requires: [alias.id],
    });
    const other = change('create', 'user', user(3), { attributes: to({ email: user(3) }) });
    const { report, ends } = await applied(planOf([lost, other, alias, group]), [host]);
    expect([...ends].sort()).toEqual([
      `done create user ${user(3)}`,
      'failed create user x@gone.example',
      `skipped create alias ${user(1)}`,
      `skipped create group ${user(2)}`,
    ]);
    expect(new Set(report.skipped.map(({ because }) => because))).toEqual(
      new Set(['creating user x@gone.example at mail failed']),
    );
  });

  it('of the host itself ends the work there after five in a row, with one reason', async () => {
    const dead = new MemoryHost({ concurrency: 2 });
    const alive = new MemoryHost({ name: 'mail.eu' });
    dead.fault = () => 'UNAUTHENTICATED';
    const many = Array.from({ length: 1000 }, (_, n) =>
      change('create', 'user', user(n), { attributes: to({ email: user(n) }) }),
    );
    const elsewhere = change('create', 'user', ADA, { host: 'mail.eu', attributes: to({ email: ADA }) });
    const dependent = change('create', 'user', user(1), { host: 'mail.eu', requires: [many[999]?.id ?? ''] });
    const { report } = await applied(planOf([...many, elsewhere, dependent]), [dead, alive]);
    expect(report.failed.length).toBeLessThanOrEqual(6);
    expect(dead.calls()).toBe(report.failed.length);
    expect(report.done).toEqual([elsewhere]);
    expect(new Set(report.skipped.map(({ because }) => because))).toEqual(
      new Set(['host "mail" failed 5 times in a row, lastly: told to fail with UNAUTHENTICATED']),
    );
  });

  it('never carries a secret that the host repeats', async () => {
    const host = new MemoryHost();
    const create = async (_: unknown, { secret }: HostContext): Promise<never> => {
      throw new Error(`the password ${await secret('env:ADA')} is too short`);
    };
    const rude = { ...host, handlers: { user: { ...host.handlers.user, create } } } as MailHost;
    const { events } = await applied(planOf([change('create', 'user', ADA)]), [rude]);
    expect(JSON.stringify(events)).toContain('the password (secret) is too short');
    expect(JSON.stringify(events)).not.toContain('secret of');
  });
});

describe('stopping', () => {
  it('lets calls under way finish and starts nothing more', async () => {
    const host = new MemoryHost({ concurrency: 2 });
    const stop = new AbortController();
    host.during = ({ number }) => (number === 3 ? stop.abort() : undefined);
    const many = Array.from({ length: 10 }, (_, n) =>
      change('create', 'user', user(n), { attributes: to({ email: user(n) }) }),
    );
    const { report, events } = await applied(planOf(many), [host], { signal: stop.signal });
    expect(report.done.length).toBeGreaterThanOrEqual(3);
    expect(host.count('create')).toBe(report.done.length);
    expect(report.done.length + report.cancelled.length).toBe(10);
    expect(report.findings).toMatchObject([{ code: 'not-read-back' }]);
    expect(events.some((event) => event.type === 'verifying')).toBe(false);
  });

  it('happens too when nobody listens any more', async () => {
    const host = new MemoryHost({ concurrency: 1 });
    const many = Array.from({ length: 10 }, (_, n) => change('create', 'user', user(n)));
    const options = { signal: new AbortController().signal, secret: () => Promise.resolve(''), clock: ticking() };
    for await (const event of apply(planOf(many), new Map([['mail', host]]), options))
      if (event.type === 'change-done') break;
    const calls = host.calls();
    expect(calls).toBeLessThanOrEqual(2);
    await new Promise(setImmediate);
    expect(host.calls()).toBe(calls);
  });

  it('before the start does nothing at all', async () => {
    const host = hostWithAda();
    const { ends } = await applied(
      planOf([change('create', 'user', user(1)), changeOf(host, 'close', 'user', ADA)]),
      [host],
      {
        signal: AbortSignal.abort(),
      },
    );
    expect(ends).toEqual([`cancelled create user ${user(1)}`, `cancelled close user ${ADA}`]);
    expect(host.calls()).toBe(0);
  });
});
