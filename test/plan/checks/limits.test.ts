import type { DesiredObject } from '../../../src/model';
import { ada, alias, atHost, describeSituations, domain, people, user } from '../../support/checked';
import { observed } from '../../support/states';

const full = { seats: { used: 2, total: 2 }, storage: { used: 0, total: 20_000_000_000 } };
const limited = (limits: object, ...rest: readonly DesiredObject[]): DesiredObject[] => [domain({ limits }), ...rest];

describeSituations('the check on limits', [
  [
    'a user more than the subscription has seats',
    { desired: [domain(), user('edsger')], observed: [...people, atHost.organization([ada], full)] },
    ['error over-limit'],
    /3 seats would be taken at host "mail", and the subscription has 2/,
  ],
  [
    'quotas beyond the storage of the subscription',
    { desired: [domain(), user('ada', { quota: '25 GB' })], observed: [...people, atHost.organization([ada], full)] },
    ['error over-limit'],
    /add up to 25 GB, and the subscription has 20 GB/,
  ],
  [
    'everything in a domain beyond its limits',
    {
      desired: limited(
        { users: 2, aliases: 0, quota: '10 GB', userQuota: '5 GB' },
        user('edsger', { quota: '20 GB' }),
        alias('info', [ada]),
      ),
      observed: people,
    },
    Array<string>(4).fill('error over-limit'),
    /domain "acme.example" would have 1 aliases|domain "acme.example" would have/,
  ],
  [
    'a limit lowered below what is there',
    { desired: limited({ users: 1 }), observed: [atHost.domain({ limits: { users: 5 } }), ...people.slice(1)] },
    ['error over-limit'],
    /would have 2 users, and its limits allow 1/,
  ],
  [
    'the last free seat is taken',
    {
      desired: [domain(), user('edsger')],
      observed: [...people, atHost.organization([ada], { seats: { used: 2, total: 3 } })],
    },
    [],
  ],
  [
    'a domain that was over its limit already changes otherwise',
    {
      desired: [domain({ limits: { users: 1 }, description: 'Main domain' })],
      observed: [atHost.domain({ limits: { users: 1 } }), ...people.slice(1)],
    },
    [],
  ],
  [
    'a domain over its limit shrinks',
    {
      desired: limited({ quota: '10 GB' }, user('ada', { quota: '15 GB' })),
      observed: [atHost.domain({ limits: { quota: 10_000_000_000 } }), atHost.user('ada', { quota: 25_000_000_000 })],
    },
    [],
  ],
  [
    'another domain is full',
    {
      desired: [domain(), user('edsger')],
      observed: [...people, observed('domain', { name: 'acme-labs.example', limits: { users: 0 } })],
    },
    [],
  ],
]);
