/** What does one change mean at its host, and what came of it? */
import { HostError, asHostError } from '../host';
import type { HostContext } from '../host';
import { KINDS, objectKey, withArticle } from '../model';
import type { ObjectKey, ObservedObject } from '../model';
import type { Change } from '../plan/plan';
import type { Failure } from './events';
import { GONE, judge, lacking, wantedOf } from './judge';
import type { Judgement, Seen, Values } from './judge';
import { handlerOf } from './reread';
import type { GeneratedPasswords } from './passwords';
import type { Line, Rereads } from './reread';
import { named } from './wording';

/** What came of one change. */
export type Verdict =
  | { readonly type: 'done'; readonly adopted: boolean; readonly object?: ObservedObject }
  | { readonly type: 'failed'; readonly failure: Failure; readonly error: HostError }
  | { readonly type: 'refused'; readonly moved: readonly string[] }
  | { readonly type: 'cancelled' };

/** Resolves once it is on disk that a change is about to be sent; with false when that cannot be written, so that it must not be sent. */
export type Intend = (change: Change) => Promise<boolean>;

/** A write, judged by what was known of the object. */
interface Attempt {
  readonly change: Change;
  readonly object?: ObservedObject;
  readonly expected?: Values;
}

/** Carries out the changes of one host, one call at a time each. */
export class CarryOut {
  /** What earlier changes of this apply made of an object, or undefined when they made it go away. */
  private readonly results = new Map<ObjectKey, Values | undefined>();

  /** The objects that more than one change touches. */
  private readonly revisited = new Set<ObjectKey>();

  constructor(
    private readonly line: Line,
    private readonly rereads: Pick<Rereads, 'of' | 'now'>,
    private readonly intend: Intend,
    changes: readonly Change[],
    /** @default no password can be generated */
    private readonly passwords?: Pick<GeneratedPasswords, 'of'>,
  ) {
    const visited = new Set<ObjectKey>();
    for (const change of changes)
      if (change.host === line.host.name)
        for (const key of keysOf(change)) {
          if (visited.has(key)) this.revisited.add(key);
          else visited.add(key);
        }
  }

  async carryOut(change: Change, index: number): Promise<Verdict> {
    const verdict = await this.attempt(change, index).catch((thrown: unknown) => failed(asHostError(thrown)));
    if (verdict.type === 'done') this.remember(change, verdict.object);
    return verdict;
  }

  private async attempt(change: Change, index: number): Promise<Verdict> {
    if (change.action === 'create') return this.write({ change });
    const seen = await this.look(change, index).catch((thrown: unknown) => asHostError(thrown));
    // A read changes nothing, so whatever went wrong with it, the change was not made.
    if (seen instanceof HostError) return failed(seen, { outcome: 'not-done' });
    const key = objectKey(change.kind, change.from ?? change.identity);
    const expected = this.results.has(key) ? this.results.get(key) : change.observed;
    const judged = judge(change, seen, expected);
    return judged.verdict === 'as-planned' ? this.write({ change, object: judged.object, expected }) : said(judged);
  }

  /** A rename whose object is gone may have been made already, which its new name shows. */
  private async look(change: Change, index: number): Promise<Seen> {
    const seen = await this.rereads.of(index);
    return change.action === 'rename' && seen.here === undefined ? this.rereads.now(change) : seen;
  }

  private async write(attempt: Attempt, again = true): Promise<Verdict> {
    const { change, object, expected } = attempt;
    const { signal } = this.line.context;
    if (signal.aborted) return { type: 'cancelled' };
    if (!(await this.intend(change)) || signal.aborted) return { type: 'cancelled' };
    const used: string[] = [];
    try {
      const result = await this.line.gate.run(() => this.call(attempt, used));
      return result === undefined ? { type: 'done', adopted: false } : { type: 'done', adopted: false, object: result };
    } catch (thrown) {
      const error = withoutSecrets(asHostError(thrown), used);
      if (error.outcome === 'unknown') return this.settled(attempt, error);
      if (error.code === 'CONFLICT' && change.action === 'create') return this.present(change, error);
      if (object === undefined || (error.code !== 'CHANGED' && error.code !== 'NOT_FOUND')) return failed(error);
      const seen = await this.reread(change);
      if (seen === undefined) return failed(error);
      const judged = judge(change, seen, expected);
      if (judged.verdict !== 'as-planned') return said(judged);
      // What is declared did not move: the host counts more as a change than the plan does, such as arriving mail.
      return again && error.code === 'CHANGED'
        ? this.write({ ...attempt, object: judged.object }, false)
        : failed(error);
    }
  }

