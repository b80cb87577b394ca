/** A plan as rows that a person reads, before they become text, Markdown or HTML: objects, and what changes in each. */
import {
  KINDS,
  KIND_NAMES,
  attributeOf,
  counted,
  equalJson,
  formatByteSize,
  isObject,
  printable,
  referencesOf,
} from '../../model';
import type { KindName } from '../../model';
import { ACTIONS } from '../plan';
import type { Action, AttributeChange, Change, Plan } from '../plan';

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
/** An address that needs no quotes. A letter that printable would have to show is none. */
const isBare = (text: string): boolean =>
  /^[\p{L}\p{N}@._+-]+$/u.test(text) && text.includes('@') && printable(text) === text;

/** Writes one value for a reader: sizes with their unit, addresses bare, other text quoted and made harmless. */
export function displayValue(value: unknown, traits: { readonly bytes?: true } = {}): string {
  if (value === null || value === undefined) return '(none)';
  if (typeof value === 'number' && traits.bytes) return formatByteSize(value);
  if (typeof value === 'string') return isBare(value) ? value : quoted(value);
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

function rowsOf(kind: KindName, { name, before, after, sensitive }: AttributeChange): Row[] {
  const traits = attributeOf(kind, name);
  if (sensitive || traits?.sensitive) return [{ row: 'set', label: printable(name), after: displaySecret(after) }];
  return rows(printable(name), before, after, traits);
}

/** The rows of a change: what is written beside the identity, and of what is deleted whom its mail went to and who might open it. */
export function rowsOfChange({ action, kind, attributes, observed = {} }: Change): Row[] {
  const written = attributes.filter(({ name }) => name !== KINDS[kind].identity);
  if (action !== 'delete') return written.flatMap((attribute) => rowsOf(kind, attribute));
  return Object.entries(observed).flatMap(([name, before]) =>
    referencesOf(kind, name, before).map((member): Row => ({
      row: 'removed',
      label: printable(name),
      member: displayValue(member),
    })),
  );
}

/** Rows with their labels padded to one width, a label that repeats the one above left blank. */
export function aligned(all: readonly Row[]): { readonly label: string; readonly row: Row }[] {
  const width = Math.max(0, ...all.map(({ label }) => label.length));
  return all.map((row, position) => ({
    label: (row.label === all[position - 1]?.label ? '' : row.label).padEnd(width),
    row,
  }));
}

/** Sizes inside structured values, which carry no traits of their own. */
const BYTES: ReadonlySet<string> = new Set(['limits.quota', 'limits.userQuota', 'storage.used', 'storage.total']);

function rows(label: string, before: unknown, after: unknown, traits: { readonly bytes?: true } = {}): Row[] {
  if (isObject(before) || isObject(after)) {
    const fields = new Set([
      ...Object.keys(isObject(before) ? before : {}),
      ...Object.keys(isObject(after) ? after : {}),
    ]);
    return [...fields].flatMap((field) => {
      const [was, is] = [isObject(before) ? before[field] : undefined, isObject(after) ? after[field] : undefined];
      const inner = `${label}.${printable(field)}`;
      return equalJson(was, is) ? [] : rows(inner, was, is, BYTES.has(inner) ? { bytes: true } : {});
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
    const members = [...added, ...removed];
    return members.length > 0 ? members : [{ row: 'set', label, after: displayValue(after) }];
  }
  if (before === undefined || before === null) return [{ row: 'set', label, after: displayValue(after, traits) }];
  return [{ row: 'change', label, before: displayValue(before, traits), after: displayValue(after, traits) }];
}

/** What an action is called, and what it means for the mail where that is not plain. */
const ACTION_WORDS: Readonly<
  Record<Action, { readonly toDo: string; readonly done: string; readonly meaning?: string }>
> = {
  create: { toDo: 'create', done: 'created' },
  update: { toDo: 'change', done: 'changed' },
  rename: { toDo: 'rename', done: 'renamed', meaning: 'everything in it stays' },
  close: { toDo: 'close', done: 'closed', meaning: 'no login, mail refused, content kept' },
  reopen: { toDo: 'reopen', done: 'reopened' },
  delete: { toDo: 'delete', done: 'deleted' },
};

/** What an operation does to the object as a whole; empty where its attributes tell. */
export function effectOf({ action }: Change): string {
  if (action === 'create' || action === 'update') return '';
  const { done, meaning } = ACTION_WORDS[action];
  return meaning === undefined ? done : `${done}: ${meaning}`;
}

/** Where a change comes from: the construct, or the scope policy for what is not declared. */
export const originOf = ({ declaredAt, address }: Change): string =>
  `(${printable(declaredAt ?? address ?? 'not declared')})`;

/** Why a plan will not be applied; empty where it may be. */
export function blockOf({ findings }: Plan): string {
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  return errors === 0 ? '' : `Blocked by ${counted(errors, 'error')}`;
}

/** Before and after the change. */
export const namesOf = ({ from, identity }: Change): string =>
  from === undefined ? printable(identity) : `${printable(from)} → ${printable(identity)}`;

/** What these changes do, counted by action: "3 to create, 1 to close"; empty where there are none. */
export function doingOf(changes: readonly Change[]): string {
  const counts = new Map<Action, number>();
  for (const { action } of changes) counts.set(action, (counts.get(action) ?? 0) + 1);
  return ACTIONS.filter((action) => counts.has(action))
    .map((action) => `${counts.get(action)} to ${ACTION_WORDS[action].toDo}`)
    .join(', ');
}

/** What a plan leaves alone, counted: "12 unchanged, 3 not declared and kept"; empty where there is nothing. */
export function leavingOf({ unchanged, undeclared, foreign }: Plan): string {
  const kept = undeclared.filter(({ policy }) => policy === 'keep').length;
  return [
    ...(unchanged > 0 ? [`${unchanged} unchanged`] : []),
    ...(kept > 0 ? [`${kept} not declared and kept`] : []),
    ...Object.entries(foreign).map(([provider, count]) => `${count} of provider "${printable(provider)}" left alone`),
  ].join(', ');
}

/** One sentence: what the plan does and what it leaves alone. */
export function summaryOf(plan: Plan): string {
  const [doing, leaving] = [doingOf(plan.changes), leavingOf(plan)];
  return `${doing === '' ? 'No changes' : `Plan: ${doing}`}${leaving === '' ? '' : `; ${leaving}`}.`;
}
