/** A plan: pure data that says what will be changed where, in which order, and what is to be thought of it. */
import type { Finding, Json, KindName } from '../model';
import type { DeliveryChange } from '../routing';

export const PLAN_FORMAT = 'mailstate.plan/1';

export const ACTIONS = ['create', 'update', 'rename', 'close', 'reopen', 'delete'] as const;
export type Action = (typeof ACTIONS)[number];

/** One attribute of a change. Absent `before` is not known or was not there; `after` null clears. */
export interface AttributeChange {
  readonly name: string;
  readonly before?: Json;
  readonly after?: Json;
  /** The value is a reference to a secret and is masked wherever it is shown. @default false */
  readonly sensitive?: true;
}

/** One operation on one object at one host. */
export interface Change {
  /** Unique within the plan: `<host>: <action> <kind> <identity>`. */
  readonly id: string;
  readonly action: Action;
  /** Name of the host. */
  readonly host: string;
  readonly kind: KindName;
  /** The identity after the change; of a deletion, that of what is deleted. */
  readonly identity: string;
  /** For a rename, the identity before it. */
  readonly from?: string;
  /** Terraform's address with the stack, such as `acme/mail_user.ada`; absent for what is not declared. */
  readonly address?: string;
  readonly declaredAt?: string;
  /** What is written, in the model's order. Empty for rename, close, reopen and delete. */
  readonly attributes: readonly AttributeChange[];
  /** The declarable attributes, and the host's id, as they were read when the plan was made; apply refuses the change when they moved. Absent for create. */
  readonly observed?: { readonly [name: string]: Json };
  /** Ids of the changes that must succeed first. */
  readonly requires: readonly string[];
}

/** An object at a host that no declaration names, and what the scope policy does with it. */
export interface Undeclared {
  readonly host: string;
  readonly kind: KindName;
  readonly identity: string;
  readonly policy: 'keep' | 'close' | 'remove';
}

export interface PlannedHost {
  readonly name: string;
  readonly driver: string;
  readonly endpoint?: string;
}

/** What happens to the mail of one host. */
export interface HostDelivery {
  readonly host: string;
  /** Whether all collections were read completely; otherwise more may change than is known. */
  readonly isComplete: boolean;
  /** Addresses whose mail changes, most severe first. New mailboxes that only receive their own mail are in `plain`. */
  readonly changes: readonly DeliveryChange[];
  /** New mailboxes that receive their own mail and nothing else about them is worth a line. */
  readonly plain: number;
}

/** A quantity before and after the plan, and how much there may be. */
export interface Measure {
  readonly before: number;
  readonly after: number;
  readonly total?: number;
}

export interface HostBudget {
  readonly host: string;
  /** Calls that change something. */
  readonly writes: number;
  /** Calls that read again what is touched: before it is changed, and afterwards. */
  readonly reads: number;
  /** Least time that the host's rate limit allows, in seconds. @default the host has no known limit */
  readonly seconds?: number;
  /** Mailboxes. */
  readonly seats: Measure;
  /** Quotas of all mailboxes together, in bytes; mailboxes without a quota do not count. */
  readonly quota: Measure;
  /** Prepaid credit left at the host, as it tells it; prices are the host's own affair. */
  readonly credit?: { readonly amount: number; readonly currency: string };
}

export interface Plan {
  readonly format: typeof PLAN_FORMAT;
  /** When the hosts were read, ISO 8601 in UTC. */
  readonly createdAt: string;
  readonly hosts: readonly PlannedHost[];
  /** Digest of the declarations it was made from. */
  readonly desired: string;
  /** In an order that respects `requires`. */
  readonly changes: readonly Change[];
  readonly findings: readonly Finding[];
  readonly undeclared: readonly Undeclared[];
  /** Whose mail changes, one entry for each host. */
  readonly delivery: readonly HostDelivery[];
  /** What it will cost, one entry for each host. */
  readonly budget: readonly HostBudget[];
  /** Declared objects that are already as declared. */
  readonly unchanged: number;
  /** Resources of other providers, left alone. */
  readonly foreign: Readonly<Record<string, number>>;
  /** SHA-256 over all of the above. */
  readonly digest: string;
}

/** Whether the plan may be applied: it holds no error. */
export const isBlocked = (plan: Plan): boolean => plan.findings.some((finding) => finding.severity === 'error');
