/** What a value of the manifest comes to once its expressions are replaced by what they refer to. */
import { quote } from '../model';
import type { Expression, Step } from './expression';
import { Refused, isTemplate, readTemplate } from './expression';
import type { Place, Report } from './report';
import type { Body } from './stack';

/** A value without expressions. */
export interface Resolved {
  readonly value: unknown;
  /** How much it holds: texts by their length, lists and maps by their members. */
  readonly size: number;
  /** Levels of lists and maps. */
  readonly height: number;
  /** Name of a sensitive variable that it comes from. @default none */
  readonly sensitive?: string;
}

export type Reference = Extract<Expression, { type: 'reference' }>;

/** Finds what a reference names; undefined once the reason has been reported. */
export type Lookup = (reference: Reference, depth: number) => Resolved | undefined;

/** Levels followed through values, expressions and references taken together, so that no input can exhaust the stack. */
const MAX_DEPTH = 200;
/**
 * What all references and instances of a manifest may copy taken together, so that a small one cannot ask for much work: a
 * text of sixteen characters counts as two, a list as its members and one.
 */
const COPIED_ANYHOW = 1_000_000;
const COPIED_PER_RESOURCE = 50;

const sizeOfText = (text: string): number => 1 + (text.length >> 4);

/** Keeps the account of one load: what is being resolved, what has been, and how much was copied. */
export class Ledger {
  private readonly known = new Map<string, unknown>();
  private readonly open: string[] = [];
  private allowance: number;

  /** @param resources How many mail resources the manifest holds: the more, the more they may copy. */
  constructor(
    readonly report: Report,
    resources: number,
  ) {
    this.allowance = COPIED_ANYHOW + COPIED_PER_RESOURCE * resources;
  }

  /** Resolves something the first time it is asked for; undefined once a reason has been reported. */
  once<T>(key: string, place: Place, resolve: () => T | undefined): T | undefined {
    if (this.known.has(key)) return this.known.get(key) as T | undefined;
    const at = this.open.indexOf(key);
    if (at >= 0) {
      const ring = this.open.slice(at);
      const shown = ring.length > 12 ? [...ring.slice(0, 11), `… ${ring.length - 11} more`] : ring;
      this.report.say('reference-cycle', place, {
        summary: `values refer to each other in a ring: ${[...shown, key].join(' → ')}`,
        fix: 'write one of them without a reference',
      });
      return undefined;
    }
    this.open.push(key);
    const result = resolve();
    this.open.pop();
    this.known.set(key, result);
    return result;
  }

  /** Accounts for a copy of something; false, and a finding, once there was too much of it. */
  copy(size: number, place: Place): boolean {
    this.allowance -= size;
    if (this.isExhausted)
      this.report.sayOnce('copied', 'expression-too-large', place, () => ({
        summary: 'values that refer to each other grow beyond what can be held',
        fix: 'compute the value in TypeScript, before synthesis',
      }));
    return !this.isExhausted;
  }

  /** Whether too much was copied; it has been reported, and whatever still asks for a value is left without. */
  get isExhausted(): boolean {
    return this.allowance < 0;
  }

  tooDeep(place: Place): undefined {
    this.report.say('expression-too-large', place, {
      summary: `values are nested, or refer to each other, more than ${MAX_DEPTH} levels deep`,
      fix: 'compute the value in TypeScript, before synthesis',
    });
    return undefined;
  }
}

/** Measures a value as it stands; undefined where it holds an expression or is nested too deeply. */
export function plain(value: unknown, expressions = true, depth = 0): Resolved | undefined {
  if (typeof value === 'string')
    return expressions && isTemplate(value) ? undefined : { value, size: sizeOfText(value), height: 0 };
  if (typeof value !== 'object' || value === null) return { value, size: 1, height: 0 };
  if (depth > MAX_DEPTH) return undefined;
  let size = 1;
  let height = 0;
  for (const member of Array.isArray(value) ? (value as unknown[]) : Object.values(value)) {
    const inner = plain(member, expressions, depth + 1);
    if (inner === undefined) return undefined;
    size += inner.size;
    height = Math.max(height, inner.height + 1);
  }
  return { value, size, height };
}

/** Resolves one value, with all that it holds; undefined once every reason has been reported. */
export function resolveValue(
  ledger: Ledger,
  place: Place,
  lookup: Lookup,
  raw: unknown,
  depth = 0,
): Resolved | undefined {
  if (typeof raw === 'string') return resolveText(ledger, place, lookup, raw, depth);
  if (typeof raw !== 'object' || raw === null) return { value: raw, size: 1, height: 0 };
  if (depth > MAX_DEPTH) return ledger.tooDeep(place);
  const resolve = (member: unknown): Resolved | undefined => resolveValue(ledger, place, lookup, member, depth + 1);
  if (Array.isArray(raw)) return listOf(ledger, place, raw.map(resolve));
  return mapOf(ledger, place, Object.keys(raw), Object.values(raw).map(resolve));
}

