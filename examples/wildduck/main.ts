import { App, TerraformStack } from 'cdktf';
import { MailAlias, MailDomain, MailGroup, MailProvider, MailUser } from 'mailstate';

const app = new App();
const stack = new TerraformStack(app, 'acme');

new MailProvider(stack, 'host', {
  host: 'wildduck',
  endpoint: process.env.MAIL_ENDPOINT ?? 'https://wildduck.acme.example',
  token: 'env:MAIL_TOKEN',
  // What is deleted can be restored for a quarter of a year.
  options: { keepDeletedDays: 90 },
});

const ada = new MailUser(stack, 'ada', {
  email: 'ada@acme.example',
  displayName: 'Ada Lovelace',
  initialPassword: 'env:ADA_PASSWORD',
  quota: '5 GB',
});
const grace = new MailUser(stack, 'grace', {
  email: 'grace@acme.example',
  displayName: 'Grace Hopper',
  initialPassword: 'env:GRACE_PASSWORD',
  forwarding: { to: ['grace@elsewhere.example'], keepCopy: true },
});
new MailUser(stack, 'bob', { email: 'bob@acme.example', displayName: 'Bob, who has left', status: 'closed' });

const acme = new MailDomain(stack, 'domain', {
  name: 'acme.example',
  catchAll: [ada],
  dkim: { enabled: true, selector: 's2026' },
});
new MailDomain(stack, 'old', { name: 'acme-labs.example', aliasOf: acme });

// One mailbox as its target: an address of that mailbox, from which Ada may also send.
new MailAlias(stack, 'info', { address: 'info@acme.example', targets: [ada] });
// Several targets: a forwarded address.
new MailAlias(stack, 'press', { address: 'press@acme.example', targets: [grace, 'agency@elsewhere.example'] });

const team = new MailGroup(stack, 'team', { address: 'team@acme.example', name: 'Team', members: [ada, grace] });
new MailGroup(stack, 'all', {
  address: 'all@acme.example',
  name: 'Everybody',
  members: [team, 'board@elsewhere.example'],
});

app.synth();
