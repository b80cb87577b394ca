/** A plan as text for a terminal or a log: aligned, coloured only if asked, the same for the same plan. */
import { KINDS, compareFindings, plural, printable } from '../../model';
import type { Finding, Severity } from '../../model';
import { isSecondStep } from '../defer';
import { costsOf, mailLine, mailNotes } from './mail';
import type { Change, Plan } from '../plan';
import { aligned, blockOf, byObject, effectOf, namesOf, originOf, rowsOfChange, summaryOf } from './rows';
import type { ObjectChanges, Row } from './rows';

/** How parts of the text are coloured; each gives its text back with or without colour. */
export interface Paint {
  readonly added: (text: string) => string;
  readonly changed: (text: string) => string;
  readonly removed: (text: string) => string;
  readonly strong: (text: string) => string;
  readonly faint: (text: string) => string;
}

const same = (text: string): string => text;
/** No colour at all. */
export const PLAIN: Paint = { added: same, changed: same, removed: same, strong: same, faint: same };

export interface TextOptions {
  /** @default PLAIN */
  readonly paint?: Paint;
  /** Objects shown with their attributes before only names follow. @default 500 */
  readonly detailed?: number;
  /** Objects shown at all; the rest is counted. @default 2000 */
  readonly most?: number;
}

const MARKS: Readonly<Record<Change['action'], { readonly sign: string; readonly paint: keyof Paint }>> = {
  create: { sign: '+', paint: 'added' },
  update: { sign: '~', paint: 'changed' },
  rename: { sign: '>', paint: 'changed' },
  close: { sign: 'x', paint: 'removed' },
  reopen: { sign: 'o', paint: 'changed' },
  delete: { sign: '-', paint: 'removed' },
};

/** Writes a plan; ends with a line break. */
export function renderText(plan: Plan, { paint = PLAIN, detailed = 500, most = 2000 }: TextOptions = {}): string {
  const lines: string[] = [];
  const objects = byObject(plan.changes);
  for (const host of plan.hosts) {
    const here = objects.filter((object) => object.host === host.name);
    lines.push(
      paint.strong(
        `${printable(host.name)}: ${printable(host.driver)}${host.endpoint === undefined ? '' : ` at ${printable(host.endpoint)}`}`,
      ),
      '',
    );
    let kind: string | undefined;
    here.slice(0, most).forEach((object, position) => {
      if (object.kind !== kind)
        lines.push(...(kind === undefined ? [] : ['']), paint.faint(`  ${plural(object.kind)}`));
      kind = object.kind;
      lines.push(...objectLines(object, position < detailed, paint));
    });
    if (here.length > most) lines.push(`  … and ${here.length - most} more, all in --format json`);
    lines.push(...mailLines(plan, host.name, paint), ...undeclaredLines(plan, host.name, paint));
    if (lines[lines.length - 1] !== '') lines.push('');
  }
  const findings = renderFindings(plan.findings, paint);
  if (findings !== '') lines.push(findings);
  lines.push(paint.strong(summaryOf(plan)));
  for (const cost of costsOf(plan)) lines.push(paint.faint(`Cost: ${cost}.`));
  const block = blockOf(plan);
  if (block !== '') lines.push(paint.removed(`${block}: this plan will not be applied.`));
  return `${lines.join('\n')}\n`;
}

function objectLines(object: ObjectChanges, isDetailed: boolean, paint: Paint): string[] {
  return object.changes.flatMap((change, step) => {
    const mark = MARKS[change.action];
    const parts = [`${paint[mark.paint](mark.sign)} ${paint.strong(namesOf(change))}`, effectOf(change)];
    if (step === 0) parts.push(paint.faint(originOf(change)));
    const head = `    ${parts.filter((part) => part !== '').join('  ')}`;
    const later = isSecondStep(change) ? [paint.faint('        then, once the rest is there:')] : [];
    return [
      ...(step === 0 || change.action !== 'update' ? [head] : later),
      ...(isDetailed ? rowLines(rowsOfChange(change), paint) : []),
    ];
  });
}

const rowLines = (rows: readonly Row[], paint: Paint): string[] =>
  aligned(rows).map(({ label, row }) => `        ${label}  ${rowText(row, paint)}`);

function rowText(row: Row, paint: Paint): string {
  switch (row.row) {
    case 'set':
      return row.after;
    case 'change':
      return `${row.before} ${paint.faint('→')} ${row.after}`;
    case 'added':
      return paint.added(`+ ${row.member}`);
    case 'removed':
      return paint.removed(`- ${row.member}`);
    default:
      return row satisfies never;
  }
}

/** Addresses whose mail changes that are shown before the rest is only counted. */
const MAIL = 20;

function mailLines(plan: Plan, host: string, paint: Paint): string[] {
  const here = plan.delivery.filter((delivery) => delivery.host === host);
  const all = here.flatMap(({ changes }) => changes);
  const notes = here.flatMap(mailNotes);
  if (all.length === 0 && notes.length === 0) return [];
  const shown = all.slice(0, MAIL).map(mailLine);
  const width = Math.max(0, ...shown.map(({ address }) => address.length));
  return [
    '',
    paint.faint('  mail'),
    ...shown.map(({ address, isGrave, phrases }) => {
      const line = `${isGrave ? '!' : ' '} ${address.padEnd(width)}  ${phrases.join('; ')}`;
      return `    ${isGrave ? paint.removed(line) : line}`;
    }),
    ...(all.length > MAIL
      ? [`      … and ${all.length - MAIL} more: see one with mailstate route ADDRESS, all with --format json`]
      : []),
    ...notes.map((note) => `      ${note}`),
  ];
}

/** Undeclared objects named per kind before the rest is only counted. */
const NAMED = 5;

function undeclaredLines(plan: Plan, host: string, paint: Paint): string[] {
  const kept = plan.undeclared.filter((object) => object.host === host && object.policy === 'keep');
  if (kept.length === 0) return [];
  const lines = ['', paint.faint('  at the host and not declared, kept')];
  for (const kind of Object.keys(KINDS)) {
    const names = kept.filter((object) => object.kind === kind).map(({ identity }) => printable(identity));
    if (names.length === 0) continue;
    const more = names.length > NAMED ? ` and ${names.length - NAMED} more` : '';
    lines.push(paint.faint(`    ${plural(kind)}: ${names.slice(0, NAMED).join(', ')}${more}`));
  }
  return lines;
}

const SEVERITY: Readonly<Record<Severity, keyof Paint>> = { error: 'removed', warning: 'changed', info: 'faint' };

/** Writes findings, worst first: what, where, and what to do; empty where there are none. */
export function renderFindings(findings: readonly Finding[], paint: Paint = PLAIN): string {
  return [...findings]
    .sort(compareFindings)
    .map((found) => {
      const place = [found.declaredAt, found.address]
        .filter((part) => part !== undefined)
        .map((part) => printable(part));
      return [
        `${paint[SEVERITY[found.severity]](found.severity)} ${paint.strong(printable(found.summary))} ${paint.faint(`[${found.code}]`)}`,
        ...(place.length === 0
          ? []
          : [
              `    at   ${place.length === 2 ? `${place[0]} (${place[1]})` : place[0]}${found.attribute === undefined ? '' : `, ${printable(found.attribute)}`}`,
            ]),
        ...(found.detail === undefined ? [] : [`    why  ${printable(found.detail)}`]),
        ...(found.fix === undefined ? [] : [`    fix  ${printable(found.fix)}`]),
        '',
      ].join('\n');
    })
    .join('\n');
}
