import { ada, alias, atHost, describeSituations, domain, partner, people, user } from '../../support/checked';

describeSituations('the check on mail that leaves the organisation', [
  [
    'an alias is pointed outside',
    { desired: [domain(), alias('info', [partner])], observed: [...people, atHost.alias('info', [ada])] },
    ['warning mail-leaves-organisation'],
    /leave the organisation: info@acme.example to partner@elsewhere.example/,
  ],
  [
    'a mailbox is forwarded outside',
    { desired: [domain(), user('ada', { forwarding: { to: [partner], keepCopy: true } })], observed: people },
    ['warning mail-leaves-organisation'],
  ],
  [
    'a catch-all moves outside, said once',
    { desired: [domain({ catchAll: [partner] })], observed: [atHost.domain({ catchAll: [ada] }), atHost.user('ada')] },
    ['warning mail-leaves-organisation'],
    /mail to an address .*: \*@acme.example to partner@elsewhere.example/,
  ],
  [
    'a domain that had none gets a catch-all outside',
    { desired: [domain({ catchAll: [partner] })], observed: people },
    ['warning mail-leaves-organisation'],
  ],
  [
    'a thousand aliases of a mailbox that is forwarded outside, said once',
    {
      desired: [domain(), user('ada', { forwarding: { to: [partner], keepCopy: true } })],
      observed: [...people, ...Array.from({ length: 1000 }, (_, i) => atHost.alias(`a${i}`, [ada]))],
    },
    ['warning mail-leaves-organisation'],
    /mail to 1001 addresses .* and 996 more/,
  ],
  ['a new alias points outside', { desired: [domain(), alias('info', [partner])], observed: people }, []],
  [
    'an alias that points outside changes its target there to one inside',
    { desired: [domain(), alias('info', [ada])], observed: [...people, atHost.alias('info', [partner])] },
    [],
  ],
]);
