/** How an object is kept, and what a change of it is. */
import type { Json, KindName } from '../model';

/** One object as it is kept. Never changed in place: a write puts another in its stead. */
export interface StoredObject {
  readonly identity: string;
  /** Normalised by the model; what is empty is left out. Computed attributes that change by themselves are here too. */
  readonly attributes: Readonly<Record<string, Json>>;
  /** Salted hashes of sensitive attributes, by name; never answered. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Number of the transaction that last wrote it; the ETag. */
  readonly revision: number;
}

/** One object taken away, put, or both: a rename. */
export interface Write {
  readonly kind: KindName;
  readonly remove?: string;
  readonly put?: StoredObject;
}

/** Writes that happen together or not at all. */
export interface Transaction {
  /** One more than that of the transaction before. */
  readonly revision: number;
  readonly writes: readonly Write[];
}

/** The kinds that live at an address; an address belongs to one object among all of them. */
export const ADDRESS_KINDS = ['user', 'alias', 'group'] as const satisfies readonly KindName[];
export type AddressKind = (typeof ADDRESS_KINDS)[number];
export const isAddressKind = (kind: KindName): boolean => ADDRESS_KINDS.some((address) => address === kind);
