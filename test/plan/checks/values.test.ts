import type { HostRule } from '../../../src/host';
import { ada, alias, atHost, codesOf, describeSituations, domain, people, planOf, user } from '../../support/checked';
import { desired } from '../../support/states';

const because = 'the host says so';
const MIB = 2 ** 20;
const rules: readonly HostRule[] = [
  { rule: 'value', kind: 'user', attribute: 'quota', must: { multipleOf: MIB }, because },
  { rule: 'value', kind: 'user', attribute: 'displayName', must: { not: null }, because },
  { rule: 'value', kind: 'user', attribute: 'forwarding', field: 'keepCopy', must: { not: false }, because },
  { rule: 'value', kind: 'domain', attribute: 'dkim', field: 'keyLength', must: { oneOf: [2048] }, because },
  { rule: 'value', kind: 'alias', attribute: 'description', must: { longest: 5 }, because },
  { rule: 'rename-keeps-domain', kind: 'user', because },
];
const facts = { rules };
const renamed = (email: string) => desired('user', { email, previously: [ada] });
const labs = desired('domain', { name: 'acme-labs.example' });

describeSituations('the rules of a host on values and renames', [
  [
    'a size is no multiple of what the host counts in',
    { desired: [domain(), user('ada', { quota: 1e9 })], observed: people, facts },
    ['error value-refused'],
    /user "ada@acme.example": "quota" cannot be 1000000000 at host "mail": the host says so/,
  ],
  ['it is one', { desired: [domain(), user('ada', { quota: 5 * MIB })], observed: people, facts }, []],
  [
    'what the host does not take away is cleared',
    {
      desired: [domain(), user('ada', { displayName: null })],
      observed: [atHost.domain(), atHost.user('ada', { displayName: 'Ada' })],
      facts,
    },
    ['error value-refused'],
    /"displayName" cannot be cleared/,
  ],
  [
    'a field of a structure is refused',
    {
      desired: [domain(), user('ada', { forwarding: { to: ['grace@acme.example'], keepCopy: false } })],
      observed: people,
      facts,
    },
    ['error value-refused'],
    /"forwarding.keepCopy" cannot be false/,
  ],
  [
    'a value is none of those that are allowed',
    { desired: [domain({ dkim: { enabled: true, keyLength: 4096 } })], observed: people, facts },
    ['error value-refused'],
    /"dkim.keyLength" cannot be 4096/,
  ],
  ['the field is left out', { desired: [domain({ dkim: { enabled: true } })], observed: people, facts }, []],
  [
    'a text is too long',
    { desired: [domain(), alias('info', [ada], { description: 'longer' })], observed: people, facts },
    ['error value-refused'],
  ],
  [
    'a mailbox would leave the domain in which the host renames it',
    { desired: [domain(), labs, renamed('ada@acme-labs.example')], observed: people, facts },
    ['error rename-leaves-domain', 'warning role-address-undeliverable'],
    /"ada@acme.example" cannot be renamed to "ada@acme-labs.example"/,
  ],
  ['it stays in it', { desired: [domain(), renamed('ada.king@acme.example')], observed: people, facts }, []],
]);

it('says of a value that is refused what is allowed', () => {
  const plan = planOf({ desired: [domain(), user('ada', { quota: 1e9 })], observed: people, facts });
  expect(plan.findings.find(({ code }) => code === 'value-refused')).toMatchObject({
    attribute: 'quota',
    fix: 'allowed is a multiple of 1048576',
  });
  expect(codesOf({ desired: [domain(), user('ada', { quota: 1e9 })], observed: people })).toEqual([]);
});
