/** Does a value keep the rules that a host sets for it? Asked by the plan, by the conformance suite and by drivers before they write. */
import { equalJson, isObject } from '../model';
import type { KindName } from '../model';
import { HostError } from './error';
import type { HostRule, ValueLimit, ValueRule } from './port';

/** A value that a host refuses, and the rule that says so. */
export interface RefusedValue {
  readonly rule: ValueRule;
  /** The attribute's name, with its field: `dkim.keyLength`. */
  readonly name: string;
  readonly value: unknown;
}

function allows(must: ValueLimit, value: unknown): boolean {
  if ('not' in must) return !equalJson(value, must.not);
  if (value === null) return true;
  if ('oneOf' in must) return must.oneOf.some((allowed) => equalJson(value, allowed));
  if ('multipleOf' in must) return typeof value === 'number' && value % must.multipleOf === 0;
  return typeof value === 'string' && value.length <= must.longest;
}

/** The first value among `attributes` that the host's rules refuse; absent attributes and fields are not asked about. */
export function refusedValue(
  rules: readonly HostRule[],
  kind: KindName,
  attributes: Readonly<Record<string, unknown>>,
): RefusedValue | undefined {
  for (const rule of rules) {
    if (rule.rule !== 'value' || rule.kind !== kind) continue;
    const whole = attributes[rule.attribute];
    const value = rule.field === undefined ? whole : isObject(whole) ? whole[rule.field] : undefined;
    if (value === undefined || allows(rule.must, value)) continue;
    return { rule, name: rule.field === undefined ? rule.attribute : `${rule.attribute}.${rule.field}`, value };
  }
  return undefined;
}

/** What a rule allows, to be read after "allowed is". */
export function allowedValues(must: ValueLimit): string {
  if ('not' in must) return must.not === null ? 'any value' : `anything but ${JSON.stringify(must.not)}`;
  if ('oneOf' in must) return must.oneOf.map((value) => JSON.stringify(value)).join(' or ');
  if ('multipleOf' in must) return `a multiple of ${must.multipleOf}`;
  return `a text of at most ${must.longest} characters`;
}

/**
 * Refuses what the host would refuse, or would take and not keep.
 * @throws HostError UNSUPPORTED
 */
export function requireAllowed(
  rules: readonly HostRule[],
  kind: KindName,
  attributes: Readonly<Record<string, unknown>>,
): void {
  const refused = refusedValue(rules, kind, attributes);
  if (refused === undefined) return;
  const { rule, name, value } = refused;
  const what = value === null ? `"${name}" of a ${kind} cannot be cleared` : `"${name}" of a ${kind} cannot be ${JSON.stringify(value)}, allowed is ${allowedValues(rule.must)}`; // prettier-ignore
  throw new HostError({ code: 'UNSUPPORTED', message: `${what}: ${rule.because}` });
}
