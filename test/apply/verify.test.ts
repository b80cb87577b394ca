import { MemoryHost } from '../support/memory-host';
import { applied, change, changeOf, planOf, to } from '../support/applying';

const ADA = 'ada@acme.example';
const user = (number: number): string => `u${number}@acme.example`;

function hostWithAda(options = {}): MemoryHost {
  const host = new MemoryHost(options);
  host.put('user', { email: ADA, givenName: 'Ada', quota: 10 });
  return host;
}

describe('reading back', () => {
  it('names what the host did not keep', async () => {
    const host = hostWithAda({ forgets: ['quota', 'members'] });
    const { report } = await applied(
      planOf([
        changeOf(host, 'update', 'user', ADA, {
          attributes: to({ quota: 25_000_000_000, givenName: 'Augusta' }),
          declaredAt: 'acme/ada',
        }),
        change('create', 'group', 'team@acme.example', {
          attributes: to({ address: 'team@acme.example', members: [ADA] }),
        }),
      ]),
      [host],
    );
    expect(report.findings).toEqual([
      expect.objectContaining({
        summary: `group team@acme.example at host "mail" did not keep members: sent ["${ADA}"], kept nothing`,
      }),
      {
        severity: 'error',
        code: 'not-kept',
        summary: `user ${ADA} at host "mail" did not keep quota: sent 25 GB, kept 10 B`,
        declaredAt: 'acme/ada',
        attribute: 'quota',
        fix: 'declare what the host keeps, or leave the attribute out',
      },
    ]);
  });

  it('names what is gone, and what is still there', async () => {
    const host = hostWithAda();
    host.put('alias', { address: user(1), targets: [ADA] });
    const plan = planOf([
      changeOf(host, 'update', 'user', ADA, { attributes: to({ quota: 20 }) }),
      changeOf(host, 'delete', 'alias', user(1)),
    ]);
    host.during = ({ method, kind }) => {
      if (method !== 'read' || host.count('remove') === 0 || host.count('update') === 0) return;
      if (kind === 'user') host.drop('user', ADA);
      else host.put('alias', { address: user(1), targets: [ADA] });
    };
    const { report } = await applied(plan, [host]);
    expect(report.findings.map(({ code }) => code).sort()).toEqual(['not-there', 'still-there']);
  });

  it('says so when it cannot', async () => {
    const host = new MemoryHost();
    host.fault = ({ method }) => (method === 'read' ? 'before' : undefined);
    const { report } = await applied(planOf([change('create', 'user', ADA, { attributes: to({ email: ADA }) })]), [
      host,
    ]);
    expect(report.findings).toMatchObject([
      { code: 'not-read-back', summary: '1 user objects at host "mail" could not be read back: the host fails' },
    ]);
  });
});
