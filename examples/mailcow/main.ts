import { App, TerraformStack } from 'cdktf';
import { MailAlias, MailDomain, MailGroup, MailProvider, MailUser } from 'mailstate';

const app = new App();
const stack = new TerraformStack(app, 'acme');

new MailProvider(stack, 'host', {
  host: 'mailcow',
  endpoint: process.env.MAIL_ENDPOINT ?? 'https://mail.acme.example',
  token: 'env:MAIL_TOKEN',
});

const acme = new MailDomain(stack, 'domain', {
  name: 'acme.example',
  description: 'Main domain',
  // mailcow counts in MiB, so that sizes are written in GiB.
  limits: { users: 50, aliases: 200, quota: '500 GiB', userQuota: '25 GiB' },
  catchAll: ['ada@acme.example'],
  dkim: { enabled: true, selector: 's2026', keyLength: 2048 },
});
new MailDomain(stack, 'old', { name: 'acme-labs.example', aliasOf: acme });

const ada = new MailUser(stack, 'ada', {
  email: 'ada@acme.example',
  displayName: 'Ada Lovelace',
  initialPassword: 'env:ADA_PASSWORD',
  quota: '10 GiB',
  recoveryAddress: 'ada@elsewhere.example',
});
const grace = new MailUser(stack, 'grace', {
  email: 'grace@acme.example',
  displayName: 'Grace Hopper',
  initialPassword: 'env:GRACE_PASSWORD',
  mustChangePassword: true,
  quota: '5 GiB',
});

new MailAlias(stack, 'info', {
  address: 'info@acme.example',
  targets: [ada, 'partner@elsewhere.example'],
  description: 'Questions from customers',
});

const team = new MailGroup(stack, 'team', { address: 'team@acme.example', name: 'Team', members: [ada, grace] });
new MailGroup(stack, 'all', {
  address: 'all@acme.example',
  name: 'Everybody',
  members: [team, 'board@elsewhere.example'],
});

app.synth();
