import {
  ada,
  atHost,
  closing,
  describeSituations,
  domain,
  grace,
  organization,
  people,
  user,
} from '../../support/checked';

describeSituations('the check on the account that the tool runs as', [
  [
    'it would be closed',
    {
      desired: [domain(), user('ada', { status: 'closed' })],
      observed: people,
      host: { username: 'Ada@acme.example' },
    },
    ['error own-account'],
    /ada@acme.example would be closed, and mailstate itself runs as it/,
  ],
  [
    'it would be locked',
    { desired: [domain(), user('ada', { status: 'locked' })], observed: people, host: { username: ada } },
    ['error own-account'],
  ],
  [
    'it would be renamed',
    {
      desired: [domain(), user('ada.king', { previously: [ada] })],
      observed: people,
      host: { username: 'ada' },
    },
    ['error own-account'],
    /renamed to ada.king@acme.example/,
  ],
  [
    'it would be closed by policy and lose its rights',
    {
      desired: [domain(), user('grace'), organization(grace)],
      observed: [...people, atHost.organization([ada, grace])],
      host: { ...closing, username: ada },
    },
    ['error own-account'],
    /would be closed, and taken out of the administrators of "acme"/,
  ],
  [
    'another account is closed',
    { desired: [domain(), user('grace', { status: 'closed' })], observed: people, host: { username: ada } },
    [],
  ],
  [
    'only its name changes',
    { desired: [domain(), user('ada', { givenName: 'Ada' })], observed: people, host: { username: ada } },
    [],
  ],
  [
    'somebody of its local part in another domain is closed',
    {
      desired: [domain(), user('ada', { status: 'closed' })],
      observed: people,
      host: { username: 'ada@elsewhere.example' },
    },
    [],
  ],
]);
