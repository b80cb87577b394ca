/** Which objects of one kind are there, by identity and in the order of identities. */
import type { StoredObject } from './object';

export class Collection {
  private readonly objects = new Map<string, StoredObject>();
  /** Sorted; may hold what was removed since, until it is rebuilt. */
  private order: string[] = [];
  /** Added since `order` was built, unsorted, so that a write never sorts. */
  private added: string[] = [];
  private removed = 0;

  get size(): number {
    return this.objects.size;
  }

  get(identity: string): StoredObject | undefined {
    return this.objects.get(identity);
  }

  has(identity: string): boolean {
    return this.objects.has(identity);
  }

  values(): Iterable<StoredObject> {
    return this.objects.values();
  }

  put(object: StoredObject): void {
    if (!this.objects.has(object.identity)) this.added.push(object.identity);
    this.objects.set(object.identity, object);
  }

  remove(identity: string): void {
    if (this.objects.delete(identity)) this.removed += 1;
  }

  /** Objects whose identity comes after `after`, in order, at most `limit` of them. */
  page(after: string | undefined, limit: number): StoredObject[] {
    const order = this.identities();
    const start = after === undefined ? 0 : firstAfter(order, after);
    return order.slice(start, start + limit).map((identity) => this.objects.get(identity) as StoredObject);
  }

  /** All identities in order. Sorts only what was added since the last call, and merges it in. */
  private identities(): readonly string[] {
    if (this.added.length === 0 && this.removed === 0) return this.order;
    const added = this.added.sort();
    const merged: string[] = [];
    let last: string | undefined;
    for (let i = 0, j = 0; i < this.order.length || j < added.length;) {
      const [known, fresh] = [this.order[i], added[j]];
      const next = fresh === undefined || (known !== undefined && known < fresh) ? this.order[i++] : added[j++];
      // Removed and added again, an identity is in both lists.
      if (next !== undefined && next !== last && this.objects.has(next)) merged.push((last = next));
    }
    [this.order, this.added, this.removed] = [merged, [], 0];
    return merged;
  }
}

/** The index of the first member of a sorted list that comes after `text`. */
function firstAfter(sorted: readonly string[], text: string): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] as string) <= text) low = middle + 1;
    else high = middle;
  }
  return low;
}
