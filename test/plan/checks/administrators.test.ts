import {
  ada,
  atHost,
  closing,
  describeSituations,
  domain,
  grace,
  organization,
  partner,
  people,
  user,
} from '../../support/checked';
import { observedState } from '../../support/states';

describeSituations('the check on the last administrator', [
  [
    'the only administrator is closed',
    {
      desired: [organization(ada), domain(), user('ada', { status: 'closed' })],
      observed: [...people, atHost.organization([ada])],
    },
    ['error last-administrator'],
    /organization "acme" would be left .*: ada@acme.example \(closed\)/,
  ],
  [
    'an undeclared organisation loses its only administrator by policy',
    {
      desired: [domain(), user('grace')],
      observed: [...people, atHost.organization([ada])],
      host: closing,
    },
    ['error last-administrator'],
  ],
  [
    'all administrators are locked',
    {
      desired: [
        organization(ada, grace),
        domain(),
        user('ada', { status: 'locked' }),
        user('grace', { status: 'locked' }),
      ],
      observed: [...people, atHost.organization([ada, grace])],
    },
    ['error last-administrator'],
    /ada@acme.example \(locked\), grace@acme.example \(locked\)/,
  ],
  [
    'the list of administrators is emptied',
    { desired: [organization(), domain()], observed: [...people, atHost.organization([ada])] },
    ['error last-administrator'],
  ],
  [
    'a new organisation is declared with nobody who can log in',
    {
      desired: [organization(ada), domain(), user('ada', { status: 'locked' })],
      observed: [atHost.domain()],
    },
    ['error last-administrator'],
  ],
  [
    'one of two administrators is closed',
    {
      desired: [organization(ada, grace), domain(), user('ada', { status: 'closed' }), user('grace')],
      observed: [...people, atHost.organization([ada, grace])],
    },
    [],
  ],
  [
    'the only administrator is renamed, and the organisation is not declared',
    {
      desired: [domain(), user('ada.king', { previously: [ada] })],
      observed: [...people, atHost.organization([ada])],
    },
    [],
  ],
  [
    'the only administrator in the organisation is closed, and somebody outside administers as well',
    {
      desired: [organization(ada, partner), domain(), user('ada', { status: 'closed' })],
      observed: [...people, atHost.organization([ada, partner])],
    },
    [],
  ],
  [
    'an administrator is not in a list that was not read to its end',
    {
      desired: [organization(ada), domain(), user('grace', { givenName: 'Grace' })],
      observed: observedState([atHost.domain(), atHost.organization([grace, ada])], { user: { complete: false } }),
    },
    [],
  ],
  [
    'an organisation had nobody before, and the plan is about something else',
    {
      desired: [domain(), user('grace', { givenName: 'Grace' })],
      observed: [...people, atHost.organization([])],
    },
    [],
  ],
]);