  private async call({ change, object }: Attempt, used: string[]): Promise<ObservedObject | undefined> {
    const { host, context: shared } = this.line;
    const handler = handlerOf(host, change.kind);
    if (handler === undefined) throw unable(change);
    const { passwords } = this;
    const context = noting(shared.signal, used, (reference) =>
      reference === 'generated' && passwords !== undefined ? passwords.of(change) : shared.secret(reference),
    );
    const written: { [name: string]: unknown } = {};
    for (const { name, after } of change.attributes) written[name] = after;
    if (change.action === 'create') {
      written[KINDS[change.kind].identity] = change.identity;
      return handler.create(written, context);
    }
    if (object === undefined) throw unable(change);
    switch (change.action) {
      case 'update':
        return handler.update(object, written, context);
      case 'rename':
        if (handler.rename === undefined) throw unable(change);
        return handler.rename(object, change.identity, context);
      case 'close':
        if (handler.close === undefined) throw unable(change);
        return handler.close(object, context);
      case 'reopen':
        if (handler.reopen === undefined) throw unable(change);
        return handler.reopen(object, context);
      case 'delete':
        await handler.remove(object, context);
        return undefined;
      default:
        return change.action satisfies never;
    }
  }

  /** The host says that what is to be created is there already: it is taken over when it is as declared. */
  private async present(change: Change, error: HostError): Promise<Verdict> {
    const here = (await this.reread(change))?.here;
    if (here === undefined) return failed(error);
    const different = lacking(wantedOf(change), here);
    if (different.length === 0) return { type: 'done', adopted: true, object: here };
    const message = `${named(change)} exists already, with another ${different.join(', ')}`;
    return failed(error, { message });
  }

  /** The answer was lost: reading says whether the change was made. */
  private async settled({ change, expected }: Attempt, error: HostError): Promise<Verdict> {
    const seen = await this.reread(change);
    if (seen === undefined)
      return failed(error, { message: `${error.message}; whether it was done could not be found out` });
    const notDone = {
      outcome: 'not-done',
      message: `${error.message}; reading back shows that it was not done`,
    } as const;
    const otherwise = (names: readonly string[]): Verdict =>
      failed(error, { message: `${error.message}; reading back shows another ${names.join(', ')} than was sent` });
    if (change.action === 'create') {
      if (seen.here === undefined) return failed(error, notDone);
      const different = lacking(wantedOf(change), seen.here);
      return different.length === 0 ? { type: 'done', adopted: true, object: seen.here } : otherwise(different);
    }
    const judged = judge(change, seen, expected);
    switch (judged.verdict) {
      case 'as-wanted':
        return said(judged);
      case 'as-planned':
        return failed(error, notDone);
      case 'moved':
        return judged.moved.includes(GONE)
          ? failed(error, { message: `${error.message}; reading back shows that it is ${GONE}` })
          : otherwise(judged.moved);
      default:
        return judged satisfies never;
    }
  }

  private async reread(change: Change): Promise<Seen | undefined> {
    try {
      return await this.rereads.now(change);
    } catch {
      return undefined;
    }
  }

  private remember(change: Change, object: ObservedObject | undefined): void {
    const after = objectKey(change.kind, change.identity);
    for (const key of keysOf(change))
      if (this.revisited.has(key))
        this.results.set(key, key === after ? (object?.attributes as Values | undefined) : undefined);
  }
}

const keysOf = ({ kind, identity, from }: Change): ObjectKey[] =>
  from === undefined ? [objectKey(kind, identity)] : [objectKey(kind, from), objectKey(kind, identity)];

function said(judged: Exclude<Judgement, { verdict: 'as-planned' }>): Verdict {
  if (judged.verdict === 'moved') return { type: 'refused', moved: judged.moved };
  return { type: 'done', adopted: true, ...(judged.object === undefined ? {} : { object: judged.object }) };
}

function failed(error: HostError, instead: Partial<Pick<Failure, 'message' | 'outcome'>> = {}): Verdict {
  const { code, message, outcome } = error;
  if (code === 'CANCELLED' && outcome === 'not-done') return { type: 'cancelled' };
  return { type: 'failed', failure: { code, message, outcome, ...instead }, error };
}

const unable = (change: Change): HostError =>
  new HostError({
    code: 'UNSUPPORTED',
    message: `host "${change.host}" cannot ${change.action} ${withArticle(change.kind)}`,
  });

/** Notes the secrets that a call asks for, so that they can be kept out of what the host says about them. */
const noting = (signal: AbortSignal, used: string[], secret: HostContext['secret']): HostContext => ({
  signal,
  secret: async (reference) => {
    const found = await secret(reference);
    if (found !== '') used.push(found);
    return found;
  },
});

function withoutSecrets(error: HostError, secrets: readonly string[]): HostError {
  if (!secrets.some((secret) => error.message.includes(secret))) return error;
  const { code, outcome, status, operation } = error;
  const message = secrets.reduce((text, secret) => text.replaceAll(secret, '(secret)'), error.message);
  return new HostError({ code, outcome, message, status, operation });
}
