/** Which values the environment and the files of variables give, in Terraform's order of precedence. */
import { isObject } from '../model';
import type { Expression } from './expression';
import { Refused, readAssignments, readExpression } from './expression';
import type { Report } from './report';

/** A value somebody gave for a variable. */
export interface GivenVariable {
  readonly value: unknown;
  /** Where it was given, such as `TF_VAR_people` or `terraform.tfvars`. */
  readonly source: string;
  /** Plain text from the environment: an expression if the variable is a list or a map. @default false */
  readonly isText?: true;
}

/** Given values by the name of the variable. */
export type Variables = ReadonlyMap<string, GivenVariable>;

const PREFIX = 'TF_VAR_';

/** The variables that an environment gives by `TF_VAR_<name>`. */
export const environmentVariables = (env: Readonly<Record<string, string | undefined>>): Variables =>
  new Map(
    Object.entries(env).flatMap(([name, value]): [string, GivenVariable][] =>
      name.startsWith(PREFIX) && value !== undefined
        ? [[name.slice(PREFIX.length), { value, source: name, isText: true }]]
        : [],
    ),
  );

/** Whether Terraform reads a file of this name on its own. */
export const isVariablesFile = (name: string): boolean =>
  /^terraform\.tfvars(\.json)?$/.test(name) || /\.auto\.tfvars(\.json)?$/.test(name);

const precedence = (name: string): string =>
  name === 'terraform.tfvars' ? '0' : name === 'terraform.tfvars.json' ? '1' : `2${name}`;

/**
 * Reads files of variables; of two that give the same variable the later counts: `terraform.tfvars`, `terraform.tfvars.json`, then
 * `*.auto.tfvars` and `*.auto.tfvars.json` by name. Source: Terraform documentation, "Variable definition precedence".
 */
export function fileVariables(
  files: readonly { readonly name: string; readonly path: string; readonly text: string }[],
  report: Report,
): Variables {
  const given = new Map<string, GivenVariable>();
  const ordered = [...files].sort((a, b) => (precedence(a.name) < precedence(b.name) ? -1 : 1));
  for (const { name, path, text } of ordered)
    for (const [variable, value] of name.endsWith('.json')
      ? jsonEntries(path, text, report)
      : hclEntries(path, text, report))
      given.set(variable, { value, source: name });
  return given;
}

function jsonEntries(path: string, text: string, report: Report): [string, unknown][] {
  try {
    const json: unknown = JSON.parse(text);
    if (isObject(json)) return Object.entries(json);
  } catch {
    // Said below: the parser's own message repeats a piece of the file, which may be a secret.
  }
  report.say(
    'manifest-unreadable',
    { declaredAt: path },
    {
      summary: 'the file of variables is not a JSON object',
      fix: 'write it like {"name": "value"}',
    },
  );
  return [];
}

function hclEntries(path: string, text: string, report: Report): [string, unknown][] {
  try {
    return readAssignments(text).map(([name, expression]) => [name, literalValue(expression)]);
  } catch (thrown) {
    if (!(thrown instanceof Refused)) throw thrown;
    // A name may be a secret that lacks its quotes, so it is not repeated.
    const what = thrown.reason === 'invalid' ? thrown.message : 'has something other than a plain value';
    const line = text.slice(0, thrown.at).split('\n').length;
    report.say(
      'manifest-unreadable',
      { declaredAt: `${path}:${line}` },
      {
        summary: `the file of variables cannot be read: line ${line} ${what}`,
        fix: 'write lines like name = "text", with texts, numbers, true, false, [lists] and { maps = "only" }',
      },
    );
    return [];
  }
}

/**
 * The value of an expression that refers to nothing.
 * @throws Refused where it does.
 */
export function literalValue(expression: Expression): unknown {
  switch (expression.type) {
    case 'literal':
      return expression.value;
    case 'list':
      return expression.members.map(literalValue);
    case 'map':
      return Object.fromEntries(expression.entries.map(([key, value]) => [key, literalValue(value)]));
    case 'set':
      return literalValue(expression.of);
    case 'template':
    case 'reference':
      throw new Refused('unsupported', 'refers to something else', 0);
    default:
      return expression satisfies never;
  }
}

/** Brings a given value or a default to the type that the variable declares; undefined where that cannot be. */
export function convertVariable(given: GivenVariable, type: unknown): unknown {
  const { value, isText } = given;
  switch (type) {
    case 'string':
      return typeof value === 'number' || typeof value === 'boolean' ? String(value) : textOrNull(value);
    case 'number': {
      const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
      return number === null || (typeof number === 'number' && Number.isFinite(number)) ? number : undefined;
    }
    case 'bool':
      if (value === 'true' || value === 'false') return value === 'true';
      return typeof value === 'boolean' || value === null ? value : undefined;
    case undefined:
    case null:
      return value;
    default:
      return isText && typeof value === 'string' ? parsedText(value) : value;
  }
}

function parsedText(text: string): unknown {
  try {
    return literalValue(readExpression(text));
  } catch (thrown) {
    if (thrown instanceof Refused) return undefined;
    throw thrown;
  }
}

const textOrNull = (value: unknown): unknown => (typeof value === 'string' || value === null ? value : undefined);
