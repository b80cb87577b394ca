/** Who did what to which object, when, by which plan, and can the record be trusted? */
import { hash } from 'node:crypto';
import { isObject } from '../model';
import type { HostErrorCode } from '../host';
import type { Action, Change } from '../plan/plan';
import type { Verdict } from './carry-out';
import { DurableLines } from './durable-lines';

/** Who applies, and from which source. */
export interface Origin {
  readonly who: {
    /** Account that runs the program. */
    readonly user: string;
    /** The job, where a CI system runs it. */
    readonly ci?: string;
  };
  readonly git?: {
    readonly commit: string;
    /** Whether files differed from the commit. */
    readonly dirty: boolean;
  };
}

export type AuditOutcome = 'done' | 'adopted' | 'failed' | 'unknown' | 'refused';

/** One line of the audit. */
export interface AuditRecord extends Origin {
  /** Counts up from 1 without a gap. */
  readonly seq: number;
  /** ISO 8601 in UTC. */
  readonly at: string;
  /** The hash of the line before; of the first line, empty. */
  readonly prev: string;
  /** Digest of the plan. */
  readonly plan: string;
  readonly operation: Action;
  readonly kind: Change['kind'];
  readonly identity: string;
  /** Of a rename, the identity before it. */
  readonly from?: string;
  readonly host: string;
  readonly outcome: AuditOutcome;
  readonly code?: HostErrorCode;
  /** The host's own id of the object, where it tells one. */
  readonly hostId?: string;
  /** SHA-256 of the line as it is written without this field, as `sha256:<hex>`. */
  readonly hash: string;
}

/** Where an apply writes down what it did. */
export interface Audit {
  /**
   * Adds a record, which reaches the disk with the next flush. What was cancelled before it was sent is not recorded.
   * @param plan Digest of the plan. @default the plan being applied
   */
  record(change: Change, verdict: Verdict, plan?: string): void;
  /** Resolves when all records are on disk. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

export interface AuditOptions extends Origin {
  /** Made when it is not there. */
  readonly file: string;
  /** Digest of the plan to be applied. */
  readonly plan: string;
  readonly clock: { now(): number };
}

/**
 * Opens the audit to continue its chain.
 * @throws Error when its last line cannot be understood, and what the file system says.
 */
export async function openAudit({ file, plan: current, clock, who, git }: AuditOptions): Promise<Audit> {
  const lines = await DurableLines.open(file);
  const last = lines.last === undefined ? undefined : recordIn(lines.last);
  if (lines.last !== undefined && last === undefined) {
    await lines.close();
    throw new Error(`the last line of the audit ${file} is damaged; run "mailstate history --verify"`);
  }
  let { seq, hash: prev } = last ?? { seq: 0, hash: '' };
  return {
    record: (change, verdict, plan = current) => {
      if (verdict.type === 'cancelled') return;
      const { action: operation, kind, identity, from, host } = change;
      const at = new Date(clock.now()).toISOString();
      const what = { plan, git, operation, kind, identity, from, host, ...outcomeOf(verdict) };
      const body = JSON.stringify({ seq: ++seq, at, prev, who, ...what });
      prev = hashOf(body);
      lines.append(`${body.slice(0, -1)},"hash":"${prev}"}`);
    },
    flush: () => lines.flush(),
    close: () => lines.close(),
  };
}

const hashOf = (body: string): string => `sha256:${hash('sha256', body)}`;

function outcomeOf(verdict: Exclude<Verdict, { type: 'cancelled' }>): Pick<AuditRecord, 'outcome' | 'code' | 'hostId'> {
  switch (verdict.type) {
    case 'done': {
      const { id } = (verdict.object?.attributes ?? {}) as { readonly id?: string };
      return { outcome: verdict.adopted ? 'adopted' : 'done', hostId: id };
    }
    case 'failed':
      return { outcome: verdict.failure.outcome === 'unknown' ? 'unknown' : 'failed', code: verdict.failure.code };
    case 'refused':
      return { outcome: 'refused' };
    default:
      return verdict satisfies never;
  }
}

function recordIn(line: string): AuditRecord | undefined {
  try {
    const value: unknown = JSON.parse(line);
    const isRecord =
      isObject(value) &&
      typeof value.seq === 'number' &&
      typeof value.hash === 'string' &&
      typeof value.prev === 'string';
    return isRecord ? (value as unknown as AuditRecord) : undefined;
  } catch {
    return undefined;
  }
}

export type AuditProof =
  | {
      readonly whole: true;
      readonly records: number;
      /** Kept elsewhere, it also proves that no line was cut off the end. */ readonly hash: string;
    }
  | { readonly whole: false; /** Counts from 1. */ readonly line: number; readonly problem: string };

type Lines = Iterable<string> | AsyncIterable<string>;

/** Proves that no line was changed, added, taken out or moved, or names the first that is wrong. Empty lines do not count. */
export async function verifyAudit(lines: Lines): Promise<AuditProof> {
  let line = 0;
  let [seq, prev] = [0, ''];
  for await (const text of lines) {
    line++;
    if (text === '') continue;
    const record = recordIn(text);
    if (record === undefined) return { whole: false, line, problem: 'it is not a whole record' };
    const { hash } = record;
    const end = `,"hash":"${hash}"}`;
    if (!text.endsWith(end) || hashOf(`${text.slice(0, -end.length)}}`) !== hash)
      return { whole: false, line, problem: 'its content does not fit its hash' };
    if (record.prev !== prev) return { whole: false, line, problem: 'it does not follow the line before it' };
    if (record.seq !== seq + 1)
      return { whole: false, line, problem: `it has the number ${record.seq} instead of ${seq + 1}` };
    [seq, prev] = [record.seq, hash];
  }
  return { whole: true, records: seq, hash: prev };
}

export interface AuditFilter {
  /** Only records of this identity, before or after a rename. @default all */
  readonly address?: string;
  /** Only records from this instant on, in milliseconds since 1970. @default all */
  readonly since?: number;
}

/** Reads the records that fit a filter; lines that cannot be understood are passed over, {@link verifyAudit} names them. */
export async function* readAudit(
  lines: Lines,
  { address, since = -Infinity }: AuditFilter = {},
): AsyncGenerator<AuditRecord> {
  for await (const line of lines) {
    const record = recordIn(line);
    if (record === undefined || Date.parse(record.at) < since) continue;
    if (address === undefined || record.identity === address || record.from === address) yield record;
  }
}
