import { lookOf } from '../../../src/plan';
import type { LastLook } from '../../../src/plan';
import { atHost, closing, codesOf, domain, heard, planOf, user } from '../../support/checked';
import type { Situation } from '../../support/checked';
import { observedState } from '../../support/states';

const hundred: LastLook = [{ host: 'mail', kind: 'user', count: 100 }];
const few = (count: number) => [atHost.domain(), ...Array.from({ length: count }, (_, i) => atHost.user(`u${i}`))];
/** A host that held a hundred users, of which the code declares two, and closes what is not declared. */
const lost: Situation = {
  desired: [domain(), user('u0'), user('gone')],
  observed: few(4),
  host: { ...closing, thresholds: { removals: 1 } },
  lastLook: hundred,
};

describe('a collection that shrank since the last look', () => {
  it('is told, with what is withheld and what may be created anew, and nothing in it is removed by policy', () => {
    const made = planOf(lost);
    expect(made.changes.map(({ id }) => id)).toEqual(['mail: create user gone@acme.example']);
    expect(heard(lost)).toEqual([
      expect.objectContaining({
        severity: 'error',
        code: 'collection-shrank',
        summary: 'host "mail" holds 4 users, and held 100 at the last look',
        detail:
          '3 that the policy would close or remove are left alone; 1 would be created, empty, that may have been there before',
      }),
    ]);
  });

  it('is let pass where the loss is meant', () => {
    expect(planOf({ ...lost, allow: ['collection-shrank'] }).changes).toHaveLength(4);
    expect(codesOf({ ...lost, allow: ['collection-shrank'] })).toEqual(['warning collection-shrank']);
    const off = { ...lost, host: { ...lost.host, checks: { 'collection-shrank': 'off' } as const } };
    expect(planOf(off).changes).toHaveLength(4);
    expect(codesOf(off)).toEqual([]);
  });

  it('keeps its removals withheld where the finding is only a warning', () => {
    const warned = { ...lost, host: { ...lost.host, checks: { 'collection-shrank': 'warning' } as const } };
    expect(planOf(warned).changes).toHaveLength(1);
    expect(codesOf(warned)).toEqual(['warning collection-shrank']);
  });

  it('still lets go what the code itself closes', () => {
    const closed = { ...lost, desired: [domain(), user('u0', { status: 'closed' })] };
    expect(planOf(closed).changes.map(({ id }) => id)).toEqual(['mail: close user u0@acme.example']);
  });

  it.each<[string, Situation]>([
    ['it lost half', { ...lost, observed: few(50), host: {} }],
    [
      'it lost fewer than five',
      { ...lost, observed: few(1), host: {}, lastLook: [{ host: 'mail', kind: 'user', count: 5 }] },
    ],
    ['the threshold allows it', { ...lost, host: { thresholds: { shrinkage: 0.96 } } }],
    ['another host was looked at', { ...lost, host: {}, lastLook: [{ host: 'mail.eu', kind: 'user', count: 100 }] }],
    ['nothing is known of the last look', { ...lost, host: {}, lastLook: [] }],
  ])('is no matter when %s', (_, situation) => {
    expect(codesOf(situation)).toEqual([]);
  });

  it('is not judged by a list that was not read to its end', () => {
    const short = observedState(few(4), { user: { complete: false } });
    expect(codesOf({ ...lost, observed: short })).toEqual(['warning removal-unsafe']);
  });
});

describe('what is remembered of a look', () => {
  const seen = observedState(few(4), { alias: { complete: false }, group: { complete: false } });

  it('is the size of each complete collection', () => {
    expect(lookOf([seen])).toEqual([
      { host: 'mail', kind: 'domain', count: 1 },
      { host: 'mail', kind: 'organization', count: 0 },
      { host: 'mail', kind: 'user', count: 4 },
    ]);
  });

  it('counts what was done since, and keeps what was known of the rest', () => {
    const done = (['create', 'create', 'delete', 'close', 'update'] as const).map((action) => ({
      host: 'mail',
      kind: 'user' as const,
      action,
    }));
    const before: LastLook = [
      { host: 'mail', kind: 'alias', count: 7 },
      { host: 'mail', kind: 'user', count: 9 },
      { host: 'mail.eu', kind: 'user', count: 3 },
    ];
    expect(lookOf([seen], done, before).filter(({ count }) => count > 1)).toEqual([
      { host: 'mail', kind: 'alias', count: 7 },
      { host: 'mail', kind: 'user', count: 5 },
      { host: 'mail.eu', kind: 'user', count: 3 },
    ]);
  });
});
