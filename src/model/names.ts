/** The spellings of a name: camelCase in TypeScript, snake_case in the manifest, words in prose. */

export const toSnakeCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
export const toCamelCase = (name: string): string =>
  name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

/** A word with its article: a user, an alias. */
export const withArticle = (word: string): string => `${/^[aeio]/.test(word) ? 'an' : 'a'} ${word}`;

const mapKeys = (value: unknown, rename: (key: string) => string): unknown => {
  if (Array.isArray(value)) return value.map((member: unknown) => mapKeys(member, rename));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [rename(key), mapKeys(inner, rename)]));
};

/** Spells all keys of a structured value in snake_case. */
export const snakeKeys = (value: unknown): unknown => mapKeys(value, toSnakeCase);
/** Spells all keys of a structured value in camelCase. */
export const camelKeys = (value: unknown): unknown => mapKeys(value, toCamelCase);

/** Several of a kind, in prose: "users", "aliases". */
export const plural = (noun: string): string => `${noun}${/[sx]$/.test(noun) ? 'es' : 's'}`;
/** So many of a kind, in prose: "1 alias", "2 aliases". */
export const counted = (count: number, noun: string): string => `${count} ${count === 1 ? noun : plural(noun)}`;

/** Finds what the writer most likely meant: the nearest of `known` by edit distance, if it is near at all. A domain that addresses share does not make them near. */
export function nearest(written: string, known: Iterable<string>): string | undefined {
  let best: string | undefined;
  const own = written.includes('@') ? written.indexOf('@') : written.length;
  let least = Math.max(2, Math.floor(own / 3)) + 1;
  for (const candidate of known) {
    if (Math.abs(candidate.length - written.length) >= least) continue;
    const distance = editDistance(written.toLowerCase(), candidate.toLowerCase());
    if (distance < least) [best, least] = [candidate, distance];
  }
  return best;
}

/** Levenshtein's distance, one row at a time. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next.push(
        Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)),
      );
    row = next;
  }
  return row[b.length] ?? 0;
}
