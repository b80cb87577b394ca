/** What a state says about mail: its domains, who stands behind each address, and which addresses it speaks of. */
import { KINDS, KIND_NAMES } from '../model';
import type { AttributesOf, KindName } from '../model';

/** An object of either state, desired or observed. */
export interface RoutedObject {
  readonly kind: KindName;
  readonly identity: string;
  /** The attributes that the model gives the kind. */
  readonly attributes: object;
}

/** The kinds that have an address, in the order in which one decides where several claim it. */
const ADDRESSED = ['user', 'alias', 'group'] as const;
type AddressedKind = (typeof ADDRESSED)[number];

/** What stands behind an address. */
export type Addressee = {
  readonly [K in AddressedKind]: {
    readonly kind: K;
    readonly attributes: AttributesOf<K>;
    /** Other kinds in which the address exists as well, though it must not. */
    readonly also?: readonly AddressedKind[];
  };
}[AddressedKind];

/** One state, ready to be asked who receives mail. Made by {@link routingTable}. */
export interface RoutingTable {
  readonly objects: readonly RoutedObject[];
  readonly domains: ReadonlyMap<string, AttributesOf<'domain'>>;
  readonly addressees: ReadonlyMap<string, Addressee>;
  /** Mailboxes that are named otherwise as recipients than by their address. */
  readonly renamed: ReadonlyMap<string, string>;
}

/**
 * Prepares the objects of one host, desired or observed, for questions about delivery. Linear in their number.
 * @param renamed New addresses of mailboxes by their present ones: as recipients they go by the new one, so that a renamed mailbox is the same
 * recipient before and after. @default none
 */
export function routingTable(
  objects: Iterable<RoutedObject>,
  renamed: ReadonlyMap<string, string> = new Map(),
): RoutingTable {
  const all = [...objects];
  const domains = new Map<string, AttributesOf<'domain'>>();
  const addressees = new Map<string, Addressee>();
  for (const object of all) {
    if (object.kind === 'domain') domains.set(object.identity, object.attributes as AttributesOf<'domain'>);
    else if (object.kind !== 'organization') {
      const addressee = { kind: object.kind, attributes: object.attributes } as Addressee;
      const other = addressees.get(object.identity);
      addressees.set(object.identity, other === undefined ? addressee : both(other, addressee));
    }
  }
  return { objects: all, domains, addressees, renamed };
}

function both(a: Addressee, b: Addressee): Addressee {
  const [first, second] = ADDRESSED.indexOf(a.kind) <= ADDRESSED.indexOf(b.kind) ? [a, b] : [b, a];
  const kinds = new Set([...(a.also ?? []), ...(b.also ?? []), second.kind]);
  kinds.delete(first.kind);
  return kinds.size === 0 ? first : { ...first, also: ADDRESSED.filter((kind) => kinds.has(kind)) };
}

/** "Any other address at the domain", as {@link routingTable}'s answers spell it inside: no address has an empty local part. */
export const anyOther = (domain: string): string => `@${domain}`;

/** The spelling for people: `*@acme.example` for any other address at a domain. */
export const shown = (address: string): string => (address.startsWith('@') ? `*${address}` : address);

/** Mailboxes that every domain must have (RFC 2142 sections 4 and 5; RFC 5321 section 4.5.1). */
const ROLES = ['postmaster', 'abuse'] as const;

/** The attributes by which mail is passed on; {@link decide} follows these. */
const PASSED_ON = ['forwarding', 'targets', 'members', 'catchAll', 'postmaster'];

/** Where else objects of a kind name addresses: their other references, and the addresses they had before. */
const NAMED = Object.fromEntries(
  KIND_NAMES.map((kind) => [
    kind,
    Object.entries(KINDS[kind].attributes)
      .filter(([name, { reference }]) => name === 'previously' || (reference && !reference.to.includes('domain')))
      .map(([name]) => name)
      .filter((name) => !PASSED_ON.includes(name)),
  ]),
) as unknown as Readonly<Record<KindName, readonly string[]>>;

/**
 * Lists the addresses that a state speaks of, some more than once: every identity, every address named (former ones too) but for those that
 * mail is passed on to, and of each domain its role addresses and "any other address".
 */
export function addressesOf(table: RoutingTable): string[] {
  const addresses = [...table.addressees.keys()];
  for (const domain of table.domains.keys())
    addresses.push(...ROLES.map((role) => `${role}@${domain}`), anyOther(domain));
  for (const { kind, attributes } of table.objects)
    for (const name of NAMED[kind]) {
      const named = (attributes as { readonly [name: string]: readonly string[] | null | undefined })[name];
      for (const address of named ?? []) addresses.push(address);
    }
  return addresses;
}
