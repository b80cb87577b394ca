import type { Construct } from 'constructs';
import { App, TerraformStack } from 'cdktf';
import { MailAlias, MailDomain, MailGroup, MailOrganization, MailProvider, MailUser } from 'mailstate';

/** The mail of Acme: two domains, three departments, seven mailboxes, and how mail to all the other addresses finds them. */
class AcmeMail extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);

    new MailProvider(this, 'host', {
      host: 'sandbox',
      endpoint: process.env.MAIL_ENDPOINT ?? 'http://127.0.0.1:8025',
      token: 'env:MAIL_TOKEN',
      // Aliases and groups that are not declared here go; a mailbox that is not declared here is kept.
      scope: { alias: 'remove', group: 'remove' },
    });

    // People
    const ada = new MailUser(this, 'ada', {
      email: 'ada@acme.example',
      givenName: 'Ada',
      familyName: 'Lovelace',
      department: 'Board',
      plan: 'business',
      quota: '50 GB',
      recoveryAddress: 'ada.lovelace@elsewhere.example',
      language: 'en-GB',
    });
    const grace = new MailUser(this, 'grace', {
      email: 'grace@acme.example',
      givenName: 'Grace',
      familyName: 'Hopper',
      department: 'Engineering',
      plan: 'business',
      quota: '50 GB',
    });
    const alan = new MailUser(this, 'alan', {
      email: 'alan@labs.acme.example',
      givenName: 'Alan',
      familyName: 'Turing',
      department: 'Engineering',
      plan: 'pro',
      quota: '25 GB',
    });
    const katherine = new MailUser(this, 'katherine', {
      email: 'katherine@acme.example',
      givenName: 'Katherine',
      familyName: 'Johnson',
      department: 'Sales',
      plan: 'pro',
      quota: '25 GB',
      // On leave: her mailbox keeps everything, and Grace receives a copy.
      forwarding: { to: [grace.email], keepCopy: true },
    });
    const edsger = new MailUser(this, 'edsger', {
      email: 'edsger@acme.example',
      givenName: 'Edsger',
      familyName: 'Dijkstra',
      department: 'Engineering',
      plan: 'pro',
      quota: '25 GB',
      // A long journey: no login, and mail goes on arriving.
      status: 'locked',
    });
    const support = new MailUser(this, 'support', {
      email: 'support@acme.example',
      displayName: 'Acme Support',
      mailboxType: 'shared',
      delegates: [grace, katherine],
      quota: '25 GB',
    });
    const archive = new MailUser(this, 'archive', {
      email: 'archive@acme.example',
      displayName: 'Mail to nobody in particular',
      mailboxType: 'shared',
      delegates: [ada],
      quota: '10 GB',
    });

    // The organisation and its domains
    new MailOrganization(this, 'acme', {
      name: 'acme',
      displayName: 'Acme Corporation',
      plan: 'pro',
      administrators: [ada, grace],
      departments: ['Board', 'Engineering', 'Sales'],
      branding: { theme: 'dark', logo: 'https://acme.example/logo.png' },
      disabledFeatures: ['games'],
      notice: 'The office is closed on 1 May.',
      language: 'en',
    });
    const main = new MailDomain(this, 'main', {
      name: 'acme.example',
      description: 'Main domain',
      catchAll: [archive],
      postmaster: grace,
      spf: { enabled: true, policy: 'fail', includes: ['_spf.newsletter.example'] },
      dkim: { enabled: true, selector: 's2026', keyLength: 2048 },
      dmarc: { policy: 'quarantine', reportsTo: ['dmarc@acme.example'] },
      limits: { users: 50, quota: '1 TB' },
    });
    new MailDomain(this, 'labs', {
      name: 'labs.acme.example',
      description: 'Research',
      subdomainOf: main,
      postmaster: grace,
      spf: { enabled: true, policy: 'softfail' },
      dkim: { enabled: true, selector: 's2026' },
      dmarc: { policy: 'none' },
    });

    // Addresses that are no mailboxes
    new MailAlias(this, 'info', { address: 'info@acme.example', targets: [support], description: 'On the website' });
    new MailAlias(this, 'press', { address: 'press@acme.example', targets: [ada, 'press-office@agency.example'] });
    new MailAlias(this, 'dmarc', { address: 'dmarc@acme.example', targets: [grace], description: 'Aggregate reports' });
    new MailAlias(this, 'abuse', { address: 'abuse@acme.example', targets: [grace], description: 'RFC 2142' });

    // Groups
    const engineering = new MailGroup(this, 'engineering', {
      address: 'engineering@acme.example',
      name: 'Engineering',
      members: [grace, alan, edsger],
      owners: [grace],
      whoMayPost: 'organization',
    });
    const sales = new MailGroup(this, 'sales', {
      address: 'sales@acme.example',
      name: 'Sales',
      members: [katherine, 'reseller@partner.example'],
      owners: [katherine],
      whoMayPost: 'anyone',
    });
    new MailGroup(this, 'everyone', {
      address: 'everyone@acme.example',
      name: 'Everyone',
      members: [engineering, sales, ada],
      owners: [ada],
      whoMayPost: 'members',
    });
    new MailGroup(this, 'apollo', {
      address: 'apollo@acme.example',
      name: 'Project Apollo',
      type: 'collaboration',
      members: [katherine, alan],
      managers: [katherine],
      shares: ['calendars', 'documents'],
    });
  }
}

const app = new App();
new AcmeMail(app, 'acme');
app.synth();
