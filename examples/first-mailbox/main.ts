import { App, TerraformStack } from 'cdktf';
import { MailDomain, MailProvider, MailUser } from 'mailstate';

const app = new App();
const stack = new TerraformStack(app, 'first-mailbox');

new MailProvider(stack, 'host', {
  host: 'sandbox',
  endpoint: process.env.MAIL_ENDPOINT ?? 'http://127.0.0.1:8025',
  token: 'env:MAIL_TOKEN',
});
new MailDomain(stack, 'domain', { name: 'acme.example', postmaster: 'ada@acme.example' });
new MailUser(stack, 'ada', { email: 'ada@acme.example', givenName: 'Ada', familyName: 'Lovelace', quota: '5 GB' });

app.synth();
