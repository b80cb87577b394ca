/** What shape does a plan have, so that a file can be checked against it, here and by other programs? */
import { z } from 'zod';
import { KIND_NAMES } from '../model';
import type { Json } from '../model';
import { ACTIONS, PLAN_FORMAT } from './plan';
import type { Plan } from './plan';
import { hostBudget, hostDelivery } from './schema-outlook';

/** Any JSON value: what was read as JSON is one. */
const json = z.unknown().describe('Any JSON value') as unknown as z.ZodType<Json>;

const count = z.int().min(0);
const sha256 = z.string().regex(/^sha256:[0-9a-f]{64}$/, 'is not a digest such as "sha256:" and 64 hexadecimal digits');

const attributeChange = z.strictObject({
  name: z.string().describe('Name of the attribute, in camelCase'),
  before: json.optional().describe('What the host has; absent where it is not known or not there'),
  after: json.optional().describe('What will be written; null clears'),
  sensitive: z.literal(true).optional().describe('The value is a reference to a secret, masked wherever it is shown'),
});

const change = z.strictObject({
  id: z.string().describe('Unique within the plan'),
  action: z.enum(ACTIONS).describe('The operation'),
  host: z.string().describe('Name of the host'),
  kind: z.enum(KIND_NAMES).describe('Kind of the object'),
  identity: z.string().describe('Address or name after the change; of a deletion, that of what is deleted'),
  from: z.string().optional().describe('For a rename, the address or name before it'),
  address: z.string().optional().describe("Terraform's address with the stack; absent for what is not declared"),
  declaredAt: z.string().optional().describe("The construct's path"),
  attributes: z.array(attributeChange).describe('What is written; empty for rename, close, reopen and delete'),
  observed: z
    .record(z.string(), json)
    .optional()
    .describe('The attributes as they were read when the plan was made; absent for create'),
  requires: z.array(z.string()).describe('Ids of the changes that must succeed first'),
});

const aFinding = z.strictObject({
  severity: z.enum(['error', 'warning', 'info']).describe('An error blocks the plan'),
  code: z
    .string()
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'is not a code such as "mail-loop"')
    .describe('Stable and documented'),
  summary: z.string().describe('What is wrong'),
  detail: z.string().optional().describe('Why it matters'),
  address: z.string().optional().describe("Terraform's address of the object"),
  attribute: z.string().optional(),
  declaredAt: z.string().optional().describe("The construct's path, or a file and line"),
  fix: z.string().optional().describe('The next step'),
});

/** The shape of a plan; what it gives has its keys in the order of the interface. */
export const planSchema = z
  .strictObject({
    format: z.literal(PLAN_FORMAT).describe('The version of this format'),
    createdAt: z.iso
      .datetime('is not an instant in UTC such as "2026-01-31T09:30:00.000Z"')
      .describe('When the hosts were read, in UTC'),
    hosts: z
      .array(z.strictObject({ name: z.string(), driver: z.string(), endpoint: z.string().optional() }))
      .describe('The hosts that the plan is about'),
    desired: z.string().describe('Digest of the declarations it was made from'),
    changes: z.array(change).describe('In an order that respects what each change requires'),
    findings: z.array(aFinding),
    undeclared: z
      .array(
        z.strictObject({
          host: z.string(),
          kind: z.enum(KIND_NAMES),
          identity: z.string(),
          policy: z.enum(['keep', 'close', 'remove']),
        }),
      )
      .describe('Objects at a host that no declaration names, and what the scope policy does with them'),
    delivery: z.array(hostDelivery).describe('Whose mail changes, one entry for each host'),
    budget: z.array(hostBudget).describe('What it will cost, one entry for each host'),
    unchanged: count.describe('Declared objects that are already as declared'),
    foreign: z.record(z.string(), count).describe('Resources of other providers, left alone'),
    digest: sha256.describe('SHA-256 over the canonical JSON of all of the above'),
  })
  .meta({ title: 'Plan of mailstate', description: 'What will be changed at which mail host, in which order.' });

/** The same type with every list and field read-only, as plans are. */
type ReadonlyDeep<T> = [Json] extends [T]
  ? T
  : T extends readonly (infer Member)[]
    ? readonly ReadonlyDeep<Member>[]
    : T extends object
      ? { readonly [Key in keyof T]: ReadonlyDeep<T[Key]> }
      : T;
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
/** Fails to compile when the schema and the interface part ways, in either direction. */
true satisfies Same<ReadonlyDeep<z.output<typeof planSchema>>, ReadonlyDeep<Plan>>;

/** The JSON Schema of a plan file (draft 2020-12). */
export function planJsonSchema(): object {
  return z.toJSONSchema(planSchema);
}
