import { ada, atHost, describeSituations, domain, partner, people, removing, scope, user } from '../../support/checked';
import { desired } from '../../support/states';

describeSituations('the check on role addresses', [
  [
    'postmaster goes with its alias',
    { desired: [domain()], observed: [...people, atHost.alias('postmaster', [ada])], host: removing },
    ['error role-address-undeliverable'],
    /postmaster@acme.example would no longer be delivered: no such address/,
  ],
  [
    'abuse was caught by a catch-all that goes, and so was postmaster',
    { desired: [domain({ catchAll: [] })], observed: [atHost.domain({ catchAll: [ada] }), atHost.user('ada')] },
    ['error role-address-undeliverable', 'error role-address-undeliverable'],
    /abuse@acme.example/,
  ],
  [
    'nobody receives postmaster of a new domain',
    { desired: [domain()] },
    ['warning role-address-undeliverable'],
    /nobody would receive postmaster@acme.example/,
  ],
  ['a new domain has a postmaster', { desired: [domain({ postmaster: ada }), user('ada')] }, []],
  ['a new domain has a catch-all', { desired: [domain({ catchAll: [ada] }), user('ada')] }, []],
  ['a new domain takes no mail', { desired: [domain({ active: false })] }, []],
  [
    'a new domain stands for another one',
    {
      desired: [domain(), desired('domain', { name: 'acme-labs.example', aliasOf: 'acme.example' })],
      observed: people,
    },
    [],
  ],
  [
    'the host sees to postmaster itself',
    {
      desired: [domain()],
      facts: { rules: [{ rule: 'reserved-local-part', localParts: ['postmaster'], because: 'the service reads it' }] },
    },
    [],
  ],
  [
    'postmaster goes with its whole domain',
    {
      observed: [atHost.domain(), atHost.alias('postmaster', [partner])],
      host: { scope: scope({ alias: 'remove', domain: 'remove' }) },
    },
    [],
  ],
  [
    'a domain that never had a postmaster changes',
    { desired: [domain({ description: 'Main domain' })], observed: people },
    [],
  ],
]);
