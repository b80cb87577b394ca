/** A distribution list or a circle of people who share things. */
import { z } from 'zod';
import { attribute, setAttribute } from '../attribute';
import { defineKind } from '../kind';
import { emailAddress, instant, text } from '../values';

export const group = defineKind({
  name: 'group',
  identity: 'address',
  description: 'A distribution list, or people who share calendars, documents, contacts or mailboxes.',
  holdsMail: false,
  undeclared: ['keep', 'remove'],
  attributes: {
    address: attribute(emailAddress, {
      description: 'Address of the group',
      samples: ['team@acme.example', 'all@acme.example'],
      required: true,
    }),
    name: attribute(text(), { description: 'Name shown to people', samples: ['Team', 'Équipe'] }),
    description: attribute(text(4000), {
      description: 'What the group is for',
      samples: ['The whole team', 'Everybody at Acme'],
    }),
    type: attribute(z.enum(['distribution', 'collaboration']), {
      description: 'distribution: mail goes to every member; collaboration: members also share what `shares` lists',
      samples: ['distribution', 'collaboration'],
      defaultText: 'distribution',
    }),
    members: setAttribute(emailAddress, {
      description: 'Who receives its mail: users, aliases, other groups, outside addresses',
      samples: [['ada@acme.example'], ['ada@acme.example', 'grace@acme.example', 'partner@elsewhere.example']],
      reference: { to: ['user', 'alias', 'group'], outside: true },
    }),
    managers: setAttribute(emailAddress, {
      description: 'Who may change its members; receives its mail only as a member',
      samples: [['ada@acme.example'], ['grace@acme.example']],
      reference: { to: ['user', 'alias', 'group'], outside: true },
    }),
    owners: setAttribute(emailAddress, {
      description: 'Who may change everything about it; receives its mail only as a member',
      samples: [['ada@acme.example'], ['grace@acme.example']],
      reference: { to: ['user', 'alias', 'group'], outside: true },
    }),
    shares: setAttribute(z.enum(['calendars', 'contacts', 'documents', 'mailboxes']), {
      description: 'What members of a collaboration group share',
      samples: [['calendars'], ['calendars', 'documents']],
    }),
    whoMayPost: attribute(z.enum(['anyone', 'organization', 'members', 'owners']), {
      description: 'Who may send mail to it',
      samples: ['members', 'anyone'],
    }),
    previously: setAttribute(emailAddress, {
      description: 'Addresses that this group had before; makes a change of address a rename',
      samples: [['crew@acme.example'], ['everyone@acme.example']],
      planOnly: true,
    }),
    id: attribute(z.string(), { description: "The host's own id", samples: ['g-1', 'g-2'], computed: true }),
    createdAt: attribute(instant, {
      description: 'When the group was created',
      samples: ['2026-01-01T00:00:00Z', '2026-02-01T00:00:00Z'],
      computed: true,
    }),
  },
});
