/** Fingerprints of data: the same data gives the same digest on every machine. */
import { createHash } from 'node:crypto';
import { canonicalJson, isObject } from './json';

/** Characters hashed at once. */
const CHUNK = 1 << 16;

/** The SHA-256 of a value's canonical JSON, as `sha256:<hex>`. */
export function digest(value: unknown): string {
  const hash = createHash('sha256');
  let text = '';
  for (const piece of pieces(value, 2)) {
    text += piece;
    if (text.length < CHUNK) continue;
    hash.update(text);
    text = '';
  }
  return `sha256:${hash.update(text).digest('hex')}`;
}

/** The canonical JSON of a value in pieces, since that of a large plan as a whole would take more memory than the plan. */
function* pieces(value: unknown, levels: number): Iterable<string> {
  if (levels === 0 || typeof value !== 'object' || value === null) return yield canonicalJson(value);
  let before = '';
  if (isObject(value)) {
    for (const key of Object.keys(value).sort()) {
      if (value[key] === undefined) continue;
      yield `${before === '' ? '{' : ','}${JSON.stringify(key)}:`;
      yield* pieces(value[key], levels - 1);
      before = ',';
    }
    yield before === '' ? '{}' : '}';
  } else if (Array.isArray(value)) {
    for (const member of value as unknown[]) {
      yield before === '' ? '[' : ',';
      yield* pieces(member, levels - 1);
      before = ',';
    }
    yield before === '' ? '[]' : ']';
  }
}
