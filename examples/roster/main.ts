import { join } from 'node:path';
import { App, TerraformStack } from 'cdktf';
import { MailDomain, MailGroup, MailOrganization, MailProvider, MailRoster } from 'mailstate';

const app = new App();
const stack = new TerraformStack(app, 'roster');

new MailProvider(stack, 'host', {
  host: 'sandbox',
  endpoint: process.env.MAIL_ENDPOINT ?? 'http://127.0.0.1:8025',
  token: 'env:MAIL_TOKEN',
});
new MailOrganization(stack, 'town', {
  name: 'bellerive',
  displayName: 'Ville de Bellerive',
  departments: ['Accueil', 'Voirie', 'École'],
});
new MailDomain(stack, 'domain', { name: 'bellerive.example', postmaster: 'jeanne.moreau@bellerive.example' });

// One line a person, in the eight columns that Mailo's console imports.
const staff = new MailRoster(stack, 'staff', {
  mailo: join(__dirname, 'staff.tsv'),
  domain: 'bellerive.example',
  defaults: { quota: '10 GB', language: 'fr' },
});
new MailGroup(stack, 'mairie', {
  address: 'mairie@bellerive.example',
  members: [staff.user('jeanne.moreau@bellerive.example'), staff.user('paul.lemaire@bellerive.example')],
});

app.synth();
