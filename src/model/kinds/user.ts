/** A person's or a team's mailbox and the account that opens it. */
import { z } from 'zod';
import { attribute, setAttribute, structure } from '../attribute';
import { defineKind } from '../kind';
import {
  byteSize,
  countryCode,
  date,
  emailAddress,
  instant,
  label,
  languageTag,
  phoneNumber,
  secretReference,
  setOf,
  text,
  webAddress,
} from '../values';

export const user = defineKind({
  name: 'user',
  identity: 'email',
  description: 'A mailbox and the account that opens it.',
  holdsMail: true,
  undeclared: ['keep', 'close'],
  attributes: {
    email: attribute(emailAddress, {
      description: 'Address of the mailbox, and login',
      samples: ['ada@acme.example', 'grace@acme.example'],
      required: true,
    }),
    givenName: attribute(text(), { description: 'Given (first) name', samples: ['Ada', 'Renée'] }),
    familyName: attribute(text(), { description: 'Family (last) name', samples: ['Lovelace', "O'Brien-Müller"] }),
    displayName: attribute(text(), { description: 'Name shown to people', samples: ['Ada Lovelace', 'Renée O’Brien'] }),
    initialPassword: attribute(secretReference, {
      description:
        'Where the first password is found: `env:NAME`, `file:PATH` or `command:...`, never the password itself; or `generated`: a random one, encrypted to the `secretRecipients` of the host',
      samples: ['env:ADA_PASSWORD', 'file:secrets/ada'],
      sensitive: true,
      createOnly: true,
      renewedBy: 'passwordVersion',
    }),
    passwordVersion: attribute(z.int().min(1), {
      description:
        'Sets the password anew from `initialPassword` whenever the host keeps another number, such as after 1 was raised to 2',
      samples: [1, 2],
      defaultText: 'the password is set once, when the mailbox is created',
    }),
    mustChangePassword: attribute(z.boolean(), {
      description: 'Whether a new password must be chosen at the next login',
      samples: [true, false],
    }),
    plan: attribute(label, {
      description: 'Plan, box type or class of service, by the name the host gives it',
      samples: ['pro_10go', 'business_25go'],
    }),
    licences: setAttribute(label, {
      description: 'Licences assigned to the user',
      samples: [['secure-mail'], ['archive', 'secure-mail']],
    }),
    quota: attribute(byteSize, {
      description: 'Most the mailbox may hold, such as "25 GB"',
      samples: ['10 GB', '25 GB'],
      bytes: true,
    }),
    status: attribute(z.enum(['active', 'locked', 'closed']), {
      description: 'active; locked: no login, mail still arrives; closed: no login, mail refused, content kept',
      samples: ['active', 'locked'],
      defaultText: 'active',
    }),
    department: attribute(text(80), {
      description: 'Department (Mailo: service) of the organisation',
      samples: ['Research', 'Voirie & Réseaux'],
    }),
    recoveryAddress: attribute(emailAddress, {
      description: 'Address outside the host, for a forgotten password',
      samples: ['ada@elsewhere.example', 'grace@elsewhere.example'],
    }),
    phone: attribute(phoneNumber, {
      description: 'Telephone number with country code (E.164)',
      samples: ['+33 1 23 45 67 89', '+32470123456'],
    }),
    postalAddress: attribute(
      structure({
        street: text().describe('Street and number'),
        postalCode: text(20).describe('Postal code'),
        city: text(80).describe('City'),
        region: text(80).describe('State or province'),
        country: countryCode.describe('Country, two letters (ISO 3166-1)'),
      }),
      {
        description: 'Postal address',
        samples: [
          { street: 'Rue Neuve 1', postalCode: '1000', city: 'Bruxelles', country: 'BE' },
          { street: '12 Analytical Row', city: 'London', country: 'GB' },
        ],
      },
    ),
    birthDate: attribute(date, { description: 'Date of birth, YYYY-MM-DD', samples: ['1985-12-10', '1976-02-29'] }),
    gender: attribute(z.enum(['female', 'male', 'other']), {
      description: 'Gender, where the host asks for it',
      samples: ['female', 'male'],
    }),
    photo: attribute(webAddress, {
      description: 'Picture of the person',
      samples: ['https://acme.example/ada.jpg', 'https://acme.example/ada-2.jpg'],
    }),
    language: attribute(languageTag, { description: 'Preferred language (BCP 47)', samples: ['fr', 'en-GB'] }),
    forwarding: attribute(
      structure({
        to: setOf(emailAddress).describe('Who receives the mail'),
        keepCopy: z.boolean().describe('Whether the mailbox keeps a copy'),
      }),
      {
        description: 'Passes arriving mail on',
        samples: [
          { to: ['grace@acme.example'], keepCopy: true },
          { to: ['ada@elsewhere.example'], keepCopy: false },
        ],
        reference: { to: ['user', 'alias', 'group'], outside: true, key: 'to' },
        deferrable: true,
      },
    ),
    mailboxType: attribute(z.enum(['personal', 'shared']), {
      description: 'A personal mailbox, or one that several users open',
      samples: ['personal', 'shared'],
      defaultText: 'personal',
    }),
    delegates: setAttribute(emailAddress, {
      description: 'Users who may open this mailbox as well',
      samples: [['grace@acme.example'], ['ada@acme.example', 'grace@acme.example']],
      reference: { to: ['user'] },
      deferrable: true,
    }),
    previously: setAttribute(emailAddress, {
      description: 'Addresses that this mailbox had before; makes a change of address a rename',
      samples: [['ada.byron@acme.example'], ['ada.king@acme.example']],
      planOnly: true,
    }),
    closedNotice: attribute(text(1000), {
      description: 'What senders are told while the mailbox is closed',
      samples: ['Bob has left Acme; write to grace@acme.example', 'This mailbox is closed'],
    }),
    removal: attribute(
      structure({
        address: emailAddress.describe('Address of the mailbox that may be removed; must be the own one'),
        notBefore: date.describe('First day on which the mailbox may be deleted'),
        expires: date.describe('Last day on which this approval is good; 90 days after notBefore where it is left out'),
        approvedBy: emailAddress.describe('Declared administrator who approved it'),
        reason: text(1000).describe('Why the mailbox goes'),
        successor: emailAddress.describe('Who receives its mail from now on, and keeps the address afterwards'),
      }),
      {
        description:
          'Approval to take the mailbox down, one step with each plan: detach, close, keep until the date, delete',
        samples: [
          {
            address: 'ada@acme.example',
            notBefore: '2026-12-31',
            approvedBy: 'grace@acme.example',
            reason: 'left in June',
          },
          {
            address: 'grace@acme.example',
            notBefore: '2027-01-31',
            expires: '2027-03-31',
            approvedBy: 'ada@acme.example',
            reason: 'retired',
            successor: 'ada@acme.example',
          },
        ],
        planOnly: true,
        defaultText: 'the mailbox is never deleted',
      },
    ),
    id: attribute(z.string(), { description: "The host's own id", samples: ['u-1', 'u-2'], computed: true }),
    createdAt: attribute(instant, {
      description: 'When the mailbox was created',
      samples: ['2026-01-01T00:00:00Z', '2026-02-01T00:00:00Z'],
      computed: true,
    }),
    lastLoginAt: attribute(instant, {
      description: 'When the account was last used',
      samples: ['2026-01-01T00:00:00Z', '2026-02-01T00:00:00Z'],
      computed: true,
    }),
    usedBytes: attribute(byteSize, {
      description: 'Storage used, in bytes',
      samples: [0, 5_000_000],
      computed: true,
      bytes: true,
    }),
  },
});
