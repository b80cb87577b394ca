/** A plan as a comment on a pull request: what cannot be undone first, the rest folded, and never longer than the forge takes. */
import { KIND_NAMES, compareFindings, counted, digest, plural, printable } from '../../model';
import type { Finding, KindName, Severity } from '../../model';
import { isSecondStep } from '../defer';
import type { Change, Plan } from '../plan';
import { fit } from './fit';
import type { Part } from './fit';
import { costsOf, mailLine, mailNotes } from './mail';
import { DIFF_END, DIFF_START, codeSpan, diffLine, prose } from './harmless';
import { aligned, blockOf, byObject, doingOf, effectOf, leavingOf, namesOf, originOf, rowsOfChange } from './rows';
import type { ObjectChanges, Row } from './rows';

export interface MarkdownOptions {
  /**
   * Most characters of the text, at least 20,000. GitHub takes comments of 65,536.
   * @default 60_000
   */
  readonly limit?: number;
  /**
   * Tells the plan's comment from others on the same pull request, in the hidden first line, such as the name of the stack.
   * @default the names of the hosts
   */
  readonly name?: string;
}

const LEAST = 20_000;
/** Lines of one object, names in one list, hosts of one plan, addresses with other recipients that are shown before the rest is only counted. */
const [LINES, NAMES, HOSTS, MAIL] = [60, 20, 5, 50];

/**
 * Writes a plan for GitHub or GitLab; ends with a line break. The first line is a hidden comment, `<!-- mailstate:plan NAME -->`, by which a
 * bot finds the comment that it is to update.
 */
export function renderMarkdown(plan: Plan, { limit = 60_000, name }: MarkdownOptions = {}): string {
  const head = headline(plan, name);
  const costs = costsOf(plan).map((cost) => `Cost: ${prose(cost)}.\n\n`);
  const foot = `${costs.join('')}Plan ${codeSpan(plan.digest)} of ${codeSpan(plan.createdAt)}\n`;
  const parts = partsOf(plan);
  const room = Math.max(limit, LEAST) - head.length - foot.length;
  let { text, lacks } = fit(parts, room);
  if (lacks.length > 0) {
    const longest = cutNotice(parts.map((part) => part.name(part.count))).length;
    ({ text, lacks } = fit(parts, room - longest));
  }
  return head + cutNotice(lacks) + text + foot;
}

/** The parts, those first that a reviewer must not miss; what does not fit is left out from the end. */
function partsOf(plan: Plan): Part[] {
  const objects = byObject(plan.changes);
  return [
    findingsPart(plan, 'error'),
    endingsPart(plan),
    graveMailPart(plan),
    findingsPart(plan, 'warning'),
    findingsPart(plan, 'info'),
    mailPart(plan),
    ...KIND_NAMES.map((kind) => changesPart(plan, kind, objects)),
    undeclaredPart(plan),
  ];
}

/** Makes a name fit for an HTML comment: no end of the comment, no line break. */
const inComment = (name: string): string => {
  const encoded = encodeURIComponent(printable(name)).replaceAll('--', '-%2D');
  return encoded.length > 100 ? digest(name).slice(-16) : encoded;
};

function headline(plan: Plan, name: string | undefined): string {
  const block = blockOf(plan);
  const names = name === undefined ? plan.hosts.map((host) => host.name) : [name];
  const marker = names.length > HOSTS ? digest(names).slice(-16) : names.map(inComment).join(' ');
  const doing = doingOf(plan.changes);
  const leaving = leavingOf(plan);
  const hosts = plan.hosts.slice(0, HOSTS).map((host) => {
    const at = host.endpoint === undefined ? '' : ` at ${codeSpan(host.endpoint, 80)}`;
    return `${codeSpan(host.name, 80)} (${codeSpan(host.driver, 80)}${at})`;
  });
  const more = plan.hosts.length > HOSTS ? ` and ${plan.hosts.length - HOSTS} more` : '';
  const lines = [
    `<!-- mailstate:plan ${marker} -->`,
    `## Mail plan: ${doing === '' ? 'no changes' : doing}`,
    '',
    `${plan.hosts.length === 1 ? 'Host' : 'Hosts'} ${hosts.join(', ')}${more}${leaving === '' ? '' : `: ${prose(leaving)}`}.`,
    '',
  ];
  if (block !== '') lines.push('> [!CAUTION]', `> **${block}**: this plan will not be applied.`, '');
  return `${lines.join('\n')}\n`;
}

