import { ada, atHost, codesOf, domain, group, heard, partner, people } from '../../support/checked';
import type { Situation } from '../../support/checked';

/** A group that gets its first member from outside. */
const opened: Situation = {
  desired: [domain(), group('team', { members: [ada, partner] })],
  observed: [...people, atHost.group('team', { members: [ada] })],
};

describe('how grave the finding of a check is', () => {
  it('is what the check says, unless the provider block says otherwise', () => {
    expect(codesOf(opened)).toEqual(['error outside-members']);
    expect(codesOf({ ...opened, host: { checks: { 'outside-members': 'warning' } } })).toEqual([
      'warning outside-members',
    ]);
    expect(codesOf({ ...opened, host: { checks: { 'outside-members': 'off' } } })).toEqual([]);
  });

  it('may be raised, which then blocks the plan', () => {
    expect(codesOf({ desired: [domain()], host: { checks: { 'role-address-undeliverable': 'error' } } })).toEqual([
      'error role-address-undeliverable',
    ]);
  });

  it('is a warning where the error is allowed for one run, whatever the provider block says', () => {
    const [found] = heard({ ...opened, allow: ['outside-members'], host: { checks: { 'outside-members': 'error' } } });
    expect(found).toMatchObject({
      severity: 'warning',
      detail: expect.stringMatching(/allowed for this run$/) as string,
    });
  });

  it('does not block a plan that changes nothing', () => {
    const inCircle = [domain(), group('team', { members: ['team@acme.example'] })];
    const held = [atHost.domain(), atHost.group('team', { members: ['team@acme.example'] })];
    expect(codesOf({ desired: inCircle, observed: [atHost.domain()] })).toEqual(['error mail-loop']);
    expect(codesOf({ desired: inCircle, observed: held })).toEqual(['warning mail-loop']);
  });

  it.each([
    ['outside-member', /no such check, did you mean "outside-members"\?/],
    ['own-account', /which is always heard as it is/],
    ['constructor', /no such check/],
  ])('cannot be set for %s', (code, summary) => {
    const found = heard({ observed: people, host: { checks: { [code]: 'off' }, declaredAt: 'acme/mail' } });
    expect(found).toEqual([
      expect.objectContaining({
        severity: 'error',
        code: 'check-unknown',
        attribute: 'checks',
        declaredAt: 'acme/mail',
        summary: expect.stringMatching(summary) as string,
        fix: expect.stringMatching(/those that can be set are attribute-unsupported, /) as string,
      }),
    ]);
  });
});
