/** The customer of the mail service, to which everything else belongs. */
import { z } from 'zod';
import { attribute, setAttribute, structure } from '../attribute';
import { defineKind } from '../kind';
import { byteSize, emailAddress, label, languageTag, text, webAddress } from '../values';

export const organization = defineKind({
  name: 'organization',
  identity: 'name',
  description: 'The customer of the mail service: its subscription, its administrators, the look of its webmail.',
  holdsMail: false,
  undeclared: ['keep'],
  attributes: {
    name: attribute(label, {
      description: 'Name by which the host knows the organisation',
      samples: ['acme', 'acme-labs'],
      required: true,
    }),
    displayName: attribute(text(), {
      description: 'Name shown to people',
      samples: ['Acme Corporation', 'Acme & Söhne'],
    }),
    plan: attribute(label, {
      description: 'Subscription of the organisation itself, by the name the host gives it',
      samples: ['pro', 'ultra'],
    }),
    administrators: setAttribute(emailAddress, {
      description: 'Users who may administer the organisation; at least one must remain',
      samples: [['ada@acme.example'], ['ada@acme.example', 'grace@acme.example']],
      reference: { to: ['user'], outside: true },
      deferrable: true,
    }),
    departments: setAttribute(text(80), {
      description: 'Departments (Mailo: services) by which users are sorted',
      samples: [['Research'], ['Research', 'Voirie & Réseaux']],
    }),
    branding: attribute(
      structure({
        logo: webAddress.describe('Picture shown in the webmail'),
        theme: label.describe('Default theme of the webmail'),
        homePage: webAddress.describe('Page shown to members after login'),
      }),
      {
        description: 'Look of the webmail',
        samples: [
          { logo: 'https://acme.example/logo.png', theme: 'dark' },
          { logo: 'https://acme.example/logo-2.png', theme: 'light', homePage: 'https://acme.example/home' },
        ],
      },
    ),
    disabledFeatures: setAttribute(label, {
      description: 'Applications of the host that members do not get',
      samples: [['games'], ['chat', 'games']],
    }),
    notice: attribute(text(2000), {
      description: 'Message shown to all members',
      samples: ['Maintenance on Sunday', 'Thank you for your patience'],
    }),
    language: attribute(languageTag, {
      description: 'Language of notices and of the webmail (BCP 47)',
      samples: ['fr', 'nl-BE'],
    }),
    seats: attribute(structure({ used: z.number().int(), total: z.number().int() }), {
      description: 'Accounts used, and accounts the subscription allows',
      samples: [
        { used: 4, total: 5 },
        { used: 5, total: 5 },
      ],
      computed: true,
    }),
    storage: attribute(structure({ used: byteSize, total: byteSize }), {
      description: 'Storage used, and storage the subscription allows, in bytes',
      samples: [
        { used: 100_700_000, total: 100_000_000_000 },
        { used: 0, total: 100_000_000_000 },
      ],
      computed: true,
    }),
    credit: attribute(structure({ amount: z.number(), currency: z.string() }), {
      description: 'Prepaid credit left',
      samples: [
        { amount: 100, currency: 'EUR' },
        { amount: 19.5, currency: 'EUR' },
      ],
      computed: true,
    }),
  },
});
