import { App, TerraformStack } from 'cdktf';
import { MailAlias, MailDomain, MailGroup, MailOrganization, MailProvider, MailUser } from 'mailstate';

const app = new App();
const stack = new TerraformStack(app, 'acme');

new MailProvider(stack, 'host', {
  host: 'postfixadmin',
  // mysql://… for MariaDB and MySQL. Over the network, TLS is a must; on the machine itself it may be off.
  endpoint: process.env.MAIL_ENDPOINT ?? 'postgres://127.0.0.1/postfix',
  username: process.env.MAIL_USERNAME ?? 'mailstate',
  token: 'env:MAIL_TOKEN',
  options: {
    tls: 'off',
    // The tables do not tell groups from aliases, so this does.
    groups: 'team@acme.example, all@acme.example',
  },
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
const linus = new MailUser(stack, 'linus', { email: 'linus@acme.example', status: 'locked' });
new MailUser(stack, 'bob', { email: 'bob@acme.example', displayName: 'Bob, who has left', status: 'closed' });

new MailOrganization(stack, 'acme', { name: 'acme', administrators: [ada] });
const acme = new MailDomain(stack, 'domain', {
  name: 'acme.example',
  description: 'Main domain',
  // Mail to Bob is refused all the same: he is closed, not unknown.
  catchAll: [linus],
});
new MailDomain(stack, 'old', { name: 'acme-labs.example', aliasOf: acme });

new MailAlias(stack, 'info', { address: 'info@acme.example', targets: [ada, 'partner@elsewhere.example'] });
new MailAlias(stack, 'fax', { address: 'fax@acme.example', targets: [ada], active: false });

const team = new MailGroup(stack, 'team', { address: 'team@acme.example', members: [ada, grace] });
new MailGroup(stack, 'all', { address: 'all@acme.example', members: [team, linus, 'board@elsewhere.example'] });

app.synth();
