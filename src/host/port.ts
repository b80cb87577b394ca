/**
 * The port: what a driver gives, and all that the rest of the program knows of a mail host.
 *
 * The contract, tested for every driver by the conformance suite: create of the present fails with CONFLICT; a read after a write
 * returns what was sent, normalised; the order of a list means nothing; removing the absent succeeds; no method retries (the HTTP client does,
 * and only what is safe to repeat); a write is believed when it is read back, never because of a status code; every failure is a HostError.
 */
import type { AttributeName, AttributesOf, Json, KindName, ObservedObject } from '../model';
import type { HostDeclaration } from '../model';

/** What every call is given. */
export interface HostContext {
  /** Aborts calls that have not been sent. */
  readonly signal: AbortSignal;
  /**
   * Finds the secret behind a reference such as `env:NAME`.
   * @throws HostError INVALID, naming the reference and never the secret.
   */
  readonly secret: (reference: string) => Promise<string>;
}

/** Some objects of a collection. */
export interface Page<T> {
  readonly objects: readonly T[];
  /** How many the whole collection holds, where the host tells; the sum of the pages must equal it. */
  readonly total?: number;
  /** True on the last page of a list that reached its end; a list without it is incomplete. */
  readonly last?: boolean;
  /** Objects of this page that could not be understood, with the reason. They make the collection incomplete. */
  readonly rejected?: readonly { readonly identity: string; readonly problem: string }[];
}

/** What is to be written at creation or change: normalised, only what the driver supports, null to clear. */
export type Written<K extends KindName> = AttributesOf<K>;

export interface ResourceHandler<K extends KindName> {
  /** The attributes this host can store or tell, from the driver's codec: absence is the capability. */
  readonly supports: readonly AttributeName<K>[];
  /** Reads the whole collection, page by page. */
  list(context: HostContext): AsyncIterable<Page<ObservedObject<K>>>;
  /** Reads some objects anew, in as few calls as the host allows; absent ones are left out. */
  read(identities: readonly string[], context: HostContext): Promise<readonly ObservedObject<K>[]>;
  create(desired: Written<K>, context: HostContext): Promise<ObservedObject<K>>;
  /** Writes `changes` only; a host that wants whole objects takes the rest from `observed`. Fails with CHANGED where the host can tell that the object moved. */
  update(observed: ObservedObject<K>, changes: Written<K>, context: HostContext): Promise<ObservedObject<K>>;
  /** Changes the address or name and keeps the mail. Absent: this host cannot. */
  rename?(observed: ObservedObject<K>, identity: string, context: HostContext): Promise<ObservedObject<K>>;
  /** No login, mail refused, content kept. Absent: this host cannot. */
  close?(observed: ObservedObject<K>, context: HostContext): Promise<ObservedObject<K>>;
  reopen?(observed: ObservedObject<K>, context: HostContext): Promise<ObservedObject<K>>;
  /** Removes the object; of the absent succeeds. */
  remove(observed: ObservedObject<K>, context: HostContext): Promise<void>;
}

export type Handlers = { readonly [K in KindName]?: ResourceHandler<K> };

/** What the host allows. */
export interface HostLimits {
  /** Calls under way at once. */
  readonly concurrency: number;
  /** Calls allowed in so many seconds. @default no limit known */
  readonly rate?: { readonly calls: number; readonly perSeconds: number };
  /** Objects a page of a list holds at most. */
  readonly pageSize: number;
  /** Objects one call of `read` fetches at most. @default 1 */
  readonly readSize?: number;
}

/** Something the host does on its own when an object is removed or closed, so that a plan can show it. */
export interface Cascade {
  readonly on: 'remove' | 'close' | 'rename';
  readonly kind: KindName;
  /** What happens to which other objects, as pure data. */
  readonly effect:
    | { readonly kind: 'alias'; readonly does: 'remove-when-only-target' | 'drop-target' | 'follow' }
    | { readonly kind: 'group'; readonly does: 'drop-member' | 'follow' }
    | { readonly kind: KindName; readonly does: 'remove-contained' };
  /** One sentence for the plan. */
  readonly description: string;
  /** The date on which it was last seen, YYYY-MM-DD. */
  readonly seen: string;
}

