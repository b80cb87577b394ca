/** One field of a kind: its type and its traits, from which everything else about it is derived. */
import { z } from 'zod';
import { quote, setOf } from './values';

/** Which objects a value names. */
export interface Reference {
  /** The kinds it may name. */
  readonly to: readonly ('organization' | 'domain' | 'user' | 'alias' | 'group')[];
  /** It may also name an address outside the declared domains. @default false */
  readonly outside?: true;
  /** The field of a structured value that holds the names. @default the value itself */
  readonly key?: string;
}

export interface Traits<Input = unknown> {
  /** One sentence for a person who administers mail. */
  readonly description: string;
  /** Two different values as a person would declare them; the first is set, then changed to the second, by the conformance suite. */
  readonly samples: readonly [Input, Input];
  /** Must be declared. @default false */
  readonly required?: true;
  /** Told by the host, never declared. @default false */
  readonly computed?: true;
  /** A reference to a secret: write-only, never read back, masked wherever it is shown. @default false */
  readonly sensitive?: true;
  /** Used when the object is created; a later change of it alone changes nothing. @default false */
  readonly createOnly?: true;
  /** Names the attribute with which it is written again: whenever the host keeps another value of that one. @default never */
  readonly renewedBy?: string;
  /** A list whose order and repeats mean nothing. @default false */
  readonly unordered?: true;
  /** Names other objects, so it orders the work. @default none */
  readonly reference?: Reference;
  /** May be set after creation, when what it names needs this object first (a catch-all needs a user, the user needs the domain). @default false */
  readonly deferrable?: true;
  /** Steers the plan and is never sent to the host. @default false */
  readonly planOnly?: true;
  /** Shown as a size, such as "25 GB". @default false */
  readonly bytes?: true;
  /** What the host does when it is left out, for the docs. @default the host's own default */
  readonly defaultText?: string;
}

export interface Attribute<T = unknown> extends Traits {
  readonly type: z.ZodType<T>;
}

/** Declares an attribute. An unordered list comes out sorted, each member once. */
export function attribute<S extends z.ZodType>(type: S, traits: Traits<z.input<S>>): Attribute<z.output<S>> {
  return { ...traits, type: type as unknown as z.ZodType<z.output<S>> };
}

/** Declares an attribute that is a set of texts. */
export const setAttribute = <S extends z.ZodType<string>>(
  member: S,
  traits: Omit<Traits<z.input<S>[]>, 'unordered'>,
): Attribute<string[]> => attribute(setOf(member), { ...traits, unordered: true } as Traits<z.input<S>[]>);

/** A structured value: named fields, each of which may be left out, no others. An omitted field is left as the host has it. */
export function structure<S extends Record<string, z.ZodType>>(fields: S) {
  const optional = Object.fromEntries(Object.entries(fields).map(([name, type]) => [name, type.optional()]));
  return z.strictObject(optional as { [K in keyof S]: z.ZodOptional<S[K]> });
}

/** Why a value was refused. */
export interface Problem {
  /** Where inside the value, such as `[2]` or `.keepCopy`; empty for the value itself. */
  readonly path: string;
  /** In lower case, without a full stop. */
  readonly problem: string;
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: 'a text', number: 'a number', int: 'a whole number', boolean: 'true or false', array: 'a list', object: 'an object with named fields',
}; // prettier-ignore

/** What each branch of a union takes, where all of them take fixed values. */
function literalsOf(issues: readonly z.core.$ZodIssue[]): string[] {
  const values = issues.flatMap((issue) => (issue.code === 'invalid_value' ? issue.values : [undefined]));
  return values.includes(undefined) ? [] : values.map((allowed) => JSON.stringify(allowed));
}

function wordsFor(issue: z.core.$ZodIssue, value: unknown): string {
  switch (issue.code) {
    case 'invalid_type':
      return `expected ${TYPE_WORDS[issue.expected] ?? issue.expected}, got ${value === undefined ? 'nothing' : quote(value)}`;
    case 'invalid_value':
      return `${quote(value)} is not one of ${issue.values.map((allowed) => JSON.stringify(allowed)).join(', ')}`;
    case 'unrecognized_keys':
      return `has the unknown field ${issue.keys.map((key) => JSON.stringify(key)).join(', ')}`;
    case 'invalid_union': {
      const allowed = literalsOf(issue.errors.flat());
      return allowed.length === 0
        ? `${quote(value)} is not of an allowed type`
        : `${quote(value)} is not one of ${allowed.join(', ')}`;
    }
    case 'too_small':
      return `${quote(value)} is below the least allowed, ${issue.minimum}`;
    case 'too_big':
      return `${quote(value)} is above the most allowed, ${issue.maximum}`;
    default:
      return issue.message;
  }
}

/** Says in plain words what is wrong with `input`, one problem for each place. */
export function explain(error: z.ZodError, input: unknown): Problem[] {
  return error.issues.map((issue) => {
    let value: unknown = input;
    for (const key of issue.path) value = (value as Record<PropertyKey, unknown> | undefined)?.[key];
    const path = issue.path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('');
    return { path, problem: wordsFor(issue, value) };
  });
}
