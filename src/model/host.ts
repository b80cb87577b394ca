/** What the provider block says about one mail host: which it is, how to reach it, what the declaration owns there. */
import { z } from 'zod';
import { attribute, structure } from './attribute';
import type { Attribute } from './attribute';
import type { KindName, ScopeRule } from './kind';
import { ageRecipient } from './recipient';
import { label, secretReference, setOf, text } from './values';

const fraction = z.number().min(0).max(1);
const count = z.number().int().min(0);

/** The attributes of the `provider "mail"` block. */
export const PROVIDER = {
  host: attribute(label, {
    description: 'Sort of mail host, such as `sandbox`',
    samples: ['sandbox', 'mailcow'],
    required: true,
  }),
  endpoint: attribute(text(), {
    description: 'Where its API is reached',
    samples: ['http://127.0.0.1:8025', 'https://mail.acme.example'],
  }),
  username: attribute(text(), {
    description: 'Account the tool itself runs as',
    samples: ['admin', 'ops@acme.example'],
  }),
  token: attribute(secretReference, {
    description:
      'Where the password or API token is found: `env:NAME`, `file:PATH` or `command:...`; never the token itself',
    samples: ['env:MAIL_TOKEN', 'file:secrets/token'],
    sensitive: true,
  }),
  secretRecipients: attribute(setOf(ageRecipient), {
    description:
      'Public keys (age) of those who may read generated passwords, which are written nowhere but encrypted to them',
    samples: [
      ['age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p'],
      ['age1lggyhqrw2nlhcxprm67z43rta597azn8gknawjehu9d9dl0jq3yqqvfafg'],
    ],
    unordered: true,
  }),
  options: attribute(z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])), {
    description: "The host's own settings, see its page in the docs",
    samples: [{ timeoutSeconds: 30 }, {}],
  }),
  scope: attribute(
    structure({
      organization: z.enum(['keep']).describe('Organisations that are not declared'),
      domain: z.enum(['keep', 'remove']).describe('Domains that are not declared'),
      user: z.enum(['keep', 'close']).describe('Users that are not declared; a mailbox is never removed by policy'),
      alias: z.enum(['keep', 'remove']).describe('Aliases that are not declared'),
      group: z.enum(['keep', 'remove']).describe('Groups that are not declared'),
    }),
    {
      description: 'What happens to objects that are at the host but not in the code',
      samples: [{ alias: 'remove' }, { alias: 'remove', user: 'close' }],
      defaultText: 'keep, for every kind',
    },
  ),
  thresholds: attribute(
    structure({
      removals: fraction.describe(
        'Largest part of a kind that one plan may remove or close, from 0 to 1; 0.25 where it is left out',
      ),
      removalCount: count.describe('Most objects of a kind that one plan may remove or close'),
      shrinkage: fraction.describe(
        'Largest part of a kind that may have vanished since the last look, from 0 to 1; 0.5 where it is left out',
      ),
    }),
    {
      description: 'Guards against a plan that removes too much, and against a host that lost its data',
      samples: [{ removals: 0.1 }, { removals: 0.5, removalCount: 20 }],
    },
  ),
  checks: attribute(z.record(z.string(), z.enum(['error', 'warning', 'off'])), {
    description:
      'How grave the finding of a check is at this host, by its code: `error` blocks the plan, `warning` only says it, `off` does not',
    samples: [{ 'outside-members': 'warning' }, { 'mail-leaves-organisation': 'error', 'group-emptied': 'off' }],
    defaultText: "each check's own",
  }),
} satisfies Readonly<Record<string, Attribute>>;

/** How grave the finding of a check is at one host. */
export type CheckLevel = 'error' | 'warning' | 'off';

/** One mail host as declared. */
export interface HostDeclaration {
  /** `mail`, or `mail.<alias>` for a further provider block. */
  readonly name: string;
  /** Name of the driver. */
  readonly driver: string;
  readonly endpoint?: string;
  readonly username?: string;
  /** A reference to the secret, never the secret. */
  readonly token?: string;
  /** Public keys (age) to which generated passwords are encrypted. @default nobody, so none can be generated */
  readonly secretRecipients?: readonly string[];
  readonly options: Readonly<Record<string, string | number | boolean>>;
  readonly scope: Readonly<Record<KindName, ScopeRule>>;
  readonly thresholds: { readonly removals?: number; readonly removalCount?: number; readonly shrinkage?: number };
  /** By the code of the finding; whether there is such a code is seen when a plan is made. */
  readonly checks: Readonly<Record<string, CheckLevel>>;
  readonly declaredAt?: string;
}
