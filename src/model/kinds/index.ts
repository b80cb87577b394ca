/** The five kinds. */
import type { Attribute } from '../attribute';
import type { Kind, KindName } from '../kind';
import { alias } from './alias';
import { domain } from './domain';
import { group } from './group';
import { organization } from './organization';
import { user } from './user';

const kinds = { organization, domain, user, alias, group } as const;

/** All kinds by name. */
export const KINDS: { readonly [K in KindName]: Kind<K> } = kinds;

type Declared = typeof kinds;
export type AttributeName<K extends KindName> = K extends KindName ? keyof Declared[K]['attributes'] & string : never;
type ValueOf<A> = A extends Attribute<infer T> ? T : never;

/** The attributes of one object: what is absent is not known or not declared, null is empty. */
export type AttributesOf<K extends KindName> = {
  readonly [A in AttributeName<K>]?: ValueOf<Declared[K]['attributes'][A & keyof Declared[K]['attributes']]> | null;
};

/** The Terraform resource type of a kind, such as `mail_user`. */
export const resourceType = (kind: KindName): `mail_${KindName}` => `mail_${kind}`;

/** One attribute of a kind, or undefined where the kind has none of that name. */
export const attributeOf = (kind: KindName, name: string): Attribute | undefined =>
  Object.hasOwn(KINDS[kind].attributes, name) ? KINDS[kind].attributes[name] : undefined;

const declarable = Object.fromEntries(
  Object.values(KINDS).map((kind) => [
    kind.name,
    Object.keys(kind.attributes).filter((name) => kind.attributes[name]?.computed !== true),
  ]),
) as unknown as Readonly<Record<KindName, readonly string[]>>;

/** The attributes of a kind that a person may declare, in the model's order. */
export const declarableAttributes = (kind: KindName): readonly string[] => declarable[kind];
