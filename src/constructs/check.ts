/** What is wrong with what was declared for one object, as far as it is known before references are? */
import { attributeOf, isObject, KINDS, nearest, parseDeclared, quote } from '../model';
import type { AttributeProblem, KindName, ParsedAttributes, Reference } from '../model';
import { fullSample, isReferable, toCheckable } from './declared-value';

type Written = Readonly<Record<string, unknown>>;

/** Says a problem so that it can stand alone: the attribute before it, unless it names it already. */
export const problemText = ({ attribute, problem, reason }: AttributeProblem): string =>
  reason === 'unknown' || reason === 'missing' ? problem : `${attribute}${/^[.[]/.test(problem) ? '' : ' '}${problem}`;

/** Says which constructs are of a kind that the attribute cannot name. Addresses written as text are for the planner to look up. */
function misplaced(attribute: string, value: unknown, { to, key }: Reference): AttributeProblem[] {
  const held = key !== undefined && isObject(value) ? value[key] : value;
  const field = key === undefined ? '' : `.${key}`;
  const members: readonly unknown[] = Array.isArray(held) ? held : [held];
  return members.flatMap((member, i): AttributeProblem[] => {
    if (!isReferable(member) || (to as readonly string[]).includes(member.kind)) return [];
    const place = `${field}${Array.isArray(held) ? `[${i}]` : ''}`;
    const problem = `${place} is the ${member.kind} ${member.node.path}; it takes ${to.join(', ')}`.trim();
    return [{ attribute, reason: 'invalid', problem }];
  });
}

/** Parses what a person declared of one object, constructs and references included. Never throws. */
export function checkAttributes<K extends KindName>(kind: K, written: Written): ParsedAttributes<K> {
  const checkable: Record<string, unknown> = {};
  const problems: AttributeProblem[] = [];
  for (const [name, value] of Object.entries(written)) {
    const attribute = attributeOf(kind, name);
    const wrong = attribute?.reference === undefined ? [] : misplaced(name, value, attribute.reference);
    if (wrong.length > 0) problems.push(...wrong);
    else checkable[name] = attribute === undefined ? value : toCheckable(value, fullSample(attribute.samples));
  }
  const parsed = parseDeclared(kind, checkable);
  return { attributes: parsed.attributes, problems: [...problems, ...parsed.problems] };
}

/** Says what is wrong with a `lifecycle`. */
export function lifecycleProblems(kind: KindName, lifecycle: unknown): string[] {
  if (lifecycle === undefined) return [];
  if (!isObject(lifecycle)) return [`lifecycle is ${quote(lifecycle)}, write it like { preventDestroy: true }`];
  const { preventDestroy, ignoreChanges = [], ...others } = lifecycle;
  const problems = Object.keys(others).map((name) => `lifecycle.${name} is not known here; ${LIFECYCLE}`);
  if (preventDestroy !== undefined && typeof preventDestroy !== 'boolean')
    problems.push(`lifecycle.preventDestroy is ${quote(preventDestroy)}, write true or false`);
  if (ignoreChanges === 'all') return problems;
  if (!Array.isArray(ignoreChanges))
    return [...problems, `lifecycle.ignoreChanges is ${quote(ignoreChanges)}, write "all" or a list of attributes`];
  for (const name of ignoreChanges as unknown[])
    if (typeof name !== 'string' || attributeOf(kind, name) === undefined) {
      const near = nearest(String(name), Object.keys(KINDS[kind].attributes));
      problems.push(
        `lifecycle.ignoreChanges names ${quote(name)}, but a ${kind} has no such attribute${near === undefined ? '' : `, did you mean ${quote(near)}?`}`,
      );
    }
  return problems;
}

const LIFECYCLE = 'allowed are preventDestroy and ignoreChanges';

/** Says what is wrong with a `provider`. */
export const providerProblems = (provider: unknown): string[] =>
  provider === undefined || (isObject(provider) && provider['terraformResourceType'] === 'mail')
    ? []
    : ['provider is no MailProvider; pass the construct, such as provider: new MailProvider(this, "eu", { ... })'];
