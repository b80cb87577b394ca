import { MemoryHost } from '../support/memory-host';
import { applied, change, changeOf, planOf, to } from '../support/applying';

const ADA = 'ada@acme.example';
const user = (number: number): string => `u${number}@acme.example`;

function hostWithAda(options = {}): MemoryHost {
  const host = new MemoryHost(options);
  host.put('user', { email: ADA, givenName: 'Ada', quota: 10 });
  return host;
}

describe('an object that moved since the plan was made', () => {
  it('is refused by the names of what moved, and the others go on', async () => {
    const host = hostWithAda();
    host.put('user', { email: user(1) });
    const plan = planOf([
      changeOf(host, 'update', 'user', ADA, { attributes: to({ quota: 20 }) }),
      changeOf(host, 'update', 'user', user(1), { attributes: to({ quota: 20 }) }),
    ]);
    host.edit('user', ADA, { givenName: 'Augusta', phone: '+3225550100' });
    const { report } = await applied(plan, [host]);
    expect(report.refused.map(({ moved }) => moved)).toEqual([['givenName', 'phone']]);
    expect(report.done).toHaveLength(1);
    expect(host.count('update')).toBe(1);
  });

  it('is refused when it moves between the reading and the writing', async () => {
    const host = hostWithAda();
    const plan = planOf([changeOf(host, 'update', 'user', ADA, { attributes: to({ quota: 20 }) })]);
    host.during = ({ method }) => (method === 'update' ? host.edit('user', ADA, { givenName: 'Augusta' }) : undefined);
    const { report } = await applied(plan, [host]);
    expect(report.refused).toMatchObject([{ moved: ['givenName'] }]);
  });

  it('is changed all the same when only what nobody declares moved', async () => {
    const host = hostWithAda();
    const plan = planOf([changeOf(host, 'update', 'user', ADA, { attributes: to({ quota: 20 }) })]);
    host.during = ({ method }) =>
      method === 'update' && host.count('update') === 1 ? host.edit('user', ADA, { usedBytes: 5 }) : undefined;
    const { report } = await applied(plan, [host]);
    expect(report).toMatchObject({ refused: [], failed: [], findings: [] });
    expect(host.get('user', ADA)?.attributes).toMatchObject({ quota: 20 });
  });

  it.each(['update', 'close', 'rename'] as const)('is refused as gone by a %s', async (action) => {
    const host = hostWithAda();
    const rest = action === 'rename' ? { from: ADA } : { attributes: to({ quota: 20 }) };
    const plan = planOf([changeOf(host, action, 'user', action === 'rename' ? user(1) : ADA, rest)]);
    host.drop('user', ADA);
    expect((await applied(plan, [host])).report.refused).toMatchObject([{ moved: ['no longer at the host'] }]);
  });

  it.each(['update', 'close', 'rename', 'delete'] as const)(
    'is refused by a %s where it was made anew, equal in all but its id',
    async (action) => {
      const host = new MemoryHost();
      host.put('user', { email: ADA, status: 'active', id: 'first' });
      const rest = action === 'rename' ? { from: ADA } : action === 'update' ? { attributes: to({ quota: 20 }) } : {};
      const planned = changeOf(host, action, 'user', action === 'rename' ? user(1) : ADA, rest);
      const plan = planOf([{ ...planned, observed: { email: ADA, status: 'active', id: 'first' } }]);
      host.drop('user', ADA);
      host.put('user', { email: ADA, status: 'active', id: 'second' });
      expect((await applied(plan, [host])).report.refused).toMatchObject([{ moved: ['id (it was made anew)'] }]);
      expect(host.get('user', ADA)?.attributes).toMatchObject({ id: 'second', status: 'active' });
    },
  );

  it('is taken over when it is as wanted already', async () => {
    const host = hostWithAda();
    host.put('user', { email: user(1) });
    host.put('alias', { address: 'old@acme.example', targets: [ADA] });
    const plan = planOf([
      changeOf(host, 'update', 'user', ADA, { attributes: to({ quota: 20 }) }),
      changeOf(host, 'close', 'user', user(1)),
      changeOf(host, 'rename', 'user', user(3), { from: user(1) }),
      changeOf(host, 'delete', 'alias', 'old@acme.example'),
    ]);
    const renamed = planOf([changeOf(host, 'rename', 'user', user(3), { from: user(1) })]);
    await applied({ ...plan, changes: plan.changes.filter(({ action }) => action !== 'rename') }, [host]);
    const again = await applied({ ...plan, changes: plan.changes.filter(({ action }) => action !== 'rename') }, [host]);
    expect(again.report.adopted).toHaveLength(3);
    host.edit('user', user(1), { status: null });
    await applied(renamed, [host]);
    expect((await applied(renamed, [host])).report.adopted).toHaveLength(1);
  });
});