/** A rule of the host that a plan must keep, as pure data, so that the plan is refused before the host refuses half of it. */
export type HostRule =
  | { readonly rule: 'reserved-local-part'; readonly localParts: readonly string[]; readonly because: string }
  | { readonly rule: 'remove-only-when-closed'; readonly kind: KindName; readonly because: string }
  | { readonly rule: 'domain-must-exist'; readonly because: string }
  | { readonly rule: 'domain-must-be-empty'; readonly because: string }
  | { readonly rule: 'one-organization'; readonly because: string }
  | { readonly rule: 'rename-keeps-domain'; readonly kind: KindName; readonly because: string }
  | ValueRule;

/** Values of an attribute that the model allows and this host does not. */
export interface ValueRule {
  readonly rule: 'value';
  readonly kind: KindName;
  readonly attribute: string;
  /** The field of a structured value that is meant. @default the value itself */
  readonly field?: string;
  readonly must: ValueLimit;
  readonly because: string;
}

/** `not: null` says that the attribute cannot be cleared; `longest` counts characters. */
export type ValueLimit =
  | { readonly not: Json }
  | { readonly oneOf: readonly Json[] }
  | { readonly multipleOf: number }
  | { readonly longest: number };

export interface MailHost {
  /** Name of the host in the declaration: `mail`, or `mail.<alias>`. */
  readonly name: string;
  /** Name of the driver. */
  readonly driver: string;
  readonly handlers: Handlers;
  readonly limits: HostLimits;
  readonly effects: readonly Cascade[];
  readonly rules: readonly HostRule[];
  /** Calls sent so far, retries and pages too, for reports and measurements. */
  readonly calls: () => number;
  close(): Promise<void>;
}

/** What a driver is given to connect. */
export interface ConnectContext {
  readonly secret: HostContext['secret'];
  readonly clock: { now(): number; sleep(milliseconds: number, signal?: AbortSignal): Promise<void> };
  readonly random: () => number;
}

/** How a driver is known to keep its contract. */
export interface Verified {
  /** `live`: by the conformance suite against the host's own software; `contract`: only against a server of our own that speaks its API. */
  readonly how: 'live' | 'contract';
  /** The software, or the description of its API, with its version. */
  readonly version: string;
  /** When it was last verified, YYYY-MM-DD; absent where every run of the tests does it. */
  readonly date?: string;
  /** What of it was never tried, or what stood in for it, in words. @default nothing is left out */
  readonly except?: string;
}

/** An adapter to one sort of mail host. */
export interface Driver {
  /** The name a declaration uses, such as `sandbox`. */
  readonly name: string;
  /** One line for people choosing a host. */
  readonly description: string;
  /** Attributes each kind supports, without connecting: for validation, docs and the host matrix. */
  readonly supports: { readonly [K in KindName]?: readonly AttributeName<K>[] };
  /** The provider block's `options` that this driver knows, with what each means. */
  readonly options: Readonly<Record<string, string>>;
  readonly verified: Verified;
  /** @throws HostError UNAUTHENTICATED, UNAVAILABLE, INVALID (a missing or wrong setting, in the user's words). */
  connect(declaration: HostDeclaration, context: ConnectContext): Promise<MailHost>;
}

export const defineDriver = (driver: Driver): Driver => driver;

/** What the planner may know of a host: pure data. */
export interface HostFacts {
  readonly name: string;
  readonly driver: string;
  readonly kinds: {
    readonly [K in KindName]?: {
      readonly supports: readonly string[];
      readonly rename: boolean;
      readonly close: boolean;
    };
  };
  readonly limits: HostLimits;
  readonly effects: readonly Cascade[];
  readonly rules: readonly HostRule[];
}