function resolveText(ledger: Ledger, place: Place, lookup: Lookup, text: string, depth: number): Resolved | undefined {
  if (!isTemplate(text)) return { value: text, size: sizeOfText(text), height: 0 };
  try {
    return evaluate(ledger, place, lookup, readTemplate(text), depth);
  } catch (thrown) {
    if (!(thrown instanceof Refused)) throw thrown;
    const unsupported = thrown.reason === 'unsupported';
    ledger.report.say(unsupported ? 'expression-unsupported' : 'expression-invalid', place, {
      summary: `${quote(text)} ${thrown.message}${unsupported ? ', which only Terraform can compute' : ''}`,
      fix: unsupported
        ? 'compute the value in TypeScript, before synthesis'
        : 'correct the expression; for the characters themselves write "$${" or "%%{"',
    });
    return undefined;
  }
}

/** The value of an expression that was read. */
export function evaluate(
  ledger: Ledger,
  place: Place,
  lookup: Lookup,
  expression: Expression,
  depth: number,
): Resolved | undefined {
  if (depth > MAX_DEPTH) return ledger.tooDeep(place);
  const inner = (part: Expression): Resolved | undefined => evaluate(ledger, place, lookup, part, depth + 1);
  switch (expression.type) {
    case 'literal':
      return plain(expression.value, false);
    case 'template':
      return textOf(ledger, place, expression.parts.map(inner));
    case 'list':
      return listOf(ledger, place, expression.members.map(inner));
    case 'map':
      return mapOf(
        ledger,
        place,
        expression.entries.map(([key]) => key),
        expression.entries.map(([, value]) => inner(value)),
      );
    case 'set':
      return inner(expression.of);
    case 'reference': {
      const found = ledger.isExhausted ? undefined : lookup(expression, depth + 1);
      return found !== undefined && ledger.copy(found.size, place) ? found : undefined;
    }
    default:
      return expression satisfies never;
  }
}

const isWhole = (parts: (Resolved | undefined)[]): parts is Resolved[] => !parts.includes(undefined);
const sensitiveOf = (parts: readonly Resolved[]): string | undefined => parts.find((part) => part.sensitive)?.sensitive;

function around(ledger: Ledger, place: Place, value: unknown, parts: readonly Resolved[]): Resolved | undefined {
  const height = parts.reduce((most, part) => Math.max(most, part.height + 1), 0);
  if (height > MAX_DEPTH) return ledger.tooDeep(place);
  return { value, size: parts.reduce((sum, part) => sum + part.size, 1), height, sensitive: sensitiveOf(parts) };
}

const listOf = (ledger: Ledger, place: Place, parts: (Resolved | undefined)[]): Resolved | undefined =>
  isWhole(parts) ? around(ledger, place, parts.map((part) => part.value), parts) : undefined; // prettier-ignore

function mapOf(
  ledger: Ledger,
  place: Place,
  keys: readonly string[],
  parts: (Resolved | undefined)[],
): Resolved | undefined {
  if (!isWhole(parts)) return undefined;
  return around(ledger, place, Object.fromEntries(parts.map((part, i) => [keys[i], part.value])), parts);
}

function textOf(ledger: Ledger, place: Place, parts: (Resolved | undefined)[]): Resolved | undefined {
  if (!isWhole(parts)) return undefined;
  const odd = parts.find(({ value }) => typeof value === 'object');
  if (odd !== undefined) {
    const what = odd.value === null ? 'null' : Array.isArray(odd.value) ? 'a list' : 'a map';
    ledger.report.say('expression-unsupported', place, {
      summary: `a text is put together from parts of which one is ${what}; parts must be texts, numbers, true or false`,
      fix: 'refer to one member of it, or compute the value in TypeScript, before synthesis',
    });
    return undefined;
  }
  const value = parts.map((part) => String(part.value)).join('');
  return { value, size: sizeOfText(value), height: 0, sensitive: sensitiveOf(parts) };
}

/** Follows `.name` and `["key"]` steps into a value; the step that leads nowhere where one does. */
export function descend(
  found: Resolved,
  steps: readonly Step[],
): { readonly found: Resolved } | { readonly missing: Step } {
  let value = found.value;
  for (const step of steps) {
    const held =
      typeof value === 'object' &&
      value !== null &&
      Object.hasOwn(value, step) &&
      !(Array.isArray(value) && typeof step !== 'number');
    if (!held) return { missing: step };
    value = (value as Body)[step];
  }
  if (value === found.value) return { found };
  return { found: { ...(plain(value, false) ?? found), value, sensitive: found.sensitive } };
}
