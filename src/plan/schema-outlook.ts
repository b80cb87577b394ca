/** What shape does the outlook of a plan have: whose mail changes, and what it will cost? */
import { z } from 'zod';

const count = z.int().min(0);
const addressList = z
  .strictObject({
    count: count.describe('How many there are'),
    first: z.array(z.string()).describe('The first of them'),
  })
  .meta({ id: 'AddressList', description: 'Addresses, of which only the first may be written out' });

const refusal = z.enum([
  'unknown', 'user-closed', 'alias-inactive', 'domain-inactive', 'alias-domain-loop', 'no-recipients', 'not-hosted',
]); // prettier-ignore

const effect = z
  .discriminatedUnion('effect', [
    z.strictObject({ effect: z.literal('stops'), because: refusal }),
    z.strictObject({ effect: z.literal('leaves'), recipients: addressList }),
    z.strictObject({ effect: z.literal('loops') }),
    z.strictObject({
      effect: z.literal('shadows'),
      what: z.enum(['catch-all', 'alias-domain']),
      of: z.string(),
    }),
    z.strictObject({ effect: z.literal('duplicates'), kinds: z.array(z.string()) }),
    z.strictObject({ effect: z.literal('loses'), recipients: addressList }),
    z.strictObject({ effect: z.literal('caught'), domain: z.string() }),
    z.strictObject({ effect: z.literal('released'), domain: z.string() }),
    z.strictObject({ effect: z.literal('gains'), recipients: addressList }),
    z.strictObject({ effect: z.literal('starts'), recipients: addressList }),
  ])
  .meta({ id: 'Effect', description: 'One thing that happens to the mail of an address' });

const side = z
  .strictObject({
    recipients: addressList,
    outside: addressList.describe('Those of the recipients that are in no domain of the host'),
    refused: refusal.optional().describe('Why nobody receives; there exactly when there is no recipient'),
    loops: z.boolean().describe('Somewhere on the way an address leads back to itself'),
    caughtBy: z.enum(['sub-addressing', 'alias-domain', 'postmaster', 'catch-all']).optional(),
  })
  .meta({ id: 'DeliverySide', description: 'Who receives mail to an address' });

/** What happens to the mail of one host. */
export const hostDelivery = z.strictObject({
  host: z.string(),
  isComplete: z
    .boolean()
    .describe('Whether all collections were read completely; otherwise more may change than is known'),
  changes: z
    .array(
      z.strictObject({
        address: z.string().describe('The address, or `*@domain` for any other address at the domain'),
        effects: z.array(effect).describe('Most severe first'),
        before: side,
        after: side,
        gained: addressList,
        lost: addressList,
      }),
    )
    .describe('Addresses whose mail changes, most severe first'),
  plain: count.describe('New mailboxes that receive their own mail, about which nothing else is worth a line'),
});

const measure = z
  .strictObject({
    before: z.number(),
    after: z.number(),
    total: z.number().optional().describe('How much there may be'),
  })
  .meta({ id: 'Measure', description: 'A quantity before and after the plan' });

/** What a plan costs at one host. */
export const hostBudget = z.strictObject({
  host: z.string(),
  writes: count.describe('Calls that change something'),
  reads: count.describe('Calls that read again what is touched'),
  seconds: z.number().optional().describe("Least time that the host's rate limit allows"),
  seats: measure.describe('Mailboxes'),
  quota: measure.describe('Quotas of all mailboxes together, in bytes'),
  credit: z.strictObject({ amount: z.number(), currency: z.string() }).optional().describe('Prepaid credit left'),
});
