/** Which attribute a name in the manifest means, and what is wrong with the value it has there. */
import { KINDS, KIND_NAMES, attributeOf, camelKeys, isObject, parseDeclared, toSnakeCase } from '../model';
import type { Attribute, AttributeProblem, Finding, KindName } from '../model';
import type { ManifestFindingCode } from './findings';
import type { Resolved } from './resolve';

export interface Problem {
  readonly code: ManifestFindingCode;
  readonly said: Pick<Finding, 'summary' | 'fix'>;
}

/** An attribute by the name it has in the manifest. */
export interface Named {
  /** In camelCase, as the model has it. */
  readonly name: string;
  readonly attribute: Attribute;
}

const named = (kind: KindName): [KindName, ReadonlyMap<string, Named>] => [
  kind,
  new Map(
    Object.entries(KINDS[kind].attributes).map(([name, attribute]): [string, Named] => [
      toSnakeCase(name),
      { name, attribute },
    ]),
  ),
];

const NAMED: ReadonlyMap<KindName, ReadonlyMap<string, Named>> = new Map(KIND_NAMES.map(named));

/** The attributes of a kind by their names in the manifest, which are in snake_case. */
export const attributesOf = (kind: KindName): ReadonlyMap<string, Named> => NAMED.get(kind) ?? new Map<string, Named>();

/** The names among them that a person may declare. */
export const declarableNames = (kind: KindName): string[] =>
  [...attributesOf(kind)].filter(([, { attribute }]) => attribute.computed !== true).map(([name]) => name);

/** The value as the model spells it: names inside it in camelCase. */
export const modelValue = (value: unknown): unknown =>
  isObject(value) || (Array.isArray(value) && value.some((member) => typeof member === 'object'))
    ? camelKeys(value)
    : value;

/** Turns what the model says about a declared attribute into a finding's words. */
export function describeProblem(kind: KindName, { attribute: name, problem, reason }: AttributeProblem): Problem {
  const attribute = attributeOf(kind, name);
  const example = JSON.stringify(attribute?.samples[0] ?? null);
  switch (reason) {
    case 'unknown':
      return {
        code: 'attribute-unknown',
        said: { summary: problem, fix: 'correct the name, or remove the attribute' },
      };
    case 'computed':
      return { code: 'attribute-computed', said: { summary: `${name} ${problem}`, fix: 'remove the attribute' } };
    case 'missing':
      return { code: 'attribute-missing', said: { summary: problem, fix: `declare ${name}, such as ${example}` } };
    case 'invalid':
      return attribute?.sensitive
        ? { code: 'secret-in-manifest', said: { summary: `${name} ${problem}`, fix: SECRET_FIX } }
        : { code: 'attribute-invalid', said: { summary: `${name}: ${problem}`, fix: `write it like ${example}` } };
    default:
      return reason satisfies never;
  }
}

/** What to do about a secret that is in the manifest. */
export const SECRET_FIX =
  'write "env:NAME", "file:PATH" or "command:..."; if a real secret was written here, change it, since the manifest holds it';

/** Says that a sensitive variable would become visible. */
export const wouldShow = (name: string, variable: string): Problem => ({
  code: 'secret-would-show',
  said: {
    summary: `${name} takes its value from the sensitive variable "${variable}", and plans would show it`,
    fix: 'make the variable not sensitive, or write the value another way; where secrets belong, refer to them by "env:NAME"',
  },
});

/** What is wrong with one attribute on its own, if anything is. */
export function attributeProblem(kind: KindName, { name, attribute }: Named, found: Resolved): Problem | undefined {
  if (found.sensitive !== undefined && !attribute.sensitive) return wouldShow(name, found.sensitive);
  const { problems } = parseDeclared(kind, { [name]: modelValue(found.value) });
  const own = problems.find((problem) => problem.attribute === name);
  return own === undefined ? undefined : describeProblem(kind, own);
}
