import { MailOrganization, MailRemoval, MailUser } from '../../src/constructs';
import type { MailRemovalProps } from '../../src/constructs';
import { problemsOf, synth } from './synthesis';

const APPROVED = { address: 'bob@acme.example', notBefore: '2026-12-31', reason: 'left in June' };

it('is written as a user that is closed and carries the approval', () => {
  const manifest = synth((stack) => {
    const ada = new MailUser(stack, 'ada', { email: 'ada@acme.example' });
    new MailOrganization(stack, 'acme', { name: 'acme', administrators: [ada] });
    new MailRemoval(stack, 'bob', { ...APPROVED, approvedBy: ada, successor: ada, notice: 'Bob has left' });
  });
  expect(manifest.resource?.['mail_user']?.['bob']).toMatchObject({
    email: 'bob@acme.example',
    status: 'closed',
    closed_notice: 'Bob has left',
    removal: {
      address: 'bob@acme.example',
      not_before: '2026-12-31',
      approved_by: '${mail_user.ada.email}',
      reason: 'left in June',
      successor: '${mail_user.ada.email}',
    },
  });
});

it.each<[string, Partial<Record<keyof MailRemovalProps, unknown>>, RegExp]>([
  ['lacks its date', { notBefore: undefined }, /a removal needs notBefore/],
  ['has a date that does not exist', { notBefore: '2026-02-30' }, /removal\.notBefore "2026-02-30" is not a date/],
  ['names no address', { approvedBy: 'ada' }, /removal\.approvedBy "ada" has no "@"/],
])('is refused at synthesis where it %s', (_, over, why) => {
  const said = problemsOf(
    (stack) =>
      void new MailRemoval(stack, 'bob', { ...APPROVED, approvedBy: 'ada@acme.example', ...over } as MailRemovalProps),
  );
  expect(said.join('\n')).toMatch(why);
});

it('is refused beside a MailUser of the same address, naming both', () => {
  const said = problemsOf((stack) => {
    new MailUser(stack, 'robert', { email: 'bob@acme.example' });
    new MailRemoval(stack, 'bob', { ...APPROVED, approvedBy: 'ada@acme.example' });
  });
  expect(said.join('\n')).toMatch(/robert/);
  expect(said.join('\n')).toMatch(/bob/);
});
