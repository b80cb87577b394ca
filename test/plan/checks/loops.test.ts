import { desired } from '../../support/states';
import { atHost, codesOf, domain, heard } from '../../support/checked';

const labs = desired('domain', { name: 'labs.example', aliasOf: 'acme.example' });

describe('domains that stand for one another', () => {
  it.each(['aliasOf', 'subdomainOf'])(
    'block the plan where one names itself in %s, at the host or not',
    (attribute) => {
      const itself = domain({ [attribute]: 'acme.example' });
      expect(codesOf({ desired: [itself] })).toContain('error domain-loop');
      const [found] = heard({ desired: [itself], observed: [atHost.domain()] });
      expect(found).toMatchObject({
        code: 'domain-loop',
        attribute,
        summary: `domain "acme.example" names itself in ${attribute}`,
      });
    },
  );

  it('block the plan where they name each other, which is said once', () => {
    const said = heard({ desired: [domain({ aliasOf: 'labs.example' }), labs], observed: [atHost.domain()] });
    expect(said.filter(({ code }) => code === 'domain-loop').map(({ summary }) => summary)).toEqual([
      'the domains "acme.example", "labs.example" name one another in aliasOf',
    ]);
  });

  it('are fine where the last stands by itself', () => {
    expect(codesOf({ desired: [domain(), labs], observed: [atHost.domain()] })).not.toContain('error domain-loop');
  });
});
