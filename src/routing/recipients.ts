/** Sets of recipients that share what they have in common, so that thousands of nested groups fit into memory. */

/** Recipients by rank, in chunks of 256; the arrays run in parallel. Chunks are shared between sets and never written to. */
export interface RecipientSet {
  readonly size: number;
  /** Numbers of the chunks that are not empty, ascending. */
  readonly keys: readonly number[];
  /** Each chunk is eight words of 32 recipients. */
  readonly chunks: readonly Chunk[];
}
type Chunk = readonly number[];

const WORDS = 8;
const CHUNK = WORDS * 32;
const BLANK: Chunk = new Array<number>(WORDS).fill(0);
export const NO_RECIPIENTS: RecipientSet = { size: 0, keys: [], chunks: [] };

/** Some of a list, and how long all of it is. */
export interface Ranks {
  readonly count: number;
  /** The lowest ranks, ascending. */
  readonly first: readonly number[];
}
const NO_RANKS: Ranks = { count: 0, first: [] };

/** Adds up sets. One adder serves many sums, one after the other: {@link Adder.sum} empties it. */
export class Adder {
  readonly #words: Int32Array;
  readonly #isTouched: Uint8Array;
  readonly #touched: number[] = [];
  #largest: RecipientSet = NO_RECIPIENTS;

  /** @param recipients How many recipients there are; ranks go from 0 up to it. */
  constructor(recipients: number) {
    const chunks = Math.ceil(recipients / CHUNK);
    this.#words = new Int32Array(chunks * WORDS);
    this.#isTouched = new Uint8Array(chunks);
  }

  add(rank: number): void {
    this.#touch(Math.floor(rank / CHUNK));
    this.#words[rank >>> 5] = (this.#words[rank >>> 5] ?? 0) | (1 << (rank & 31));
  }

  addAll(set: RecipientSet): void {
    if (set.size > this.#largest.size) this.#largest = set;
    for (let i = 0; i < set.keys.length; i++) {
      const key = set.keys[i] ?? 0;
      const chunk = set.chunks[i] ?? BLANK;
      this.#touch(key);
      for (let w = 0; w < WORDS; w++) {
        const at = key * WORDS + w;
        this.#words[at] = (this.#words[at] ?? 0) | (chunk[w] ?? 0);
      }
    }
  }

  /** The sum of all that was added since the last one. What equals a part of the largest set added is that very part. */
  sum(): RecipientSet {
    if (this.#touched.length === 0) return NO_RECIPIENTS;
    const largest = this.#largest;
    // A copy is as long as it need be; a list that grew by push keeps room for more.
    const keys = this.#touched.toSorted((a, b) => a - b);
    let size = 0;
    let shared = 0;
    const chunks = keys.map((key) => {
      while ((largest.keys[shared] ?? Infinity) < key) shared += 1;
      const chunk = this.#takeChunk(key, largest.keys[shared] === key ? largest.chunks[shared] : undefined);
      for (const word of chunk) size += bits(word);
      this.#isTouched[key] = 0;
      return chunk;
    });
    this.#touched.length = 0;
    this.#largest = NO_RECIPIENTS;
    return size === largest.size ? largest : { size, keys, chunks };
  }

  #takeChunk(key: number, candidate: Chunk | undefined): Chunk {
    const chunk: number[] = BLANK.slice();
    let same = candidate !== undefined;
    for (let w = 0; w < WORDS; w++) {
      const word = this.#words[key * WORDS + w] ?? 0;
      chunk[w] = word;
      same &&= candidate?.[w] === word;
      this.#words[key * WORDS + w] = 0;
    }
    return same && candidate !== undefined ? candidate : chunk;
  }

  #touch(key: number): void {
    if (this.#isTouched[key] === 1) return;
    this.#isTouched[key] = 1;
    this.#touched.push(key);
  }
}

/** The recipients of `a` that `b` does not have. */
export function difference(a: RecipientSet, b: RecipientSet, limit: number): Ranks {
  if (a === b || a.size === 0) return NO_RANKS;
  const first: number[] = [];
  let count = 0;
  let other = 0;
  for (let i = 0; i < a.keys.length; i++) {
    if (b.size === 0 && first.length === limit) return { count: a.size, first };
    const key = a.keys[i] ?? 0;
    while ((b.keys[other] ?? Infinity) < key) other += 1;
    const mine = a.chunks[i] ?? BLANK;
    const theirs = (b.keys[other] === key ? b.chunks[other] : undefined) ?? BLANK;
    if (mine === theirs) continue;
    for (let w = 0; w < WORDS; w++) {
      let word = (mine[w] ?? 0) & ~(theirs[w] ?? 0);
      if (word === 0) continue;
      count += bits(word);
      for (; word !== 0 && first.length < limit; word &= word - 1)
        first.push(key * CHUNK + w * 32 + 31 - Math.clz32(word & -word));
    }
  }
  return { count, first };
}

/** The number of ones in a 32-bit word (Warren, Hacker's Delight, section 5-1). */
function bits(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const nibbles = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((nibbles + (nibbles >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
