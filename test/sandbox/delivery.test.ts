/** Does the sandbox's answer to "who would receive this?" follow the words of the rules, one by one? */
import { deliver } from '../../src/sandbox/delivery';
import { startWrites } from '../../src/sandbox/seed';
import type { SeedObject } from '../../src/sandbox';
import { State } from '../../src/sandbox/state';
import { sandboxes } from './client';

const { start } = sandboxes();
const domain = (name: string, more: object = {}): SeedObject => ({ kind: 'domain', attributes: { name, ...more } });
const user = (email: string, more: object = {}): SeedObject => ({ kind: 'user', attributes: { email, ...more } });
const alias = (address: string, targets: string[], more: object = {}): SeedObject => ({
  kind: 'alias',
  attributes: { address, targets, ...more },
});
const group = (address: string, members: string[], more: object = {}): SeedObject => ({
  kind: 'group',
  attributes: { address, members, ...more },
});

function deliverIn(seed: readonly SeedObject[], address: string) {
  const state = new State();
  state.apply({ revision: 1, writes: startWrites([], seed) });
  return deliver(state, address);
}
const recipients = (seed: readonly SeedObject[], address: string) => deliverIn(seed, address).recipients;
const refused = (seed: readonly SeedObject[], address: string) => {
  const delivery = deliverIn(seed, address);
  return delivery.refused && delivery.recipients.length === 0 && delivery.reason;
};

const acme = domain('acme.example', { catchAll: ['all@acme.example'], postmaster: 'pm@acme.example' });
const ada = user('ada@acme.example');
const bob = user('bob@acme.example');

test('an address of another host is outside', () => {
  expect(deliverIn([acme], 'x@elsewhere.example')).toMatchObject({
    recipients: ['x@elsewhere.example'],
    outside: ['x@elsewhere.example'],
    refused: false,
    reason: null,
  });
});

test('a domain that is not active refuses, even for its users', () => {
  expect(refused([domain('acme.example', { active: false }), ada], 'ada@acme.example')).toContain('acme.example');
});

test('a user receives while active or locked; closed it refuses, and the catch-all does not step in', () => {
  expect(recipients([acme, ada], 'ada@acme.example')).toEqual(['ada@acme.example']);
  expect(recipients([acme, user('ada@acme.example', { status: 'locked' })], 'ada@acme.example')).toHaveLength(1);
  expect(refused([acme, bob, user('ada@acme.example', { status: 'closed' })], 'ada@acme.example')).toContain('closed');
});

test('forwarding passes mail on, with a copy unless it is said otherwise', () => {
  const forwarding = (keepCopy?: boolean, to = ['bob@acme.example', 'x@out.example']) => [
    acme,
    bob,
    user('ada@acme.example', { forwarding: { to, ...(keepCopy !== undefined && { keepCopy }) } }),
  ];
  const both = ['ada@acme.example', 'bob@acme.example', 'x@out.example'];
  expect(recipients(forwarding(), 'ada@acme.example')).toEqual(both);
  expect(recipients(forwarding(true), 'ada@acme.example')).toEqual(both);
  expect(recipients(forwarding(false), 'ada@acme.example')).toEqual(both.slice(1));
  expect(recipients(forwarding(false, []), 'ada@acme.example')).toEqual(['ada@acme.example']);
});

test('an alias passes on to its targets, and refuses when it is not active', () => {
  const targets = ['ada@acme.example', 'team@acme.example'];
  const all = [acme, ada, bob, group('team@acme.example', ['bob@acme.example'])];
  expect(recipients([...all, alias('info@acme.example', targets)], 'info@acme.example')).toEqual([
    'ada@acme.example',
    'bob@acme.example',
  ]);
  expect(refused([...all, alias('info@acme.example', targets, { active: false })], 'info@acme.example')).toContain(
    'alias',
  );
});

test('a group passes on to its members only', () => {
  const team = group('team@acme.example', ['ada@acme.example'], {
    owners: ['bob@acme.example'],
    managers: ['c@out.example'],
  });
  expect(recipients([acme, ada, bob, team], 'team@acme.example')).toEqual(['ada@acme.example']);
});

