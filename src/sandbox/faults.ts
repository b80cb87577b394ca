/** Which requests go wrong on purpose, and how: the same seed and the same requests give the same faults, in whatever order they arrive. */
import { createHash } from 'node:crypto';
import { isObject } from '../model';
import { invalid } from './problem';
import type { RefusedAttribute } from './problem';
import { LONGEST_LAG } from './state';

/** Each kind of fault, and what it does. */
export const FAULTS = {
  'rate-limited': '429 with Retry-After; nothing is done',
  'error-before': '500 or 503; nothing is done',
  'error-after': '500 or 503, although it was done',
  slow: 'done at once, answered late',
  'cut-before': 'the connection breaks; nothing is done',
  'cut-after': 'the connection breaks, although it was done',
  'short-page': 'a list ends early, while its total tells how many there are',
  'stale-list': 'a list tells the state before the last writes',
} as const;
export type FaultKind = keyof typeof FAULTS;
export const FAULT_KINDS = Object.keys(FAULTS) as readonly FaultKind[];
const OF_LISTS: readonly FaultKind[] = ['short-page', 'stale-list'];

export interface FaultSettings {
  /** Part of the requests that go wrong, from 0 to 1. @default 0 */
  readonly rate: number;
  /** Kinds to choose from, with equal chance among those that fit the request. @default all */
  readonly kinds: readonly FaultKind[];
  /** Another seed, other faults. @default 1 */
  readonly seed: number;
  /** Most faults that one and the same request meets, so that trying again helps in the end. @default no limit */
  readonly limitPerRequest: number | null;
  /** How late a slow answer is, in milliseconds. @default 50 */
  readonly delay: number;
  /** What Retry-After says, in seconds. @default 1 */
  readonly retryAfter: number;
  /** How many writes a stale list lags behind. @default 1 */
  readonly lag: number;
}

/** A fault drawn for one request. */
export interface Fault {
  readonly kind: FaultKind;
  /** The status where the fault is an error. */
  readonly status: 500 | 503;
}

const NO_FAULTS: FaultSettings = {
  rate: 0, kinds: FAULT_KINDS, seed: 1, limitPerRequest: null, delay: 50, retryAfter: 1, lag: 1,
}; // prettier-ignore

const isWhole = (value: unknown, least: number, most = Number.MAX_SAFE_INTEGER): boolean =>
  Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most;

/** What each setting must be, in words, and how that is told. */
const CHECKS: { readonly [S in keyof FaultSettings]: readonly [string, (value: unknown) => boolean] } = {
  rate: ['a number from 0 to 1', (value) => typeof value === 'number' && value >= 0 && value <= 1],
  kinds: [`a list of ${FAULT_KINDS.join(', ')}`, (value) => Array.isArray(value) && value.every(isFaultKind)],
  seed: ['a whole number', (value) => Number.isSafeInteger(value)],
  limitPerRequest: ['a whole number from 0 up, or null', (value) => value === null || isWhole(value, 0)],
  delay: ['milliseconds, at most a minute', (value) => isWhole(value, 0, 60_000)],
  retryAfter: ['whole seconds from 0 up', (value) => isWhole(value, 0)],
  lag: [`a whole number from 1 to ${LONGEST_LAG}`, (value) => isWhole(value, 1, LONGEST_LAG)],
};
const isFaultKind = (value: unknown): boolean => FAULT_KINDS.some((kind) => kind === value);

/** @throws Problem `invalid` naming every wrong setting. */
export function readFaultSettings(written: unknown): FaultSettings {
  if (!isObject(written)) throw invalid('faults', [{ attribute: 'body', problem: 'expected an object' }]);
  const errors: RefusedAttribute[] = [];
  const given = Object.entries(written).filter(([, value]) => value !== undefined);
  for (const [name, value] of given) {
    const [words, allows] = Object.hasOwn(CHECKS, name) ? CHECKS[name as keyof FaultSettings] : [];
    if (allows === undefined)
      errors.push({ attribute: name, problem: `is no setting; there are ${Object.keys(CHECKS).join(', ')}` });
    else if (!allows(value)) errors.push({ attribute: name, problem: `${JSON.stringify(value)} is not ${words}` });
  }
  if (errors.length > 0) throw invalid('faults', errors);
  return { ...NO_FAULTS, ...Object.fromEntries(given) };
}

export class Faults {
  private injected: Partial<Record<FaultKind, number>> = {};
  /** How often each request came, and how often it went wrong, since the settings changed. */
  private readonly seen = new Map<string, { times: number; failed: number }>();

  constructor(private current: FaultSettings = NO_FAULTS) {}

  get settings(): FaultSettings {
    return this.current;
  }

  /** Faults injected since the settings changed, by kind. */
  get counts(): Readonly<Partial<Record<FaultKind, number>>> {
    return this.injected;
  }

  set(settings: FaultSettings): void {
    [this.current, this.injected] = [settings, {}];
    this.seen.clear();
  }

  /**
   * Decides whether this request goes wrong.
   * @param request What tells it from others: method, path, query and body.
   * @param isList Whether a page of a list is asked for.
   */
  draw(request: string, isList: boolean): Fault | undefined {
    const { rate, kinds, seed, limitPerRequest } = this.current;
    const fitting = isList ? kinds : kinds.filter((kind) => !OF_LISTS.includes(kind));
    if (rate === 0 || fitting.length === 0) return undefined;
    const key = createHash('sha256').update(request).digest('base64');
    const before = this.seen.get(key) ?? { times: 0, failed: 0 };
    const dice = createHash('sha256').update(`${seed} ${before.times} ${key}`).digest();
    const fails =
      dice.readUInt32BE(0) / 2 ** 32 < rate && (limitPerRequest === null || before.failed < limitPerRequest);
    this.seen.set(key, { times: before.times + 1, failed: before.failed + (fails ? 1 : 0) });
    const kind = fitting[dice.readUInt32BE(4) % fitting.length];
    if (!fails || kind === undefined) return undefined;
    this.injected[kind] = (this.injected[kind] ?? 0) + 1;
    return { kind, status: dice.readUInt8(8) % 2 === 0 ? 500 : 503 };
  }
}
