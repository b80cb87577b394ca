/** How is a declared value written to the manifest, and what of it can be checked before references are known? */
import { Construct } from 'constructs';
import { isObject, isSecretReference, KINDS, toSnakeCase } from '../model';
import type { Attribute, KindName } from '../model';
import { Token } from './terraform';

/** A construct that may stand wherever its address or name may be written. */
export interface Referable {
  readonly kind: KindName;
  /** Terraform's reference to the address or name, such as `${mail_user.ada.email}`. */
  readonly reference: string;
  /** The address or name as it was declared. */
  readonly declaredIdentity: unknown;
}

export const isReferable = (value: unknown): value is Construct & Referable =>
  Construct.isConstruct(value) && 'declaredIdentity' in value;

const EXPRESSION = /(?:^|[^$])\$\{|(?:^|[^%])%\{/;

/** Whether a value is known only when Terraform's expressions are evaluated. */
export const isReference = (value: unknown): boolean =>
  typeof value === 'string'
    ? value.includes('{') && (EXPRESSION.test(value) || Token.isUnresolved(value))
    : Token.isUnresolved(value);

/** Writes a text so that Terraform takes it for what it is, even where it looks like an expression. */
export const escapeExpressions = (text: string): string => text.replace(/[$%](?=\{)/g, '$&$&');

/** The names of all attributes in snake_case, so that a long table does not spell them anew in each row. */
const SPELLING: ReadonlyMap<string, string> = new Map(
  Object.values(KINDS).flatMap((kind) =>
    Object.keys(kind.attributes).map((name) => [name, toSnakeCase(name)] as const),
  ),
);

const nameOf = (construct: Construct): string => `the construct ${construct.node.path}`;

/** Writes a value as the manifest has it: constructs as references, keys of structured values in snake_case. */
export function toManifest(value: unknown): unknown {
  // The CDK would fail on a function before the validation could say where it was written.
  if (typeof value === 'function') return null;
  if (typeof value !== 'object' || value === null || isReference(value)) return value;
  if (Array.isArray(value)) return value.map(toManifest);
  if (Construct.isConstruct(value)) return isReferable(value) ? value.reference : nameOf(value);
  if (value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [toSnakeCase(key), toManifest(inner)]));
}

const isPlainSecret = (value: unknown): boolean =>
  !isReference(value) && !(typeof value === 'string' && isSecretReference(value.trim()));

/** Writes attributes as the manifest has them; a plain secret is never among them, even where validation is skipped. */
export function attributesToManifest(
  known: Readonly<Record<string, Attribute>>,
  written: Readonly<Record<string, unknown>>,
): { [name: string]: unknown } {
  const manifest: { [name: string]: unknown } = {};
  for (const name of Object.keys(written)) {
    const value = written[name];
    if (value === undefined || (known[name]?.sensitive && isPlainSecret(value))) continue;
    manifest[SPELLING.get(name) ?? toSnakeCase(name)] = toManifest(value);
  }
  return manifest;
}

/** Lays one sample over another, so that every field that either has is there. */
export const fullSample = ([first, second]: readonly [unknown, unknown]): unknown =>
  isObject(first) && isObject(second) ? { ...first, ...second } : first;

/**
 * Makes a value that the model can check now: constructs become the address or name they were declared with, and what
 * is not known yet becomes the sample's value at the same place.
 */
export function toCheckable(value: unknown, sample: unknown): unknown {
  if (isReference(value)) return sample;
  if (Array.isArray(value)) {
    const member: unknown = Array.isArray(sample) ? sample[0] : undefined;
    return value.flatMap((inner: unknown) => {
      const checkable = toCheckable(inner, member);
      return checkable === undefined && inner !== undefined ? [] : [checkable];
    });
  }
  if (isReferable(value)) return toCheckable(value.declaredIdentity, sample);
  if (Construct.isConstruct(value)) return nameOf(value);
  if (!isObject(value) || value instanceof Date) return value;
  const fields = isObject(sample) ? sample : {};
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, toCheckable(inner, fields[key])]));
}
