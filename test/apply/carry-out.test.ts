import { MemoryHost } from '../support/memory-host';
import { applied, change, changeOf, planOf, to } from '../support/applying';

const ADA = 'ada@acme.example';
const user = (number: number): string => `u${number}@acme.example`;

function hostWithAda(options = {}): MemoryHost {
  const host = new MemoryHost(options);
  host.put('user', { email: ADA, givenName: 'Ada', quota: 10 });
  return host;
}

describe('creating what is there', () => {
  const create = change('create', 'user', ADA, { attributes: to({ email: ADA, givenName: 'Ada', quota: 20 }) });

  it('takes it over when it is equal', async () => {
    const host = hostWithAda();
    host.edit('user', ADA, { quota: 20 });
    const { report } = await applied(planOf([create]), [host]);
    expect(report.adopted).toEqual([create]);
  });

  it('names what differs otherwise', async () => {
    const { report } = await applied(planOf([create]), [hostWithAda()]);
    expect(report.failed).toMatchObject([
      { failure: { code: 'CONFLICT', message: `user ${ADA} at host "mail" exists already, with another quota` } },
    ]);
  });

  it('passes on what the host says when something else has the address', async () => {
    const host = new MemoryHost();
    host.put('alias', { address: ADA, targets: [user(1)] });
    const { report } = await applied(planOf([create]), [host]);
    expect(report.failed).toMatchObject([
      { failure: { code: 'CONFLICT', message: `there is a alias ${ADA} already` } },
    ]);
  });
});

describe('a lost answer', () => {
  const cases = (host: MemoryHost) =>
    ({
      create: change('create', 'user', user(9), { attributes: to({ email: user(9), quota: 5 }) }),
      update: changeOf(host, 'update', 'user', ADA, { attributes: to({ quota: 20 }) }),
      rename: changeOf(host, 'rename', 'user', user(1), { from: ADA }),
      close: changeOf(host, 'close', 'user', ADA),
      remove: changeOf(host, 'delete', 'user', ADA),
    }) as const;

  it.each(['create', 'update', 'rename', 'close', 'remove'] as const)(
    'of a %s is settled by reading',
    async (method) => {
      const host = hostWithAda();
      host.fault = (call) => (call.method === method ? 'after' : undefined);
      const done = await applied(planOf([cases(host)[method]]), [host]);
      expect(done.report).toMatchObject({ failed: [], findings: [] });
      expect(done.report.adopted).toHaveLength(1);

      const other = hostWithAda();
      other.fault = (call) => (call.method === method ? 'nothing' : undefined);
      const failed = await applied(planOf([cases(other)[method]]), [other]);
      expect(failed.report.failed).toMatchObject([
        {
          failure: {
            code: 'TIMEOUT',
            outcome: 'not-done',
            message: 'no answer came; reading back shows that it was not done',
          },
        },
      ]);
      expect(other.count(method)).toBe(1);
    },
  );

  it('stays unknown when reading fails too', async () => {
    const host = new MemoryHost();
    host.fault = () => 'nothing';
    const { report } = await applied(planOf([cases(hostWithAda()).create]), [host]);
    expect(report.failed).toMatchObject([{ failure: { outcome: 'unknown' } }]);
  });

  it('is unknown when the object is neither as before nor as sent', async () => {
    const host = hostWithAda();
    host.fault = ({ method }) => (method === 'update' ? 'nothing' : undefined);
    const plan = planOf([cases(host).update]);
    host.during = ({ method }) => (method === 'update' ? host.edit('user', ADA, { quota: 30 }) : undefined);
    const { report } = await applied(plan, [host]);
    expect(report.failed).toMatchObject([
      { failure: { outcome: 'unknown', message: 'no answer came; reading back shows another quota than was sent' } },
    ]);
  });
});
