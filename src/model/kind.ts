/** A sort of object that a mail host keeps, and how a kind is declared. */
import type { Attribute } from './attribute';

export const KIND_NAMES = ['organization', 'domain', 'user', 'alias', 'group'] as const;
/** In the order in which objects are created; removals go the other way. */
export type KindName = (typeof KIND_NAMES)[number];

/** What happens to an object that is at the host but not in the code. */
export type ScopeRule = 'keep' | 'close' | 'remove';

export interface Kind<
  N extends KindName = KindName,
  A extends Readonly<Record<string, Attribute>> = Readonly<Record<string, Attribute>>,
> {
  readonly name: N;
  /** The attribute that tells objects of this kind apart: an address or a name. */
  readonly identity: string;
  readonly description: string;
  /** Whether removing an object destroys mail. */
  readonly holdsMail: boolean;
  /** The scope rules that make sense for it; the first is the default. */
  readonly undeclared: readonly ScopeRule[];
  readonly attributes: A;
}

export const defineKind = <N extends KindName, A extends Readonly<Record<string, Attribute>>>(
  kind: Kind<N, A>,
): Kind<N, A> => kind;
