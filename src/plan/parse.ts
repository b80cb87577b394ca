/** Is this text a plan that may be shown and applied? If not, what is wrong with it, and what reads it? */
import { attributeOf, explain, finding, isObject, quote } from '../model';
import type { Finding } from '../model';
import { PLAN_FILE_FINDINGS } from './findings';
import { isUntampered } from './make';
import { PLAN_FORMAT } from './plan';
import type { Plan } from './plan';
import { planSchema } from './schema';

/** A plan, or why there is none. */
export type ParsedPlan = { readonly plan: Plan } | { readonly findings: readonly Finding[] };

/** Problems of one file that are told before the rest is only counted. */
const MOST = 10;
const ANEW = 'make the plan anew and review it again';

/**
 * Reads a plan file. Never throws, whatever the text is.
 * @param file Where the text comes from, for the findings. @default not said
 */
export function parsePlan(text: string, file?: string): ParsedPlan {
  const refuse = (code: keyof typeof PLAN_FILE_FINDINGS, summary: string, fix = ANEW): Finding =>
    finding(PLAN_FILE_FINDINGS, code, { summary, declaredAt: file, fix });
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const summary = `the plan is not JSON: ${reason.charAt(0).toLowerCase()}${reason.slice(1)}`;
    return { findings: [refuse('plan-file-unreadable', summary, 'give the file that `mailstate plan --out` wrote')] };
  }
  if (nestsDeeper(read, DEPTH)) {
    const summary = `this is no plan that mailstate wrote: it nests more than ${DEPTH} levels of lists and objects`;
    return { findings: [refuse('plan-file-invalid', summary)] };
  }
  const other = otherVersion(read);
  if (other !== undefined) return { findings: [refuse('plan-file-version', ...other)] };
  const parsed = planSchema.safeParse(read);
  const problems = parsed.success
    ? inconsistencies(parsed.data)
    : explain(parsed.error, read).map(({ path, problem }) => `${path === '' ? 'the file' : path.slice(1)} ${problem}`);
  if (!parsed.success || problems.length > 0) {
    const more = problems.length > MOST ? [`${problems.length - MOST} more places are wrong`] : [];
    return {
      findings: [...problems.slice(0, MOST), ...more].map((problem) =>
        refuse('plan-file-invalid', `this is no plan that mailstate wrote: ${problem}`),
      ),
    };
  }
  if (!isUntampered(parsed.data))
    return {
      findings: [refuse('plan-file-tampered', 'the plan was changed after it was made: its digest does not fit')],
    };
  return { plan: parsed.data };
}

/** Levels of lists and objects in a plan; more could exhaust the stack of whatever walks them. */
const DEPTH = 16;

const nestsDeeper = (value: unknown, levels: number): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (levels === 0 || Object.values(value).some((inner) => nestsDeeper(inner, levels - 1)));

/** What a file of another format says, and what reads it; undefined where it has this format. */
function otherVersion(read: unknown): [summary: string, fix: string] | undefined {
  const format = isObject(read) ? read.format : undefined;
  if (format === PLAN_FORMAT) return undefined;
  const here = Number(PLAN_FORMAT.slice(PLAN_FORMAT.indexOf('/') + 1));
  const there = typeof format === 'string' ? /^mailstate\.plan\/(\d{1,6})$/.exec(format)?.[1] : undefined;
  if (there === undefined)
    return [
      `the file is no plan of mailstate: its format is ${format === undefined ? 'not stated' : quote(format)}, expected is ${quote(PLAN_FORMAT)}`,
      'give the file that `mailstate plan --out` wrote',
    ];
  const age = Number(there) > here ? 'newer' : 'older';
  return [
    `the plan has the format ${quote(format)} of ${age === 'newer' ? 'a newer' : 'an older'} mailstate, this one reads ${quote(PLAN_FORMAT)}`,
    age === 'newer'
      ? 'apply it with the mailstate that wrote it, or with a newer one'
      : 'make the plan anew with this mailstate and review it again, or apply it with the one that wrote it',
  ];
}

/** What the schema cannot say: that a plan speaks of its own hosts, of attributes that there are, and in an order that can be kept. */
function inconsistencies({ hosts, changes }: Plan): string[] {
  const problems: string[] = [];
  const names = new Set(hosts.map(({ name }) => name));
  const positions = new Map(changes.map(({ id }, position) => [id, position]));
  changes.forEach((change, position) => {
    const at = `changes[${position}]`;
    if (positions.get(change.id) !== position) problems.push(`${at}.id ${quote(change.id)} is there twice`);
    if (!names.has(change.host)) problems.push(`${at}.host ${quote(change.host)} is not among its hosts`);
    for (const { name } of change.attributes)
      if (attributeOf(change.kind, name) === undefined)
        problems.push(`${at}.attributes names ${quote(name)}, which a ${change.kind} does not have`);
    for (const id of change.requires)
      if ((positions.get(id) ?? -1) >= position) problems.push(`${at}.requires ${quote(id)}, which comes later`);
  });
  return problems;
}
