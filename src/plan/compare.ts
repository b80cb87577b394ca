/** Compares one declared object with the same object at the host: which attributes would have to be written. */
import { KINDS, declarableAttributes, equalJson, isObject } from '../model';
import type { Attribute, DesiredObject, Json, KindName, ObservedObject } from '../model';
import type { AttributeChange } from './plan';

type Values = { readonly [name: string]: unknown };

/** An absent value and an empty one say the same of an object at the host: there is nothing. */
const isEmpty = (value: unknown): boolean =>
  value === null || value === undefined || (Array.isArray(value) && value.length === 0);

/**
 * Says what an attribute will hold once `wanted` is written over `held`: a field that a structured value leaves out
 * stays as the host has it.
 */
export function overlaid(wanted: unknown, held: unknown): unknown {
  return isObject(wanted) && isObject(held) ? { ...held, ...wanted } : wanted;
}

/** Whether the host already holds what is wanted; fields that a structured value leaves out do not count. */
export function holds(wanted: unknown, held: unknown): boolean {
  if (isEmpty(wanted)) return isEmpty(held);
  return equalJson(overlaid(wanted, held), held);
}

const masked = (attribute: Attribute | undefined): { readonly sensitive?: true } =>
  attribute?.sensitive ? { sensitive: true } : {};

/** The attributes of an object that a host was told, in the model's order: neither computed nor steering the plan. */
export function storedAttributes(kind: KindName, attributes: Values): { [name: string]: Json } {
  const stored: { [name: string]: Json } = {};
  for (const name of declarableAttributes(kind)) {
    const value = attributes[name];
    if (value !== undefined && !KINDS[kind].attributes[name]?.planOnly) stored[name] = value as Json;
  }
  return stored;
}

/** What a plan remembers of an object: what the host was told of it, and the host's own id, which an object made anew under the same name does not have. */
export function rememberedAttributes(kind: KindName, attributes: Values): { [name: string]: Json } {
  const stored = storedAttributes(kind, attributes);
  return typeof attributes.id === 'string' ? { ...stored, id: attributes.id } : stored;
}

/** What is written to create an object: everything declared that the host can store. */
export function createdAttributes(desired: DesiredObject, supports: ReadonlySet<string>): AttributeChange[] {
  const changes: AttributeChange[] = [];
  const stored = storedAttributes(desired.kind, desired.attributes);
  for (const [name, after] of Object.entries(stored)) {
    if (supports.has(name) && !isEmpty(after))
      changes.push({ name, after, ...masked(KINDS[desired.kind].attributes[name]) });
  }
  return changes;
}

/** What is written to bring an existing object to what is declared; empty when it is already so. The identity is not among it. */
export function changedAttributes(
  desired: DesiredObject,
  observed: ObservedObject,
  supports: ReadonlySet<string>,
): AttributeChange[] {
  const { identity, attributes } = KINDS[desired.kind];
  const { ignoreChanges } = desired.lifecycle;
  if (ignoreChanges === 'all') return [];
  const changes: AttributeChange[] = [];
  const wanted = desired.attributes as Values;
  const held = observed.attributes as Values;
  for (const name of Object.keys(wanted)) {
    const traits = attributes[name];
    if (traits === undefined || name === identity || traits.planOnly || traits.createOnly || traits.computed) continue;
    if (!supports.has(name) || ignoreChanges.includes(name) || holds(wanted[name], held[name])) continue;
    changes.push({
      name,
      ...(held[name] === undefined ? {} : { before: held[name] as Json }),
      after: overlaid(wanted[name], held[name]) as Json,
    });
  }
  if (changes.length > 0)
    for (const name of Object.keys(wanted)) {
      const traits = attributes[name];
      if (traits?.renewedBy === undefined || !supports.has(name) || ignoreChanges.includes(name)) continue;
      const renews = changes.some((change) => change.name === traits.renewedBy && !isEmpty(change.after));
      if (renews && !isEmpty(wanted[name])) changes.push({ name, after: wanted[name] as Json, ...masked(traits) });
    }
  return changes.length < 2 ? changes : inModelOrder(desired.kind, changes);
}

function inModelOrder(kind: KindName, changes: AttributeChange[]): AttributeChange[] {
  const order = declarableAttributes(kind);
  return changes.sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name));
}