const cutNotice = (lacks: readonly string[]): string =>
  lacks.length === 0
    ? ''
    : `> [!WARNING]\n> **Cut to fit a comment.** Left out below: ${lacks.join(', ')}. See all of it with \`mailstate plan\`, or \`mailstate show FILE\` for a saved plan.\n\n`;

const NOUNS: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'note' };

function findingsPart({ findings }: Plan, severity: Severity): Part {
  const here = findings.filter((found) => found.severity === severity).sort(compareFindings);
  const noun = NOUNS[severity];
  return {
    opening: `### ${counted(here.length, noun)}\n\n`,
    closing: '\n',
    items: lazily(here, findingItem),
    count: here.length,
    name: (count) => counted(count, noun),
  };
}

function findingItem({ code, summary, detail, declaredAt, address, attribute, fix }: Finding): string {
  const place = [declaredAt, address, attribute].flatMap((part) => (part === undefined ? [] : [codeSpan(part)]));
  return [
    `- ${prose(summary)} (${codeSpan(code)})\n`,
    place.length === 0 ? '' : `  - at ${place.join(', ')}\n`,
    detail === undefined ? '' : `  - why: ${prose(detail)}\n`,
    fix === undefined ? '' : `  - fix: ${prose(fix)}\n`,
  ].join('');
}

/** Operations after which something is no longer where it was, the gravest first. */
const ENDINGS: readonly Change['action'][] = ['delete', 'close', 'rename'];
const isEnding = ({ action }: Change): boolean => ENDINGS.includes(action);

function endingsPart({ changes, hosts }: Plan): Part {
  const endings = byObject(changes.filter(isEnding)).flatMap((object) => object.changes);
  const ordered = ENDINGS.flatMap((action) => endings.filter((change) => change.action === action));
  return {
    opening: `### Deleted, closed, renamed\n\n${DIFF_START}`,
    closing: `${DIFF_END}\n`,
    items: lazily(ordered, (change) => {
      const where = hosts.length > 1 ? ` at ${change.host}` : '';
      const line = `${change.kind} ${namesOf(change)}${where}  ${effectOf(change)}  ${originOf(change)}`;
      return diffLine(change.action === 'rename' ? '!' : '-', line) + rowLines(rowsOfChange(change));
    }),
    count: ordered.length,
    name: (count) => `${count} deleted, closed or renamed`,
  };
}

function changesPart({ hosts }: Plan, kind: KindName, all: readonly ObjectChanges[]): Part {
  const objects = all
    .filter((object) => object.kind === kind)
    .map((object) => ({ ...object, changes: object.changes.filter((change) => !isEnding(change)) }))
    .filter(({ changes }) => changes.length > 0);
  const doing = doingOf(objects.flatMap(({ changes }) => changes.filter((change) => !isSecondStep(change))));
  const title = `${plural(kind).charAt(0).toUpperCase()}${plural(kind).slice(1)}`;
  return {
    opening: `<details>\n<summary><b>${title}</b>: ${doing}</summary>\n\n${DIFF_START}`,
    closing: `${DIFF_END}\n</details>\n\n`,
    items: lazily(objects, (object, previous) => {
      const isElsewhere = hosts.length > 1 && object.host !== previous?.host;
      return (isElsewhere ? diffLine('@@', `host ${object.host} @@`) : '') + objectItem(object.changes);
    }),
    count: objects.length,
    name: (count) => counted(count, `changed ${kind}`),
  };
}

function graveMailPart(plan: Plan): Part {
  const grave = mailOf(plan).filter(({ line }) => line.isGrave);
  return {
    opening: '### Mail that is lost, leaves the organisation or runs in a circle\n\n',
    closing: '\n',
    items: lazily(grave, mailItem),
    count: grave.length,
    name: (count) => `${counted(count, 'address')} whose mail is lost, leaves or loops`,
  };
}

