/** What the sandbox holds at this moment: all objects in memory, changed by transactions. */
import { KIND_NAMES, domainOf } from '../model';
import type { KindName } from '../model';
import { Collection } from './collection';
import { ADDRESS_KINDS, isAddressKind } from './object';
import type { AddressKind, StoredObject, Transaction } from './object';

/** What an object was before a transaction touched it. */
interface Undo {
  readonly kind: KindName;
  readonly identity: string;
  readonly before: StoredObject | undefined;
}

/** Most transactions that a stale list can lag behind. */
export const LONGEST_LAG = 1000;

export class State {
  private readonly kinds: Readonly<Record<KindName, Collection>>;
  private readonly addressesPerDomain = new Map<string, number>();
  /** Of each of the last transactions. */
  private readonly undo: (readonly Undo[])[] = [];
  private used = 0;
  private last = 0;

  constructor() {
    this.kinds = Object.fromEntries(KIND_NAMES.map((kind) => [kind, new Collection()])) as Record<KindName, Collection>;
  }

  collection(kind: KindName): Collection {
    return this.kinds[kind];
  }

  get(kind: KindName, identity: string): StoredObject | undefined {
    return this.kinds[kind].get(identity);
  }

  /** The kind of the object that has this address, if any. */
  kindAt(address: string): AddressKind | undefined {
    return ADDRESS_KINDS.find((kind) => this.kinds[kind].has(address));
  }

  /** How many users, aliases and groups live in a domain. */
  addressesIn(domain: string): number {
    return this.addressesPerDomain.get(domain) ?? 0;
  }

  /** Storage of all users together, in bytes. */
  get usedBytes(): number {
    return this.used;
  }

  /** Number of the last transaction. */
  get revision(): number {
    return this.last;
  }

  get size(): number {
    return KIND_NAMES.reduce((sum, kind) => sum + this.kinds[kind].size, 0);
  }

  /** Raises the number of the last transaction, which outlives the objects it wrote. */
  advance(revision: number): void {
    this.last = Math.max(this.last, revision);
  }

  /** Carries a transaction out, and remembers for a while how it was before. */
  commit(transaction: Transaction): void {
    this.undo.push(this.apply(transaction));
    // Trimmed by halves, so that a write does not move the whole list each time.
    if (this.undo.length >= 2 * LONGEST_LAG) this.undo.splice(0, LONGEST_LAG);
  }

  /** Carries a transaction out. */
  apply({ revision, writes }: Transaction): readonly Undo[] {
    const undo: Undo[] = [];
    for (const { kind, remove, put } of writes) {
      if (remove !== undefined) {
        undo.push({ kind, identity: remove, before: this.get(kind, remove) });
        this.count(kind, remove, -1);
        this.kinds[kind].remove(remove);
      }
      if (put !== undefined) {
        undo.push({ kind, identity: put.identity, before: this.get(kind, put.identity) });
        this.count(kind, put.identity, -1);
        this.kinds[kind].put(put);
        this.count(kind, put.identity, 1);
      }
    }
    this.advance(revision);
    return undo;
  }

  /** All objects of a kind as they were before the last `lag` transactions. */
  past(kind: KindName, lag: number): Collection {
    const changed = new Map<string, StoredObject | undefined>();
    for (const transaction of this.undo.slice(-lag).reverse())
      for (const entry of [...transaction].reverse())
        if (entry.kind === kind) changed.set(entry.identity, entry.before);
    const past = new Collection();
    for (const object of this.kinds[kind].values()) if (!changed.has(object.identity)) past.put(object);
    for (const object of changed.values()) if (object !== undefined) past.put(object);
    return past;
  }

  /** Adds or takes away what an object contributes to the sums; does nothing for an object that is not there. */
  private count(kind: KindName, identity: string, sign: 1 | -1): void {
    const object = this.get(kind, identity);
    if (object === undefined) return;
    if (typeof object.attributes.usedBytes === 'number') this.used += sign * object.attributes.usedBytes;
    if (!isAddressKind(kind)) return;
    const domain = domainOf(identity);
    this.addressesPerDomain.set(domain, this.addressesIn(domain) + sign);
  }
}
