/** A mail domain: where addresses live, what catches the rest, how its mail is authenticated. */
import { z } from 'zod';
import { attribute, setAttribute, structure } from '../attribute';
import { defineKind } from '../kind';
import { byteSize, dnsName, domainName, emailAddress, selector, setOf, text } from '../values';

export const domain = defineKind({
  name: 'domain',
  identity: 'name',
  description: 'A mail domain: where addresses live, who gets mail to unknown ones, how its mail is authenticated.',
  holdsMail: false,
  undeclared: ['keep', 'remove'],
  attributes: {
    name: attribute(domainName, {
      description: 'The domain name; internationalised names are kept as A-labels',
      samples: ['acme.example', 'acme-labs.example'],
      required: true,
    }),
    description: attribute(text(1000), {
      description: 'What the domain is for',
      samples: ['Main domain', 'Domain of the research laboratory'],
    }),
    active: attribute(z.boolean(), {
      description: 'Whether mail is accepted for the domain',
      samples: [true, false],
      defaultText: 'true',
    }),
    aliasOf: attribute(domainName, {
      description: 'Domain that this one stands for: mail to any of its addresses goes to the same local part there',
      samples: ['acme.example', 'acme-labs.example'],
      reference: { to: ['domain'] },
    }),
    catchAll: setAttribute(emailAddress, {
      description: 'Who receives mail to addresses of the domain that do not exist',
      samples: [['ada@acme.example'], ['ada@acme.example', 'grace@acme.example']],
      reference: { to: ['user', 'alias', 'group'], outside: true },
      deferrable: true,
    }),
    postmaster: attribute(emailAddress, {
      description: 'Who receives mail to postmaster (RFC 2142), where the host routes it apart',
      samples: ['ada@acme.example', 'grace@acme.example'],
      reference: { to: ['user', 'alias', 'group'], outside: true },
      deferrable: true,
    }),
    limits: attribute(
      structure({
        users: z.number().int().min(0).describe('Most users'),
        aliases: z.number().int().min(0).describe('Most aliases'),
        quota: byteSize.describe('Storage of all users together'),
        userQuota: byteSize.describe('Largest quota of one user'),
      }),
      {
        description: 'Most the domain may hold',
        samples: [
          { users: 100, quota: '500 GB' },
          { users: 200, aliases: 400, quota: '1 TB', userQuota: '50 GB' },
        ],
      },
    ),
    spf: attribute(
      structure({
        enabled: z.boolean().describe('Whether the domain publishes an SPF policy'),
        includes: setOf(dnsName).describe('Domains whose senders may also send'),
        policy: z.enum(['fail', 'softfail', 'neutral']).describe('What receivers do with other senders'),
      }),
      {
        description: 'Sender Policy Framework (RFC 7208)',
        samples: [
          { enabled: true, policy: 'softfail' },
          { enabled: true, policy: 'fail', includes: ['_spf.newsletter.example'] },
        ],
      },
    ),
    dkim: attribute(
      structure({
        enabled: z.boolean().describe('Whether outgoing mail is signed'),
        selector: selector.describe('Name of the key in the DNS'),
        keyLength: z
          .union([z.literal(1024), z.literal(2048), z.literal(4096)])
          .describe('Length of the RSA key in bits'),
      }),
      {
        description: 'DomainKeys Identified Mail (RFC 6376)',
        samples: [
          { enabled: true, selector: 'dkim' },
          { enabled: true, selector: 's2026', keyLength: 2048 },
        ],
      },
    ),
    dmarc: attribute(
      structure({
        policy: z.enum(['none', 'quarantine', 'reject']).describe('What receivers do with mail that fails'),
        reportsTo: setOf(emailAddress).describe('Who receives aggregate reports'),
      }),
      {
        description: 'DMARC policy (RFC 7489)',
        samples: [{ policy: 'none' }, { policy: 'reject', reportsTo: ['dmarc@acme.example'] }],
      },
    ),
    subdomainOf: attribute(domainName, {
      description: 'Domain of which this is a mail sub-domain',
      samples: ['acme.example', 'acme-labs.example'],
      reference: { to: ['domain'] },
    }),
    ownershipVerified: attribute(z.boolean(), {
      description: 'Whether the host has seen proof that the organisation owns the domain',
      samples: [true, false],
      computed: true,
    }),
    requiredRecords: attribute(z.array(z.strictObject({ type: z.string(), name: z.string(), value: z.string() })), {
      description: 'DNS records that the host asks for',
      samples: [[{ type: 'MX', name: 'acme.example', value: '10 mx.host.example' }], []],
      computed: true,
    }),
  },
});