function mailPart(plan: Plan): Part {
  const other = mailOf(plan).filter(({ line }) => !line.isGrave);
  const shown = other.slice(0, MAIL);
  const notes = plan.delivery.flatMap(mailNotes).map((note) => `- ${prose(note)}\n`);
  return {
    opening: `<details>\n<summary><b>Mail</b>: ${counted(other.length, 'address')} with other recipients than before</summary>\n\n`,
    closing: '\n</details>\n\n',
    items: function* () {
      yield* notes;
      yield* lazily(shown, mailItem)();
      if (shown.length < other.length)
        yield `- and ${other.length - shown.length} more: \`mailstate route ADDRESS\` explains one, \`--format json\` lists all\n`;
    },
    count: notes.length + shown.length + (shown.length < other.length ? 1 : 0),
    name: (count) => `${counted(count, 'address')} whose mail changes`,
  };
}

const mailOf = ({ delivery }: Plan) =>
  delivery.flatMap(({ host, changes }) =>
    changes.map((change) => ({ host, line: mailLine(change), isOneOfMany: delivery.length > 1 })),
  );

const mailItem = ({ host, line, isOneOfMany }: ReturnType<typeof mailOf>[number]): string =>
  `- ${codeSpan(line.address)}${isOneOfMany ? ` at ${codeSpan(host)}` : ''} ${line.phrases.map(prose).join('; ')}\n`;

const objectItem = (changes: readonly Change[]): string =>
  changes
    .map((change, step) => {
      const head = [namesOf(change), effectOf(change), originOf(change)].filter((part) => part !== '').join('  ');
      const sign = change.action === 'create' ? '+' : '!';
      const later = isSecondStep(change) ? diffLine('   ', 'then, once the rest is there:') : '';
      return (step === 0 ? diffLine(sign, head) : later) + rowLines(rowsOfChange(change));
    })
    .join('');

function rowLines(rows: readonly Row[]): string {
  const lines = aligned(rows.slice(0, LINES)).map(({ label, row }) => {
    switch (row.row) {
      case 'set':
        return diffLine('+', `    ${label}  ${row.after}`);
      case 'change':
        return diffLine('!', `    ${label}  ${row.before} → ${row.after}`);
      case 'added':
        return diffLine('+', `    ${label}  ${row.member}`);
      case 'removed':
        return diffLine('-', `    ${label}  ${row.member}`);
      default:
        return row satisfies never;
    }
  });
  if (rows.length > LINES) lines.push(diffLine('   ', `  … and ${rows.length - LINES} more lines of this object`));
  return lines.join('');
}

function undeclaredPart({ undeclared, hosts }: Plan): Part {
  const kept = undeclared.filter(({ policy }) => policy === 'keep');
  const lists = hosts.flatMap(({ name }) =>
    KIND_NAMES.flatMap((kind) => {
      const names = kept.filter((object) => object.host === name && object.kind === kind);
      return names.length === 0 ? [] : [{ host: name, kind, names: names.map(({ identity }) => identity) }];
    }),
  );
  return {
    opening: `<details>\n<summary><b>Not declared and kept</b>: ${counted(kept.length, 'object')}</summary>\n\n`,
    closing: '\n</details>\n\n',
    items: lazily(lists, ({ host, kind, names }) => {
      const shown = names.slice(0, NAMES).map((name) => codeSpan(name));
      const more = names.length > NAMES ? ` and ${names.length - NAMES} more` : '';
      const where = hosts.length > 1 ? ` at ${codeSpan(host)}` : '';
      return `- ${counted(names.length, kind)}${where}: ${shown.join(', ')}${more}\n`;
    }),
    count: lists.length,
    name: (count) => `${counted(count, 'list')} of what is not declared`,
  };
}

/** Writes an item only when there is room for it: a plan may hold a hundred thousand. */
const lazily = <T>(all: readonly T[], write: (one: T, previous: T | undefined) => string): (() => Iterable<string>) =>
  function* () {
    for (const [position, one] of all.entries()) yield write(one, all[position - 1]);
  };
