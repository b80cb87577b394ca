/** How a collection that comes in pages is read to its end, once. */

/** One page, and where the next one begins; null or undefined on the last. */
export interface Fetched<P, C> {
  readonly page: P;
  readonly next: C | null | undefined;
}

/**
 * Fetches page after page until there is no next one.
 * @param repeated Makes the error for a cursor that was given before: following it would never end.
 */
export async function* pages<P, C extends string | number>(
  fetch: (cursor: C | undefined) => Promise<Fetched<P, C>>,
  repeated: (cursor: C) => Error,
): AsyncGenerator<P, void, undefined> {
  const seen = new Set<C>();
  let cursor: C | undefined;
  for (;;) {
    const { page, next }: Fetched<P, C> = await fetch(cursor);
    yield page;
    if (next === null || next === undefined) return;
    if (seen.has(next)) throw repeated(next);
    seen.add(next);
    cursor = next;
  }
}
