import type { Cascade } from '../../../src/host';
import type { Finding } from '../../../src/model';
import { ada, atHost, domain, grace, people, planOf, removing, scope, user } from '../../support/checked';
import type { Situation } from '../../support/checked';
import { desired } from '../../support/states';

const cascade = (
  on: Cascade['on'],
  kind: Cascade['kind'],
  effect: Cascade['effect'],
  description: string,
): Cascade => ({
  on,
  kind,
  effect,
  description,
  seen: '2026-11-20',
});

const effects: readonly Cascade[] = [
  cascade('rename', 'user', { kind: 'alias', does: 'follow' }, 'lets the aliases follow'),
  cascade('close', 'user', { kind: 'alias', does: 'remove-when-only-target' }, 'deletes the aliases'),
  cascade('close', 'user', { kind: 'group', does: 'drop-member' }, 'drops the member'),
  cascade('remove', 'domain', { kind: 'alias', does: 'remove-contained' }, 'deletes what is in it'),
];

const told = (situation: Situation): readonly Finding[] =>
  planOf({ facts: { effects }, ...situation }).findings.filter(({ code }) => code === 'host-cascade');

const aliases = [atHost.alias('info', [ada]), atHost.alias('press', [ada, grace])];
const everybody = atHost.group('all', { members: [ada, grace] });

it('a plan tells what the host does along with a rename, and to what', () => {
  const renamed = desired('user', { email: 'ada.king@acme.example', previously: [ada] });
  expect(told({ desired: [domain(), renamed], observed: [...people, ...aliases] })).toMatchObject([
    {
      severity: 'info',
      summary: 'when user "ada@acme.example" is renamed, host "mail" lets the aliases follow',
      detail: 'this concerns info@acme.example, press@acme.example',
    },
  ]);
});

it('only what names nobody else goes along, and only where there are others is one dropped', () => {
  const closed = user('ada', { status: 'closed' });
  const found = told({ desired: [domain(), closed], observed: [...people, ...aliases, everybody] });
  expect(found.map(({ detail }) => detail)).toEqual([
    'this concerns info@acme.example',
    'this concerns all@acme.example',
  ]);
});

it('what is in a domain goes with it', () => {
  const given = { desired: [], observed: [atHost.domain(), ...aliases], host: { scope: scope({ domain: 'remove' }) } } as const; // prettier-ignore
  expect(told(given)[0]).toMatchObject({ detail: 'this concerns info@acme.example, press@acme.example' });
});

it('nothing is said of a host that does nothing, or of changes that cause nothing', () => {
  const closed = user('ada', { status: 'closed' });
  expect(told({ desired: [domain(), closed], observed: people, facts: {} })).toEqual([]);
  expect(told({ desired: [domain()], observed: [...people, ...aliases], host: removing })).toEqual([]);
});
