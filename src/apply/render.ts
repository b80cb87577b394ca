/** How is a report told to a person, in plain lines? */
import type { HostErrorCode } from '../host';
import { printable } from '../model';
import type { Finding } from '../model';
import type { Change } from '../plan/plan';
import type { Report } from './events';
import { GONE } from './judge';
import { toDo } from './wording';

/** What to do about a failure. */
const NEXT_STEP: Readonly<Record<HostErrorCode, string>> = {
  NOT_FOUND: 'make a new plan',
  CONFLICT: 'make a new plan, which takes over what is there or shows how it differs',
  CHANGED: 'make a new plan',
  IN_USE: 'see what depends on it, then apply again',
  INVALID: 'correct the declaration, then make a new plan',
  LIMIT: 'free a seat or raise the limit at the host, then apply again',
  UNSUPPORTED: 'take it out of the declaration, or do it in the host’s console',
  UNAUTHENTICATED: 'check the token of the provider block, then apply again',
  FORBIDDEN: 'give the tool’s account the right to do this, then apply again',
  RATE_LIMITED: 'wait, then apply again',
  UNAVAILABLE: 'see that the host is up, then apply again',
  TIMEOUT: 'see that the host answers, then apply again',
  PROTOCOL: 'ask the host’s support, or report the driver',
  CANCELLED: 'apply again',
};

interface Line {
  readonly text: string;
  readonly notes?: readonly string[];
}

/**
 * Writes a report as lines of plain text, hostile names made visible.
 * @param most Entries shown of each list. @default 20
 */
export function renderReport(report: Report, most = 20): string {
  const { done, adopted, failed, refused, skipped, cancelled, findings } = report;
  const total = [done, failed, refused, skipped, cancelled].reduce((sum, list) => sum + list.length, 0);
  const already = adopted.length === 0 ? '' : `, ${adopted.length} of them already as wanted`;
  const seconds = (report.milliseconds / 1000).toFixed(1);
  const heading = `${done.length} of ${count(total, 'change')} done${already}, in ${seconds} s with ${count(report.calls, 'call')}`;
  const sections = [
    section('failed', failed.map(({ change, failure: { code, message, outcome } }) => ({
      text: `${toDo(change)}: ${message}`,
      notes: [
        ...place(change),
        `next: ${outcome === 'unknown' ? 'it may have been done all the same: make a new plan' : NEXT_STEP[code]}`,
      ],
    })), most),
    section('refused, since it changed after the plan was made', refused.map(({ change, moved }) => ({
      text: `${toDo(change)}: ${moved.includes(GONE) ? GONE : `${moved.join(', ')} moved`}`,
      notes: [...place(change), 'next: make a new plan'],
    })), most),
    ...[...grouped(skipped)].map(([because, changes]) =>
      section(`skipped, because ${because}`, changes.map((change) => ({ text: toDo(change) })), most)),
    section('not started, since the apply was stopped', cancelled.map((change) => ({ text: toDo(change) })), most),
    section('found', findings.map(said), most),
  ]; // prettier-ignore
  return (
    [heading, ...sections.filter((lines) => lines.length > 0).map((lines) => lines.join('\n'))].join('\n\n') + '\n'
  );
}

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`;

function section(title: string, entries: readonly Line[], most: number): string[] {
  if (entries.length === 0) return [];
  const lines = [`${printable(title)} (${entries.length}):`];
  for (const { text, notes = [] } of entries.slice(0, most))
    lines.push(`  ${printable(text)}`, ...notes.map((note) => `    ${printable(note)}`));
  if (entries.length > most) lines.push(`  and ${entries.length - most} more`);
  return lines;
}

const place = ({ declaredAt, address }: Pick<Change, 'declaredAt' | 'address'>): string[] =>
  (declaredAt ?? address) === undefined ? [] : [`declared at ${declaredAt ?? address}`];

function grouped(skipped: Report['skipped']): Map<string, Change[]> {
  const groups = new Map<string, Change[]>();
  for (const { change, because } of skipped) {
    const group = groups.get(because);
    if (group === undefined) groups.set(because, [change]);
    else group.push(change);
  }
  return groups;
}

const said = ({ severity, code, summary, declaredAt, address, fix }: Finding): Line => ({
  text: `${severity} ${code}: ${summary}`,
  notes: [...place({ declaredAt, address }), ...(fix === undefined ? [] : [`next: ${fix}`])],
});
