import { NullProvider } from '@cdktf/provider-null/lib/provider';
import { TerraformStack, TerraformVariable } from 'cdktf';
import { MailProvider, MailRoster, MailUser } from '../../src/constructs';
import { MailRollout } from '../../src/constructs/rollout';
import type { MailRolloutProps } from '../../src/constructs/rollout';
import { synth, synthApp, untyped } from './synthesis';
import type { Block } from './synthesis';

/** Synthesises a mail stack and a stack that rolls it out, and gives the `null_resource`. */
function rollout(declare: (mail: TerraformStack) => void, props: Partial<MailRolloutProps> = {}): Block {
  const stacks = synthApp((app) => {
    const mail = new TerraformStack(app, 'mail');
    new MailProvider(mail, 'mail', { host: 'sandbox' });
    declare(mail);
    new MailRollout(new TerraformStack(app, 'infrastructure'), 'mail', { stack: mail, ...props });
  });
  return Object.values(stacks['infrastructure']?.resource?.['null_resource'] ?? {})[0] ?? {};
}

const ada = (mail: TerraformStack) => new MailUser(mail, 'ada', { email: 'ada@acme.example' });
const digestOf = (declare: (mail: TerraformStack) => void) => (rollout(declare)['triggers'] as Block)['digest'];

it('runs the apply of the mail stack by local-exec', () => {
  expect(rollout(ada)).toMatchObject({
    triggers: { digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) as string },
    provisioner: [{ 'local-exec': { command: 'mailstate apply --manifest ../.. --stack mail --yes' } }],
  });
});

it('runs another command, from another folder, when told so', () => {
  expect(rollout(ada, { command: 'make mail' })['provisioner']).toEqual([{ 'local-exec': { command: 'make mail' } }]);
  expect(rollout(ada, { manifest: "my mail's" })['provisioner']).toEqual([
    { 'local-exec': { command: "mailstate apply --manifest 'my mail'\\''s' --stack mail --yes" } },
  ]);
});

describe('the digest', () => {
  it('stays when nothing is declared otherwise, even if constructs move in the code', () => {
    const elsewhere = (mail: TerraformStack) => ada(mail).node.addMetadata('note', 'moved');
    expect(digestOf(elsewhere)).toBe(digestOf(ada));
  });

  it.each<[string, (mail: TerraformStack) => void]>([
    ['an attribute', (mail) => new MailUser(mail, 'ada', { email: 'ada@acme.example', quota: '1 GB' })],
    ['a row of a roster', (mail) => new MailRoster(mail, 'staff', { rows: [{ email: 'ada@acme.example' }] })],
    ['a host', (mail) => [ada(mail), new MailProvider(mail, 'eu', { host: 'sandbox', alias: 'eu' })]],
    ['a variable', (mail) => [ada(mail), new TerraformVariable(mail, 'plan', { default: 'pro' })]],
    ['an override', (mail) => [ada(mail), mail.addOverride('resource.mail_user.ada.quota', '1 GB')]],
  ])('changes with %s', (_, declare) => {
    expect(digestOf(declare)).not.toBe(digestOf(ada));
  });

  it('is that of a later declaration too', () => {
    const late = synthApp((app) => {
      const mail = new TerraformStack(app, 'mail');
      new MailProvider(mail, 'mail', { host: 'sandbox' });
      const infrastructure = new TerraformStack(app, 'infrastructure');
      new MailRollout(infrastructure, 'mail', { stack: mail });
      ada(mail);
    });
    const [resource] = Object.values(late['infrastructure']?.resource?.['null_resource'] ?? {});
    expect(resource?.['triggers']).toEqual({ digest: digestOf(ada) });
  });
});

it('may stand in the mail stack itself', () => {
  const { resource } = synth((stack) => [ada(stack), new MailRollout(stack, 'rollout', { stack })]);
  const [written] = Object.values(resource?.['null_resource'] ?? {});
  expect(written?.['triggers']).toEqual({ digest: digestOf(ada) });
});

it('uses the null provider that the stack already has', () => {
  const { provider } = synth((stack) => {
    new NullProvider(stack, 'null');
    new MailRollout(stack, 'rollout', { stack });
  });
  expect(provider?.['null']).toHaveLength(1);
});

it('waits for what it depends on', () => {
  const { resource } = synth((stack) => {
    const user = ada(stack);
    new MailRollout(stack, 'rollout', { stack, dependsOn: [user] });
  });
  expect(Object.values(resource?.['null_resource'] ?? {})[0]?.['depends_on']).toEqual(['mail_user.ada']);
});

it('says that it needs a stack', () => {
  expect(() => synth((stack) => new MailRollout(stack, 'rollout', untyped({ stack: 'mail' })))).toThrow(
    'acme/rollout: a rollout needs the stack of the mail declarations, got "mail"',
  );
});
