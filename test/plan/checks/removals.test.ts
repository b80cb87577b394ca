import { atHost, closing, codesOf, describeSituations, domain, heard, scope, user } from '../../support/checked';
import { observedState } from '../../support/states';

const users = (count: number) => Array.from({ length: count }, (_, i) => atHost.user(`u${i}`));
const declared = (count: number) => Array.from({ length: count }, (_, i) => user(`u${i}`));
const held = (count: number) => [atHost.domain(), ...users(count)];
const aliases = scope({ alias: 'remove', user: 'close' });

describeSituations('the check on removals', [
  [
    'more than a quarter of the users would be closed',
    { desired: [domain(), ...declared(5)], observed: held(7), host: { ...closing, thresholds: {} } },
    ['error too-many-removals'],
    /2 of the 7 users at host "mail" would be closed or removed \(28.6 %\), allowed are at most 25 %/,
  ],
  [
    'a quarter of the users would be closed',
    { desired: [domain(), ...declared(6)], observed: held(8), host: { ...closing, thresholds: {} } },
    [],
  ],
  [
    'the only alias would be removed: a small set is no exemption',
    {
      desired: [domain()],
      observed: [...held(8), atHost.alias('info', ['u1@acme.example'])],
      host: { scope: scope({ alias: 'remove' }), thresholds: {} },
    },
    ['error too-many-removals'],
    /1 of the 1 aliases/,
  ],
  [
    'few of very many would be closed, but more than the number allowed',
    {
      desired: [domain(), ...declared(97)],
      observed: held(100),
      host: { ...closing, thresholds: { removalCount: 2 } },
    },
    ['error too-many-removals'],
    /3 of the 100 users .*, allowed are at most 2$/,
  ],
  [
    'as many as the number allowed would be closed',
    {
      desired: [domain(), ...declared(98)],
      observed: held(100),
      host: { ...closing, thresholds: { removalCount: 2 } },
    },
    [],
  ],
  [
    'declared users are closed: they count as well',
    {
      desired: [domain(), user('u0', { status: 'closed' }), user('u1', { status: 'closed' })],
      observed: held(4),
      host: { thresholds: {} },
    },
    ['error too-many-removals'],
  ],
  [
    'no removal at all is allowed and none is planned',
    { desired: [domain(), ...declared(3)], observed: held(2), host: { ...closing, thresholds: { removals: 0 } } },
    [],
  ],
]);

describe('the check on removals', () => {
  it('counts each kind by itself, against what the host holds and not what is declared', () => {
    const aliasesHeld = Array.from({ length: 8 }, (_, i) => atHost.alias(`a${i}`, ['u0@acme.example']));
    const found = heard({
      // Deleting nearly all of the code does not make the remaining part look small.
      desired: [domain(), user('u0')],
      observed: [...held(8), ...aliasesHeld],
      host: { scope: aliases, thresholds: {} },
    });
    expect(found.map(({ summary }) => summary.slice(0, 20))).toEqual(['7 of the 8 users at ', '8 of the 8 aliases a']);
  });

  it('has nothing to count in a list that was not read to its end, where nothing is removed', () => {
    const short = observedState(held(2), { user: { complete: false } });
    expect(codesOf({ desired: [domain()], observed: short, host: { ...closing, thresholds: {} } })).toEqual([
      'warning removal-unsafe',
    ]);
  });
});
