/** From what somebody wrote, or a host answered, to normalised attributes; and what is wrong with the rest. */
import type { z } from 'zod';
import { explain } from './attribute';
import type { Attribute } from './attribute';
import { KINDS } from './kinds';
import type { AttributesOf } from './kinds';
import type { KindName } from './kind';
import { nearest, toSnakeCase, withArticle } from './names';

/** Why one attribute was refused. */
export interface AttributeProblem {
  readonly attribute: string;
  /** In lower case, without a full stop: what is wrong and what is allowed. */
  readonly problem: string;
  readonly reason: 'unknown' | 'computed' | 'invalid' | 'missing';
}

export interface ParsedAttributes<K extends KindName> {
  readonly attributes: AttributesOf<K>;
  readonly problems: readonly AttributeProblem[];
}

const invalid = (attribute: string, error: z.ZodError, value: unknown): AttributeProblem[] =>
  explain(error, value).map(({ path, problem }) => ({
    attribute,
    reason: 'invalid',
    problem: path === '' ? problem : `${path} ${problem}`,
  }));

/**
 * Parses declared attributes (camelCase names). Undefined is left out, null clears. Never throws, and never repeats
 * the value of a sensitive attribute.
 */
export function parseDeclared<K extends KindName>(
  kind: K,
  written: Readonly<Record<string, unknown>>,
): ParsedAttributes<K> {
  const known = KINDS[kind].attributes;
  const attributes: Record<string, unknown> = {};
  const problems: AttributeProblem[] = [];
  for (const [name, value] of Object.entries(written)) {
    if (value === undefined) continue;
    const attribute = Object.hasOwn(known, name) ? known[name] : undefined;
    if (attribute === undefined) {
      const near = nearest(name, Object.keys(known));
      problems.push({
        attribute: name,
        reason: 'unknown',
        problem: `${withArticle(kind)} has no attribute ${JSON.stringify(name)}${near === undefined ? '' : `, did you mean ${JSON.stringify(near)}?`}`,
      });
    } else if (attribute.computed) {
      problems.push({ attribute: name, reason: 'computed', problem: 'is told by the host and cannot be declared' });
    } else if (value === null) {
      if (attribute.required)
        problems.push({ attribute: name, reason: 'invalid', problem: 'is required, so it cannot be null' });
      else attributes[name] = attribute.unordered ? [] : null;
    } else {
      const result = attribute.type.safeParse(value);
      if (result.success) attributes[name] = result.data;
      else problems.push(...invalid(name, result.error, attribute.sensitive ? '(secret)' : value));
    }
  }
  for (const name of Object.keys(known))
    if (known[name]?.required && !(name in attributes) && !problems.some((problem) => problem.attribute === name))
      problems.push({
        attribute: name,
        reason: 'missing',
        problem: `${withArticle(kind)} needs ${JSON.stringify(name)} (${toSnakeCase(name)} in the manifest)`,
      });
  return { attributes: attributes as AttributesOf<K>, problems };
}

/** Attributes on the way from a host's answer, and what is wrong with the others. */
export interface Observing {
  readonly attributes: Record<string, unknown>;
  readonly problems: AttributeProblem[];
}

/** Parses one attribute that a host answered; undefined is left out. Never throws. */
export function parseAnswer(name: string, attribute: Attribute, value: unknown, into: Observing): void {
  if (value === undefined) return;
  if (value === null) {
    into.attributes[name] = attribute.unordered ? [] : null;
    return;
  }
  const result = attribute.type.safeParse(value);
  if (result.success) into.attributes[name] = result.data;
  else into.problems.push(...invalid(name, result.error, value));
}

/** Whether a host's answer can hold an attribute: secrets are not read back, what steers the plan is not sent. */
export const isObservable = ({ sensitive, planOnly }: Attribute): boolean => !sensitive && !planOnly;

/**
 * Parses attributes that a host answered (camelCase names), computed ones too. Sensitive and plan-only ones and unknown names are dropped:
 * they are not state. Never throws.
 */
export function parseObserved<K extends KindName>(
  kind: K,
  answered: Readonly<Record<string, unknown>>,
): ParsedAttributes<K> {
  const known = KINDS[kind].attributes;
  const into: Observing = { attributes: {}, problems: [] };
  for (const name of Object.keys(answered)) {
    const attribute = Object.hasOwn(known, name) ? known[name] : undefined;
    if (attribute !== undefined && isObservable(attribute)) parseAnswer(name, attribute, answered[name], into);
  }
  return into as ParsedAttributes<K>;
}

/** The names in `value` that an attribute refers to, normalised. */
export function referencesOf(kind: KindName, name: string, value: unknown): readonly string[] {
  const reference = KINDS[kind].attributes[name]?.reference;
  if (reference === undefined || value === null || value === undefined) return [];
  const held = reference.key === undefined ? value : (value as Readonly<Record<string, unknown>>)[reference.key];
  if (typeof held === 'string') return [held];
  return Array.isArray(held) ? (held as string[]) : [];
}