test('the part before the plus receives where nobody has the whole address', () => {
  expect(recipients([acme, ada], 'ada+news+x@acme.example')).toEqual(['ada@acme.example']);
  expect(recipients([acme, ada, user('ada+news@acme.example')], 'ada+news@acme.example')).toEqual([
    'ada+news@acme.example',
  ]);
  expect(refused([acme, user('ada@acme.example', { status: 'closed' })], 'ada+x@acme.example')).toContain('closed');
  expect(recipients([domain('acme.example', { catchAll: ['o@out.example'] })], 'no+x@acme.example')).toEqual([
    'o@out.example',
  ]);
});

test('an alias domain asks again at the other domain, and leaves its own catch-all and postmaster alone', () => {
  const labs = domain('labs.example', {
    aliasOf: 'acme.example',
    catchAll: ['x@out.example'],
    postmaster: 'x@out.example',
  });
  expect(recipients([acme, labs, ada], 'ada@labs.example')).toEqual(['ada@acme.example']);
  expect(recipients([acme, labs, ada], 'ada+x@labs.example')).toEqual(['ada@acme.example']);
  expect(recipients([acme, labs, user('pm@acme.example')], 'postmaster@labs.example')).toEqual(['pm@acme.example']);
  expect(recipients([acme, labs, user('ada@labs.example')], 'ada@labs.example')).toEqual(['ada@labs.example']);
  expect(recipients([labs], 'ada@labs.example')).toEqual(['ada@acme.example']);
  expect(refused([labs, domain('acme.example', { active: false })], 'ada@labs.example')).toContain('acme.example');
});

test('alias domains that name each other refuse', () => {
  const loop = [domain('a.example', { aliasOf: 'b.example' }), domain('b.example', { aliasOf: 'a.example' })];
  expect(refused(loop, 'ada@a.example')).toContain('alias of itself');
});

test('postmaster goes to the domain’s postmaster, and without one to the catch-all', () => {
  const people = [user('pm@acme.example'), user('all@acme.example')];
  expect(recipients([acme, ...people], 'postmaster@acme.example')).toEqual(['pm@acme.example']);
  expect(recipients([acme, ...people, user('postmaster@acme.example')], 'postmaster@acme.example')).toEqual([
    'postmaster@acme.example',
  ]);
  expect(
    recipients([domain('acme.example', { catchAll: ['all@acme.example'] }), ...people], 'postmaster@acme.example'),
  ).toEqual(['all@acme.example']);
});

test('without object and catch-all the address is unknown', () => {
  expect(refused([domain('acme.example')], 'nobody@acme.example')).toContain('nobody@acme.example');
});

test('what refuses on the way adds nothing, and mail that reaches nobody is not refused but lost', () => {
  const closed = user('ada@acme.example', { status: 'closed' });
  const info = alias('info@acme.example', ['ada@acme.example', 'bob@acme.example']);
  expect(recipients([acme, closed, bob, info], 'info@acme.example')).toEqual(['bob@acme.example']);
  const lost = deliverIn([acme, closed, alias('info@acme.example', ['ada@acme.example'])], 'info@acme.example');
  expect(lost).toMatchObject({ recipients: [], refused: false, reason: expect.any(String) });
});

test('loops end', () => {
  const loop = [
    acme,
    alias('a@acme.example', ['b@acme.example']),
    group('b@acme.example', ['a@acme.example', 'ada@acme.example']),
    user('ada@acme.example', { forwarding: { to: ['a@acme.example'] } }),
  ];
  expect(recipients(loop, 'a@acme.example')).toEqual(['ada@acme.example']);
});

test('a closed mailbox tells senders what was left word of', () => {
  const left = user('ada@acme.example', { status: 'closed', closedNotice: 'Ada has left, write to bob@acme.example' });
  expect(refused([acme, left], 'ada@acme.example')).toBe('Ada has left, write to bob@acme.example');
});

test('a chain of 20,000 groups, closed to a ring, is walked without overflow', () => {
  const length = 20_000;
  const groups = Array.from({ length }, (_, i) =>
    group(`g${i}@acme.example`, [`g${(i + 1) % length}@acme.example`, `x${i}@out.example`]),
  );
  expect(recipients([acme, ...groups], 'g0@acme.example')).toHaveLength(length);
});

test('the host answers for an address as it is written', async () => {
  const client = await start({ seed: [ada], domains: ['acme.example'] });
  expect((await client.get('/v1/delivery/ADA%2Bnews@Acme.example')).body).toEqual({
    address: 'ada+news@acme.example',
    recipients: ['ada@acme.example'],
    outside: [],
    refused: false,
    reason: null,
  });
});
