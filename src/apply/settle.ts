/** Were the changes made that an interrupted apply was about to send? */
import { finding } from '../model';
import type { KindName, ObservedObject } from '../model';
import type { Change } from '../plan/plan';
import type { Audit } from './audit';
import type { ApplyEvent } from './events';
import { APPLY_FINDINGS } from './findings';
import type { Intent, Journal } from './journal';
import { lacking, wantedOf } from './judge';
import { readObjects } from './reread';
import type { Line } from './reread';
import { doing } from './wording';

/** Reads the objects of the journal's open intents and closes those that could be read. What was not made is the next plan's business. */
export async function* settleEarlier(
  journal: Journal,
  lines: ReadonlyMap<string, Line>,
  audit: Audit | undefined,
  settled: (intent: Intent) => void,
): AsyncGenerator<ApplyEvent> {
  const groups = new Map<string, Intent[]>();
  for (const intent of journal.unsettled) {
    const key = `${intent.change.kind} ${intent.change.host}`;
    groups.set(key, [...(groups.get(key) ?? []), intent]);
  }
  for (const intents of groups.values()) {
    const first = intents[0]?.change;
    const line = first === undefined ? undefined : lines.get(first.host);
    if (first === undefined || line === undefined) continue;
    const found = new Map<string, ObservedObject>();
    const { identities, error } = await readObjects(line, first.kind, wanted(intents), (object) =>
      found.set(object.identity, object),
    );
    const unread = new Set(identities);
    if (error !== undefined) yield { type: 'noted', finding: unreadable(first.kind, line, unread.size, error.message) };
    for (const intent of intents) {
      const { change, at, plan } = intent;
      if (unread.has(change.identity) || (change.from !== undefined && unread.has(change.from))) continue;
      const made = wasMade(change, found);
      if (made) audit?.record(change, { type: 'done', adopted: true }, plan);
      settled(intent);
      yield { type: 'noted', finding: interrupted(change, at, made) };
    }
  }
}

const wanted = (intents: readonly Intent[]): string[] => [
  ...new Set(intents.flatMap(({ change }) => [change.identity, ...(change.from === undefined ? [] : [change.from])])),
];

function wasMade(change: Change, found: ReadonlyMap<string, ObservedObject>): boolean {
  const object = found.get(change.identity);
  switch (change.action) {
    case 'create':
      return object !== undefined;
    case 'delete':
      return object === undefined;
    case 'rename':
      return object !== undefined && change.from !== undefined && !found.has(change.from);
    case 'update':
    case 'close':
    case 'reopen':
      return object !== undefined && lacking(wantedOf(change), object).length === 0;
    default:
      return change.action satisfies never;
  }
}

const interrupted = (change: Change, at: string, made: boolean) =>
  finding(APPLY_FINDINGS, 'interrupted-earlier', {
    summary: `an apply was interrupted at ${at} while ${doing(change)}: it was ${made ? '' : 'not '}made`,
    fix: made ? 'nothing to do' : 'if it is still wanted, it is in the next plan',
  });

const unreadable = (kind: KindName, { host }: Line, count: number, message: string) =>
  finding(APPLY_FINDINGS, 'not-read-back', {
    summary: `${count} ${kind} objects that an interrupted apply touched at host "${host.name}" could not be read: ${message}`,
    fix: 'run apply again when the host can be read',
  });
