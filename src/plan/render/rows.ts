/** A plan as rows that a person reads, before they become text, Markdown or HTML: objects, and what changes in each. */
import { KINDS, KIND_NAMES, formatByteSize, isObject, printable } from '../../model';
import type { KindName } from '../../model';
import type { AttributeChange, Change, Plan } from '../plan';

/** One line of a change: a value set, one that becomes another, or one member of a set that comes or goes. */
export type Row =
  | { readonly row: 'set'; readonly label: string; readonly after: string }
  | { readonly row: 'change'; readonly label: string; readonly before: string; readonly after: string }
  | { readonly row: 'added' | 'removed'; readonly label: string; readonly member: string };

/** All that happens to one object, in the order in which it happens. */
export interface ObjectChanges {
  readonly host: string;
  readonly kind: KindName;
  readonly identity: string;
  readonly changes: readonly Change[];
}

/** Groups changes by object, in the model's order of kinds and then by identity. */
export function byObject(changes: Plan['changes']): ObjectChanges[] {
  const objects = new Map<string, { host: string; kind: KindName; identity: string; changes: Change[] }>();
  for (const change of changes) {
    const { host, kind, identity } = change;
    const key = `${host} ${KIND_NAMES.indexOf(kind)} ${identity}`;
    const object = objects.get(key);
    if (object === undefined) objects.set(key, { host, kind, identity, changes: [change] });
    else object.changes.push(change);
  }
  return [...objects].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, object]) => object);
}

const quoted = (text: string): string => `"${printable(text).replaceAll('"', '\\"')}"`;
const isPlain = (text: string): boolean => /^[\p{L}\p{N}@._+-]+$/u.test(text);

/** Writes one value for a reader: sizes with their unit, addresses bare, other text quoted and made harmless. */
export function displayValue(value: unknown, traits: { readonly bytes?: true } = {}): string {
  if (value === null || value === undefined) return '(none)';
  if (typeof value === 'number' && traits.bytes) return formatByteSize(value);
  if (typeof value === 'string') return value.includes('@') && isPlain(value) ? value : quoted(value);
  if (Array.isArray(value))
    return value.length === 0 ? '(none)' : value.map((member) => displayValue(member)).join(', ');
  return isObject(value) ? quoted(JSON.stringify(value)) : String(value);
}

/** Says where a secret comes from, without the text of a command, which may hold one. */
function displaySecret(reference: unknown): string {
  const text = typeof reference === 'string' ? reference : '';
  const scheme = text.slice(0, text.indexOf(':'));
  return scheme === 'env' || scheme === 'file' ? `(secret from ${printable(text)})` : '(secret)';
}

/** The rows of one attribute change. */
export function rowsOf(kind: KindName, { name, before, after, sensitive }: AttributeChange): Row[] {
  const traits = KINDS[kind].attributes[name];
  if (sensitive || traits?.sensitive) return [{ row: 'set', label: name, after: displaySecret(after) }];
  return rows(name, before, after, name, traits);
}

/** Sizes inside structured values, which carry no traits of their own. */
const BYTES: ReadonlySet<string> = new Set(['limits.quota', 'limits.userQuota', 'storage.used', 'storage.total']);

function rows(
  label: string,
  before: unknown,
  after: unknown,
  path: string,
  traits: { readonly bytes?: true } = {},
): Row[] {
  if (isObject(before) || isObject(after)) {
    const fields = new Set([
      ...Object.keys(isObject(before) ? before : {}),
      ...Object.keys(isObject(after) ? after : {}),
    ]);
    return [...fields].flatMap((field) => {
      const [was, is] = [isObject(before) ? before[field] : undefined, isObject(after) ? after[field] : undefined];
      const inner = `${path}.${field}`;
      return JSON.stringify(was) === JSON.stringify(is)
        ? []
        : rows(inner, was, is, inner, BYTES.has(inner) ? { bytes: true } : {});
    });
  }
  if (
    Array.isArray(after) &&
    (before === undefined || before === null || Array.isArray(before)) &&
    after.every((member) => typeof member === 'string')
  ) {
    const [was, is] = [new Set<unknown>(Array.isArray(before) ? before : []), new Set<unknown>(after)];
    const removed = [...was]
      .filter((member) => !is.has(member))
      .map((member): Row => ({ row: 'removed', label, member: displayValue(member) }));
    const added = [...is]
      .filter((member) => !was.has(member))
      .map((member): Row => ({ row: 'added', label, member: displayValue(member) }));
    return [...added, ...removed];
  }
  if (before === undefined || before === null) return [{ row: 'set', label, after: displayValue(after, traits) }];
  return [{ row: 'change', label, before: displayValue(before, traits), after: displayValue(after, traits) }];
}

/** How many changes of each action, and what else a summary tells. */
export function counts(plan: Plan): Readonly<Record<Change['action'], number>> {
  const result = { create: 0, update: 0, rename: 0, close: 0, reopen: 0, delete: 0 };
  for (const { action } of plan.changes) result[action]++;
  return result;
}

/** One sentence: what the plan does and what it leaves alone. */
export function summaryOf(plan: Plan): string {
  const all = counts(plan);
  const words = {
    create: 'create',
    update: 'change',
    rename: 'rename',
    close: 'close',
    reopen: 'reopen',
    delete: 'delete',
  } as const;
  const doing = (Object.keys(words) as Change['action'][])
    .filter((action) => all[action] > 0)
    .map((action) => `${all[action]} to ${words[action]}`);
  const kept = plan.undeclared.filter(({ policy }) => policy === 'keep').length;
  const rest = [
    plan.unchanged > 0 ? `${plan.unchanged} unchanged` : '',
    kept > 0 ? `${kept} not declared and kept` : '',
    ...Object.entries(plan.foreign).map(
      ([provider, count]) => `${count} of provider "${printable(provider)}" left alone`,
    ),
  ].filter((part) => part !== '');
  const head = doing.length === 0 ? 'No changes' : `Plan: ${doing.join(', ')}`;
  return `${head}${rest.length === 0 ? '' : `; ${rest.join(', ')}`}.`;
}
