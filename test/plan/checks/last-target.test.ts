import {
  ada,
  alias,
  atHost,
  closing,
  describeSituations,
  domain,
  grace,
  people,
  removing,
  user,
} from '../../support/checked';

describeSituations('the check on the last target, owner or catch-all', [
  [
    'the only target of an alias, owner of a group and catch-all is closed',
    {
      desired: [domain(), user('ada', { status: 'closed' })],
      observed: [
        atHost.domain({ catchAll: [ada], postmaster: grace }),
        atHost.user('ada'),
        atHost.user('grace'),
        atHost.alias('info', [ada]),
        atHost.alias('abuse', [grace]),
        atHost.group('team', { members: [grace], owners: [ada] }),
      ],
    },
    ['error closing-last-target'],
    /ada@acme.example would be closed and is the last .*target of the alias info@acme.example.*owner of the group team@acme.example/,
  ],
  [
    'both targets of an alias are closed by policy',
    {
      desired: [domain(), alias('info', [ada, grace])],
      observed: [...people, atHost.alias('info', [ada, grace])],
      host: closing,
    },
    ['error closing-last-target', 'error closing-last-target'],
  ],
  [
    'the second target of an alias is closed after the first',
    {
      desired: [domain(), user('ada', { status: 'closed' })],
      observed: [
        atHost.domain(),
        atHost.user('ada'),
        atHost.user('grace', { status: 'closed' }),
        atHost.alias('info', [ada, grace]),
      ],
    },
    ['error closing-last-target'],
  ],
  [
    'one of two targets is closed',
    {
      desired: [domain(), user('ada', { status: 'closed' })],
      observed: [...people, atHost.alias('info', [ada, grace])],
    },
    [],
  ],
  [
    'the only target is closed and the alias passes to somebody else',
    {
      desired: [domain(), user('ada', { status: 'closed' }), alias('info', [grace])],
      observed: [...people, atHost.alias('info', [ada])],
    },
    [],
  ],
  [
    'the only target is closed and the alias goes as well',
    {
      desired: [domain(), user('ada', { status: 'closed' })],
      observed: [...people, atHost.alias('info', [ada])],
      host: removing,
    },
    [],
  ],
  [
    'the only target of an alias that is not active is closed',
    {
      desired: [domain(), user('ada', { status: 'closed' })],
      observed: [...people, atHost.alias('info', [ada], { active: false })],
    },
    [],
  ],
  [
    'the only target is locked, which still receives mail',
    { desired: [domain(), user('ada', { status: 'locked' })], observed: [...people, atHost.alias('info', [ada])] },
    [],
  ],
]);
