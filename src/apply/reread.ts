/** How are objects read anew in as few calls as their host allows? */
import { asHostError } from '../host';
import type { HostContext, HostError, MailHost, ResourceHandler } from '../host';
import type { KindName, ObservedObject } from '../model';
import type { Change } from '../plan/plan';
import type { Gate } from './gate';
import type { Seen } from './judge';
import type { Schedule } from './schedule';

/** Where calls go, and how. */
export interface Line {
  readonly host: MailHost;
  readonly gate: Gate;
  readonly context: HostContext;
}

/** What could not be read, and why; empty when all was. */
export interface Unread {
  readonly identities: readonly string[];
  readonly error?: HostError;
}

export const handlerOf = (host: MailHost, kind: KindName): ResourceHandler<KindName> | undefined =>
  host.handlers[kind] as ResourceHandler<KindName> | undefined;

/**
 * Reads objects of one kind: by name, many to a call, or as one list where that surely takes fewer calls. An object that was read is
 * handed to `accept`; one that was neither read nor is among the unread is not at the host. After a failed call no further one is made.
 * @param atMost How many objects of the kind the host may hold, if known.
 */
export async function readObjects(
  line: Line,
  kind: KindName,
  identities: readonly string[],
  accept: (object: ObservedObject) => void,
  atMost = Infinity,
): Promise<Unread> {
  const { limits } = line.host;
  const handler = handlerOf(line.host, kind);
  if (handler === undefined || identities.length === 0) return { identities: [] };
  const size = limits.readSize ?? 1;
  // What a list does not show is asked for by name all the same: a short list is no proof of absence.
  const missing =
    Math.ceil(atMost / limits.pageSize) < Math.ceil(identities.length / size)
      ? await listed(line, handler, identities, accept, atMost)
      : identities;
  const unread: string[] = [];
  let error: HostError | undefined;
  let next = 0;
  const reader = async (): Promise<void> => {
    while (next < missing.length) {
      const chunk = missing.slice(next, (next += size));
      try {
        if (error === undefined) (await line.gate.run(() => handler.read(chunk, line.context))).forEach(accept);
        else unread.push(...chunk);
      } catch (thrown) {
        error ??= asHostError(thrown);
        unread.push(...chunk);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(line.gate.width, Math.ceil(missing.length / size)) }, reader));
  return error === undefined ? { identities: [] } : { identities: unread, error };
}

/** Reads the collection as a list; gives what it did not show. */
async function listed(
  { gate, context }: Line,
  handler: ResourceHandler<KindName>,
  identities: readonly string[],
  accept: (object: ObservedObject) => void,
  atMost: number,
): Promise<readonly string[]> {
  const wanted = new Set(identities);
  try {
    await gate.run(async () => {
      for await (const { objects, total = 0 } of handler.list(context)) {
        for (const object of objects) if (wanted.delete(object.identity)) accept(object);
        // A host that turns out to hold more than was thought is better asked by name.
        if (context.signal.aborted || total > atMost) break;
      }
    });
  } catch {
    // The rest is asked for by name, which says what is wrong if the host is down.
  }
  return [...wanted];
}

/** Changes of one kind at one host that look at an object first, in the plan's order. */
interface Queue {
  readonly kind: KindName;
  readonly indexes: readonly number[];
  readonly atMost: number;
  /** Changes whose objects are read together. */
  readonly window: number;
}

/**
 * Reads the objects of the changes of one host shortly before they are due, the next ones along with them. How long before is bounded:
 * a window holds as many objects as one round of parallel calls fetches.
 */
export class Rereads {
  private readonly places = new Map<number, { readonly queue: Queue; readonly at: number }>();
  private readonly seen = new Map<number, Seen>();
  private readonly taken = new Set<number>();
  private readonly loading = new Map<string, Promise<void>>();

  /** @param atMost How many objects of a kind the host may hold. */
  constructor(
    private readonly line: Line,
    private readonly changes: readonly Change[],
    private readonly schedule: Pick<Schedule, 'isDue'>,
    atMost: (kind: KindName) => number,
  ) {
    const { limits, name } = line.host;
    const byKind = new Map<KindName, number[]>();
    changes.forEach(({ host, kind, action }, index) => {
      if (host !== name || action === 'create') return;
      const indexes = byKind.get(kind);
      if (indexes === undefined) byKind.set(kind, [index]);
      else indexes.push(index);
    });
    for (const [kind, indexes] of byKind) {
      const size = limits.readSize ?? 1;
      const lists = Math.ceil(atMost(kind) / limits.pageSize) < Math.ceil(indexes.length / size);
      const queue = { kind, indexes, atMost: atMost(kind), window: lists ? indexes.length : size * limits.concurrency };
      indexes.forEach((index, at) => this.places.set(index, { queue, at }));
    }
  }

  /**
   * What a change looks at, read since all that it requires was done.
   * @throws HostError when it cannot be read.
   */
  async of(index: number): Promise<Seen> {
    const place = this.places.get(index);
    if (place === undefined) return {};
    const { queue, at } = place;
    const key = `${queue.kind} ${Math.floor(at / queue.window)}`;
    for (;;) {
      const seen = this.seen.get(index);
      if (seen !== undefined) {
        this.seen.delete(index);
        this.taken.add(index);
        return seen;
      }
      let load = this.loading.get(key);
      if (load === undefined) {
        load = this.load(queue, at - (at % queue.window), index).finally(() => this.loading.delete(key));
        this.loading.set(key, load);
      }
      await load;
    }
  }

  /** What a change looks at, read now; of a rename, also what is under the name that it gives. */
  async now({ kind, identity, from }: Change): Promise<Seen> {
    const found = new Map<string, ObservedObject>();
    const { error } = await readObjects(this.line, kind, from === undefined ? [identity] : [from, identity], (object) =>
      found.set(object.identity, object),
    );
    if (error !== undefined) throw error;
    const here = found.get(from ?? identity);
    const there = from === undefined ? undefined : found.get(identity);
    return { ...(here === undefined ? {} : { here }), ...(there === undefined ? {} : { there }) };
  }

  private async load(queue: Queue, start: number, needed: number): Promise<void> {
    const due = queue.indexes
      .slice(start, start + queue.window)
      .filter((index) => !this.taken.has(index) && !this.seen.has(index) && this.schedule.isDue(index));
    const before = (index: number): string => this.changes[index]?.from ?? this.changes[index]?.identity ?? '';
    const identities = new Set(due.map(before));
    const found = new Map<string, ObservedObject>();
    const unread = await readObjects(
      this.line,
      queue.kind,
      [...identities],
      (object) => found.set(object.identity, object),
      queue.atMost,
    );
    const unknown = new Set(unread.identities);
    for (const index of due) {
      const here = found.get(before(index));
      if (!unknown.has(before(index))) this.seen.set(index, here === undefined ? {} : { here });
    }
    if (unread.error !== undefined && !this.seen.has(needed)) throw unread.error;
  }
}
