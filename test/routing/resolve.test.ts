/** Does resolve follow the rules of delivery? */
import fc from 'fast-check';
import { explain, renderExplanation, resolve, routingTable } from '../../src/routing';
import type { RoutedObject } from '../../src/routing';
import { expected } from './reference';
import { alias, anyAddress, anyState, domain, group, user } from './states';

const ask = (objects: readonly RoutedObject[], address: string) => resolve(routingTable(objects), address);
const acme = domain('acme.example');
const ada = user('ada@acme.example');

describe('resolve', () => {
  it('delivers to a user, through aliases, nested groups and forwards', () => {
    const objects = [
      acme,
      ada,
      user('grace@acme.example', { forwarding: { to: ['grace@elsewhere.example'], keepCopy: false } }),
      user('alan@acme.example', { forwarding: { to: ['ada@acme.example'] }, status: 'locked' }),
      group('team@acme.example', ['grace@acme.example', 'alan@acme.example']),
      alias('info@acme.example', ['team@acme.example']),
    ];
    expect(ask(objects, 'info@acme.example')).toEqual({
      address: 'info@acme.example',
      recipients: ['ada@acme.example', 'alan@acme.example', 'grace@elsewhere.example'],
      outside: ['grace@elsewhere.example'],
      loops: false,
    });
  });

  it.each([
    ['an address that does not exist', [acme], 'ghost@acme.example', 'unknown'],
    ['a closed user, whatever the catch-all', [domain('acme.example', { catchAll: ['ada@acme.example'] }), ada, user('old@acme.example', { status: 'closed' })], 'old@acme.example', 'user-closed'],
    ['a sub-address of a closed user', [acme, user('old@acme.example', { status: 'closed' })], 'old+news@acme.example', 'user-closed'],
    ['an alias that is not active', [acme, ada, alias('info@acme.example', ['ada@acme.example'], { active: false })], 'info@acme.example', 'alias-inactive'],
    ['a domain that is not active', [domain('acme.example', { active: false }), ada], 'ada@acme.example', 'domain-inactive'],
    ['alias domains that lead back', [domain('a.example', { aliasOf: 'b.example' }), domain('b.example', { aliasOf: 'a.example' })], 'ada@a.example', 'alias-domain-loop'],
    ['a group without members', [acme, group('team@acme.example', [])], 'team@acme.example', 'no-recipients'],
    ['an alias of nobody', [acme, alias('info@acme.example', ['ghost@acme.example'])], 'info@acme.example', 'no-recipients'],
  ])('refuses %s', (_, objects, address, refused) => {
    expect(ask(objects, address)).toMatchObject({ recipients: [], outside: [], refused });
  }); // prettier-ignore

  it.each([
    ['sub-addressing', 'ada+news@acme.example', ['ada@acme.example']],
    ['alias-domain', 'ada@acme.test', ['ada@acme.example']],
    ['postmaster', 'postmaster@acme.example', ['grace@acme.example']],
    ['catch-all', 'ghost@acme.example', ['root@elsewhere.example']],
    ['catch-all', 'ghost@acme.test', ['root@elsewhere.example']],
    ['sub-addressing', 'ada+news@acme.test', ['ada@acme.example']],
  ])('says when %s decides, as for %s', (caughtBy, address, recipients) => {
    const main = domain('acme.example', { catchAll: ['root@elsewhere.example'], postmaster: 'grace@acme.example' });
    const objects = [main, domain('acme.test', { aliasOf: 'acme.example' }), ada, user('grace@acme.example')];
    expect(ask(objects, address)).toMatchObject({ recipients, caughtBy });
  });

  it('cuts loops and delivers to whoever is reached', () => {
    const objects = [
      acme,
      ada,
      group('a@acme.example', ['b@acme.example']),
      group('b@acme.example', ['a@acme.example', 'ada@acme.example']),
    ];
    expect(ask(objects, 'a@acme.example')).toMatchObject({ recipients: ['ada@acme.example'], loops: true });
    expect(ask(objects, 'ada@acme.example')).toMatchObject({ loops: false });
  });

  it('takes an address outside the domains for an outside recipient', () => {
    expect(ask([acme], 'x@elsewhere.example')).toMatchObject({
      recipients: ['x@elsewhere.example'],
      outside: ['x@elsewhere.example'],
    });
  });

  it('answers as the rules say, for any state and address', () => {
    fc.assert(
      fc.property(anyState, anyAddress, (objects, address) => {
        const delivery = ask(objects, address);
        const marked = delivery.recipients.map((who) => (delivery.outside.includes(who) ? `${who} (outside)` : who));
        expect({ recipients: marked.sort(), loops: delivery.loops }).toEqual(expected(objects, address));
        expect(delivery.refused === undefined).toBe(delivery.recipients.length > 0);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('explain', () => {
  const objects = [
    domain('acme.example', { catchAll: ['ada@acme.example'] }),
    ada,
    user('old@acme.example', { status: 'closed' }),
    group('team@acme.example', [
      'ada@acme.example',
      'ghost@acme.example',
      'info@acme.example',
      'old@acme.example',
      'x@elsewhere.example',
    ]),
    alias('info@acme.example', ['team@acme.example']),
  ];

  it('tells every step, each refusal and each loop', () => {
    expect(renderExplanation(explain(routingTable(objects), 'info@acme.example'))).toEqual([
      'info@acme.example: alias; passed on to 1 address',
      '  team@acme.example: group; passed on to 5 addresses',
      '    ada@acme.example: user; receives',
      '    ghost@acme.example: no such address, so the catch-all of acme.example; passed on to 1 address',
      '      ada@acme.example: user; already reached above',
      '    info@acme.example: alias; leads back here, so it is not followed again',
      '    old@acme.example: user; refused: the user is closed',
      '    x@elsewhere.example: outside the domains of the host; receives',
      '',
      'delivered to 2: ada@acme.example, x@elsewhere.example',
      'leaves the organisation: x@elsewhere.example',
      'leads back to itself on the way; the loop is cut',
    ]);
  });

  it('lists no more steps than the limit and counts the rest', () => {
    const { steps, omitted } = explain(routingTable(objects), 'info@acme.example', 3);
    expect([steps.length, omitted]).toEqual([3, 5]);
  });

  it('marks as receiving exactly those who receive, for any state and address', () => {
    fc.assert(
      fc.property(anyState, anyAddress, (state, address) => {
        const { steps, delivery } = explain(routingTable(state), address);
        const receiving = new Set(steps.filter(({ receives }) => receives).map((step) => step.address));
        expect([...receiving].sort()).toEqual(delivery.recipients);
        expect(steps.some(({ repeated }) => repeated === 'loop') || !delivery.loops).toBe(true);
      }),
    );
  });
});
