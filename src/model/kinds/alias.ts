/** Another address for one or more mailboxes; holds no mail. */
import { z } from 'zod';
import { attribute, setAttribute } from '../attribute';
import { defineKind } from '../kind';
import { emailAddress, text } from '../values';

export const alias = defineKind({
  name: 'alias',
  identity: 'address',
  description: 'Another address for one or more mailboxes. It holds no mail and is no account.',
  holdsMail: false,
  undeclared: ['keep', 'remove'],
  attributes: {
    address: attribute(emailAddress, {
      description: 'The other address',
      samples: ['info@acme.example', 'sales@acme.example'],
      required: true,
    }),
    targets: setAttribute(emailAddress, {
      description: 'Who receives its mail',
      samples: [['ada@acme.example'], ['grace@acme.example', 'partner@elsewhere.example']],
      required: true,
      reference: { to: ['user', 'alias', 'group'], outside: true },
    }),
    active: attribute(z.boolean(), {
      description: 'Whether the address accepts mail',
      samples: [true, false],
      defaultText: 'true',
    }),
    description: attribute(text(1000), {
      description: 'What the address is for',
      samples: ['Questions from customers', 'Orders'],
    }),
  },
});
