/** What was about to be done when an earlier apply was interrupted? */
import { readFile } from 'node:fs/promises';
import { isObject } from '../model';
import type { Change } from '../plan/plan';
import { DurableLines } from './durable-lines';

/** A change that was about to be sent. */
export interface Intent {
  /** ISO 8601 in UTC. */
  readonly at: string;
  /** Digest of its plan. */
  readonly plan: string;
  /** Without secrets and without what was observed. */
  readonly change: Change;
}

/**
 * What is about to be sent, written down before it is sent, and whether its outcome is known. The declaration and the hosts alone decide what
 * is done; the journal only lets a later apply tell what became of calls that a crash cut short.
 */
export interface Journal {
  /** Intents of earlier applies whose outcome is not known. */
  readonly unsettled: readonly Intent[];
  /**
   * Resolves when it is on disk that a change is about to be sent.
   * @param next Gives the changes that will follow, to be written down along with it so that they need not wait; asked now and then. @default none
   */
  intend(change: Change, next?: () => readonly Change[]): Promise<void>;
  /**
   * Notes that the outcome of a change is known.
   * @param plan Digest of its plan. @default the plan to be applied
   */
  settle(id: string, plan?: string): void;
  /** Notes that a change will not be sent, if it was ever written down. */
  dismiss(id: string): void;
  flush(): Promise<void>;
  close(): Promise<void>;
}

export interface JournalOptions {
  /** Made when it is not there. */
  readonly file: string;
  /** Digest of the plan to be applied. */
  readonly plan: string;
  readonly clock: { now(): number };
}

/**
 * Opens the journal. It grows by two lines a change during an apply and starts afresh once nothing in it is unsettled; lines that cannot be
 * understood are passed over.
 * @throws what the file system says.
 */
export async function openJournal({ file, plan, clock }: JournalOptions): Promise<Journal> {
  const lines = await DurableLines.open(file);
  const unsettled = unsettledIn(await readFile(file, 'utf8'));
  if (unsettled.length === 0) await lines.clear();
  const announced = new Map<string, Promise<void>>();
  /** Of each host the change that, once it is intended, leaves few that were written down ahead. */
  const turns = new Map<string, string>();
  const announce = (changes: readonly Change[]): Promise<void> => {
    const at = new Date(clock.now()).toISOString();
    for (const change of changes)
      lines.append(JSON.stringify({ intent: { at, plan, change: bare(change) } satisfies Intent }));
    const written = lines.flush();
    // Whoever intends the change hears of a failure.
    written.catch(() => undefined);
    for (const { id } of changes) announced.set(id, written);
    return written;
  };
  // It may ride with the next intent: a settled change that is looked at once more does no harm.
  const settle = (id: string, of = plan): void => {
    if (of === plan) {
      announced.delete(id);
      for (const [host, turn] of turns) if (turn === id) turns.delete(host);
    }
    lines.append(JSON.stringify({ settled: id, plan: of }));
  };
  return {
    unsettled,
    intend: (change, next = () => []) => {
      const ahead = announced.get(change.id);
      const isTurn = turns.get(change.host) === change.id;
      if (ahead !== undefined && !isTurn) return ahead;
      const written = ahead ?? announce([change]);
      // Of hundreds that begin at once, the first has already asked for what follows.
      if (turns.has(change.host) && !isTurn) return written;
      turns.delete(change.host);
      const fresh = next().filter(({ id }) => !announced.has(id));
      const middle = fresh[fresh.length >> 1];
      if (middle !== undefined) turns.set(change.host, middle.id);
      if (fresh.length > 0) void announce(fresh);
      return written;
    },
    settle,
    dismiss: (id) => {
      if (announced.has(id)) settle(id);
    },
    flush: () => lines.flush(),
    close: () => lines.close(),
  };
}

/** What is needed to find out later whether a change was made: the values, for an update only, and never a secret. */
function bare({ id, action, host, kind, identity, from, attributes }: Change): Change {
  const values = action === 'update' ? attributes.filter(({ sensitive }) => !sensitive) : [];
  return {
    id,
    action,
    host,
    kind,
    identity,
    ...(from === undefined ? {} : { from }),
    attributes: values.map(({ name, after }) => ({ name, ...(after === undefined ? {} : { after }) })),
    requires: [],
  };
}

function unsettledIn(text: string): Intent[] {
  const open = new Map<string, Intent>();
  for (const line of text.split('\n')) {
    const entry = parsed(line);
    // Several plans may have the same change: what became of one says nothing of the others.
    if (typeof entry?.settled === 'string') open.delete(`${String(entry.plan)} ${entry.settled}`);
    else if (isIntent(entry?.intent)) open.set(`${entry.intent.plan} ${entry.intent.change.id}`, entry.intent);
  }
  return [...open.values()];
}

function parsed(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isIntent(value: unknown): value is Intent {
  if (!isObject(value) || typeof value.at !== 'string' || typeof value.plan !== 'string') return false;
  const { change } = value;
  return (
    isObject(change) &&
    ['id', 'action', 'host', 'kind', 'identity'].every((name) => typeof change[name] === 'string') &&
    Array.isArray(change.attributes)
  );
}