describe('several changes of one object', () => {
  it('are each judged by the result of the one before', async () => {
    const host = hostWithAda();
    const [rename, now, later, close] = [
      changeOf(host, 'rename', 'user', 'countess@acme.example', { from: ADA }),
      changeOf(host, 'update', 'user', 'countess@acme.example', { from: ADA, attributes: to({ quota: 20 }) }),
      changeOf(host, 'update', 'user', 'countess@acme.example', {
        from: ADA,
        attributes: to({ givenName: 'Augusta' }),
      }),
      changeOf(host, 'close', 'user', 'countess@acme.example', { from: ADA }),
    ].map(({ from, ...rest }, step) => ({
      ...rest,
      ...(rest.action === 'rename' && from !== undefined ? { from } : {}),
      id: String(step),
      requires: step === 0 ? [] : [String(step - 1)],
    }));
    const { report } = await applied(planOf([rename, now, later, close].filter((each) => each !== undefined)), [host]);
    expect(report).toMatchObject({ failed: [], refused: [], skipped: [], findings: [], adopted: [] });
    expect(host.get('user', 'countess@acme.example')?.attributes).toMatchObject({
      quota: 20,
      givenName: 'Augusta',
      status: 'closed',
    });
  });

  it('set in a second step what needed something else first', async () => {
    const host = new MemoryHost({ strict: true });
    const domain = change('create', 'domain', 'acme.example', { attributes: to({ name: 'acme.example' }) });
    const ada = change('create', 'user', ADA, { attributes: to({ email: ADA }), requires: [domain.id] });
    const second = change('update', 'domain', 'acme.example', {
      attributes: to({ catchAll: [ADA] }),
      requires: [domain.id, ada.id],
    });
    const { report } = await applied(planOf([domain, ada, second]), [host]);
    expect(report).toMatchObject({ failed: [], refused: [], findings: [] });
    expect(host.get('domain', 'acme.example')?.attributes).toMatchObject({ catchAll: [ADA] });
  });

  it('refuse the second when somebody else came between', async () => {
    const host = hostWithAda({ concurrency: 1 });
    host.put('user', { email: user(1) });
    const first = changeOf(host, 'update', 'user', ADA, { attributes: to({ quota: 20 }) });
    const between = changeOf(host, 'update', 'user', user(1), { attributes: to({ quota: 20 }) });
    const second = {
      ...changeOf(host, 'update', 'user', ADA, { attributes: to({ phone: '+3225550100' }) }),
      id: 'second',
      requires: [first.id],
    };
    host.during = ({ method, identities }) =>
      method === 'update' && identities[0] === user(1) ? host.edit('user', ADA, { givenName: 'Augusta' }) : undefined;
    const { ends, report } = await applied(planOf([first, between, second]), [host]);
    expect(ends).toEqual([`done update user ${ADA}`, `done update user ${user(1)}`, 'refused second']);
    expect(report.refused).toMatchObject([{ moved: ['givenName'] }]);
  });
});
