/** How a driver's host spells each attribute: which it can store, in which field, and how its value is written there and read back. */
import { KINDS, isObject, isObservable, parseAnswer } from '../model';
import type { AttributeName, AttributesOf, KindName, ObservedObject, Observing } from '../model';
import { HostError } from './error';
import type { HostContext, Written } from './port';

/** One attribute at one host. */
export interface Line<T> {
  /** Name of the field at the host. */
  readonly field: string;
  /** From the normalised value to the host's. @default as it is */
  readonly encode?: (value: T) => unknown;
  /** From the host's value to one that the model understands. @default as it is */
  readonly decode?: (wire: unknown) => unknown;
  /** What the host wants in order to clear it. @default null */
  readonly cleared?: unknown;
}

/** What a host can store and tell of a kind: what has no line, it cannot. */
export type Lines<K extends KindName> = {
  readonly [A in AttributeName<K>]?: Line<NonNullable<AttributesOf<K>[A]>>;
};

/** An object as the model has it, or why it could not be understood. */
export type Decoded<K extends KindName> =
  | { readonly ok: true; readonly object: ObservedObject<K> }
  | { readonly ok: false; readonly identity: string; readonly problem: string };

export interface Codec<K extends KindName> {
  /** In the model's order. */
  readonly supports: readonly AttributeName<K>[];
  /**
   * The host's fields for what is to be written.
   * @throws HostError UNSUPPORTED for an attribute without a line.
   */
  encode(written: Written<K>): Record<string, unknown>;
  /** Reads an object; a field that is missing leaves its attribute out. */
  decode(wire: Readonly<Record<string, unknown>>, revision?: string): Decoded<K>;
}

/** Makes the codec of a kind from its lines. */
export function defineCodec<K extends KindName>(kind: K, lines: Lines<K>): Codec<K> {
  const byName = lines as Readonly<Record<string, Line<unknown> | undefined>>;
  const { attributes, identity } = KINDS[kind];
  const known = Object.keys(attributes).flatMap((name) => {
    const [line, attribute] = [byName[name], attributes[name]];
    return line === undefined || attribute === undefined ? [] : [{ name, line, attribute }];
  });
  // An answer has few fields of the many that there are, so it is read field by field.
  const readable = new Map<string, typeof known>();
  for (const each of known)
    if (isObservable(each.attribute)) readable.set(each.line.field, [...(readable.get(each.line.field) ?? []), each]);

  return {
    supports: known.map(({ name }) => name as AttributeName<K>),
    encode(written) {
      const wire: Record<string, unknown> = {};
      for (const [name, value] of Object.entries(written)) {
        if (value === undefined) continue;
        const line = byName[name];
        if (line === undefined)
          throw new HostError({ code: 'UNSUPPORTED', message: `this host cannot store "${name}" of a ${kind}` });
        if (value === null) wire[line.field] = line.cleared ?? null;
        else wire[line.field] = line.encode === undefined ? value : line.encode(value);
      }
      return wire;
    },
    decode(wire, revision) {
      const into: Observing = { attributes: {}, problems: [] };
      for (const field of Object.keys(wire))
        for (const { name, line, attribute } of readable.get(field) ?? []) {
          const value = wire[field];
          if (value !== undefined)
            parseAnswer(name, attribute, line.decode === undefined ? value : line.decode(value), into);
        }
      const named = into.attributes[identity];
      const [problem] = into.problems;
      if (typeof named !== 'string' || problem !== undefined)
        return {
          ok: false,
          identity: String(wire[byName[identity]?.field ?? identity]),
          problem: problem === undefined ? `it has no "${identity}"` : `its "${problem.attribute}" ${problem.problem}`,
        };
      const attributes = into.attributes as AttributesOf<K>;
      return {
        ok: true,
        object:
          revision === undefined
            ? { kind, identity: named, attributes }
            : { kind, identity: named, attributes, revision },
      };
    },
  };
}

/** Lines of a host that stores every attribute of the model under its own name: an attribute that is added to the model is stored at once. */
export const linesOfModel = <K extends KindName>(kind: K): Lines<K> =>
  Object.fromEntries(
    Object.entries(KINDS[kind].attributes)
      .filter(([, attribute]) => attribute.planOnly !== true)
      .map(([name]) => [name, { field: name }]),
  ) as Lines<K>;

/** Completes structured values with the fields that the change leaves out, for a host that stores such a value as a whole. */
export function completeStructures<K extends KindName>(observed: ObservedObject<K>, changes: Written<K>): Written<K> {
  const had = observed.attributes as Readonly<Record<string, unknown>>;
  const completed = Object.entries(changes).map(([name, value]) => {
    const before = had[name];
    return [name, isObject(value) && isObject(before) ? { ...before, ...value } : value] as const;
  });
  return Object.fromEntries(completed) as Written<K>;
}

/** What is to be written with its secrets in place, and those secrets, so that they can be masked in whatever is said of the call. */
export interface Revealed<K extends KindName> {
  readonly written: Written<K>;
  readonly secrets: readonly string[];
}

/**
 * Puts secrets in the place of the references to them, just before sending.
 * @throws HostError INVALID, naming the reference.
 */
export async function revealSecrets<K extends KindName>(
  kind: K,
  written: Written<K>,
  context: HostContext,
): Promise<Revealed<K>> {
  const { attributes } = KINDS[kind];
  const sensitive = Object.entries(written).filter(([name]) => attributes[name]?.sensitive);
  const secrets: string[] = [];
  const revealed: Record<string, unknown> = {};
  for (const [name, value] of sensitive)
    if (typeof value === 'string') {
      const secret = await context.secret(value);
      secrets.push(secret);
      revealed[name] = secret;
    }
  return { written: secrets.length === 0 ? written : { ...written, ...revealed }, secrets };
}
