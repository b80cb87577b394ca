import { ada, atHost, describeSituations, domain, grace, group, partner, people, scope } from '../../support/checked';
import { facts } from '../../support/states';

const { domain: _, ...withoutDomains } = facts().kinds;

describeSituations('the checks on members of groups', [
  [
    'the last member leaves a group',
    {
      desired: [domain(), group('team', { members: [] })],
      observed: [...people, atHost.group('team', { members: [ada] })],
    },
    ['error group-emptied'],
    /group "team@acme.example" would lose its last member \(ada@acme.example\)/,
  ],
  [
    'one of two members leaves',
    {
      desired: [domain(), group('team', { members: [ada] })],
      observed: [...people, atHost.group('team', { members: [ada, grace] })],
    },
    [],
  ],
  ['a group is created empty', { desired: [domain(), group('team', { members: [] })], observed: people }, []],
  [
    'a group is removed with its last member',
    {
      desired: [domain()],
      observed: [...people, atHost.group('team', { members: [ada] })],
      host: { scope: scope({ group: 'remove' }) },
    },
    [],
  ],
  [
    'the first member from outside joins a group',
    {
      desired: [domain(), group('team', { members: [ada, partner] })],
      observed: [...people, atHost.group('team', { members: [ada] })],
    },
    ['error outside-members'],
    /had no members outside the organisation and would get partner@elsewhere.example/,
  ],
  [
    'another member from outside joins',
    {
      desired: [domain(), group('team', { members: [ada, partner, 'other@elsewhere.example'] })],
      observed: [...people, atHost.group('team', { members: [ada, partner] })],
    },
    [],
  ],
  [
    'a new group has members from outside',
    { desired: [domain(), group('team', { members: [ada, partner] })], observed: people },
    [],
  ],
  [
    'a member of the organisation joins at a host without domains',
    {
      desired: [group('team', { members: [ada, grace] })],
      observed: [atHost.user('ada'), atHost.user('grace'), atHost.group('team', { members: [ada] })],
      facts: { kinds: withoutDomains },
    },
    [],
  ],
]);
