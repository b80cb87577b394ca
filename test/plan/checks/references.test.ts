import { alias, atHost, describeSituations, domain, people, scope, user } from '../../support/checked';
import { facts } from '../../support/states';

const { domain: _, ...kinds } = facts().kinds;

describeSituations('the checks on what is referred to', [
  [
    'a catch-all leads to an address that nobody has',
    { desired: [domain({ catchAll: ['adda@acme.example'] })], observed: people },
    ['error reference-missing'],
    /names "adda@acme.example" in catchAll/,
  ],
  [
    'a domain that still has addresses is removed',
    { observed: people, host: { scope: scope({ domain: 'remove' }) } },
    ['error domain-not-empty'],
  ],
  ['an address is in a domain that nobody has', { desired: [user('ada')] }, ['error domain-missing']],
  ['a host keeps no domains', { desired: [user('ada')], facts: { kinds } }, []],
  [
    'what leads to nobody is so already, and nothing is to be done',
    {
      desired: [alias('info', ['adda@acme.example'])],
      observed: [...people, atHost.alias('info', ['adda@acme.example'])],
    },
    ['warning reference-missing'],
  ],
]);
