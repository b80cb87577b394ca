/** The two states that a plan compares: desired (from the manifest) and observed (at the host). */
import type { Finding } from './finding';
import type { HostDeclaration } from './host';
import type { KindName } from './kind';
import type { AttributesOf } from './kinds';

/** Tells one object at one host from all others: kind and identity, such as `user ada@acme.example`. */
export type ObjectKey = `${KindName} ${string}`;
export const objectKey = (kind: KindName, identity: string): ObjectKey => `${kind} ${identity}`;

/** How Terraform's lifecycle block limits what may be done to an object. */
export interface Lifecycle {
  /** Never close or remove it. */
  readonly preventDestroy: boolean;
  /** Attributes (camelCase) left as the host has them once the object exists, or all of them. */
  readonly ignoreChanges: readonly string[] | 'all';
}

/** One object as declared. */
export interface DesiredObject<K extends KindName = KindName> {
  readonly kind: K;
  /** The normalised address or name. */
  readonly identity: string;
  /** Name of the host it lives at: a {@link HostDeclaration.name}. */
  readonly host: string;
  /** Normalised; absent is not declared, null is to be cleared. Holds the identity, and plan-only attributes too. */
  readonly attributes: AttributesOf<K>;
  /** Terraform's address with the stack before it, such as `acme/mail_user.ada`. */
  readonly address: string;
  /** The construct's path. */
  readonly declaredAt?: string;
  /** Addresses of the objects that must be there first, from `depends_on`. */
  readonly dependsOn: readonly string[];
  readonly lifecycle: Lifecycle;
}

export interface DesiredState {
  readonly hosts: readonly HostDeclaration[];
  readonly objects: readonly DesiredObject[];
  /** Resources of other providers in the same manifest, by provider; left alone. */
  readonly foreign: Readonly<Record<string, number>>;
  /** Digest of all that was declared. */
  readonly digest: string;
}

/** One object as the host has it. */
export interface ObservedObject<K extends KindName = KindName> {
  readonly kind: K;
  readonly identity: string;
  /** Normalised by the model; absent is what the host does not tell or cannot store, null is empty. */
  readonly attributes: AttributesOf<K>;
  /** The host's version of the object (an ETag, a change stamp), where it has one. */
  readonly revision?: string;
}

/** All objects of one kind at one host, as far as they could be read. */
export interface ObservedCollection<K extends KindName = KindName> {
  readonly kind: K;
  readonly objects: ReadonlyMap<string, ObservedObject<K>>;
  /** Whether the host proved that nothing is missing. An incomplete collection blocks removals in it. */
  readonly complete: boolean;
  /** Why it is incomplete, or which objects could not be understood. */
  readonly findings: readonly Finding[];
}

export interface ObservedState {
  /** Name of the host. */
  readonly host: string;
  readonly collections: { readonly [K in KindName]?: ObservedCollection<K> };
}
