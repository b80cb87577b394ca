/** Fingerprints of data: the same data gives the same digest on every machine. */
import { createHash } from 'node:crypto';
import { canonicalJson } from './json';

/** The SHA-256 of a value's canonical JSON, as `sha256:<hex>`. */
export const digest = (value: unknown): string =>
  `sha256:${createHash('sha256').update(canonicalJson(value)).digest('hex')}`;
