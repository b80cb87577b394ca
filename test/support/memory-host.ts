/** A mail host in memory with the full port: keeps simple rules, counts its calls, fails when told to, can be edited from outside. */
import { HostError } from '../../src/host';
import type { Handlers, HostContext, HostErrorCode, HostLimits, MailHost, Page, ResourceHandler } from '../../src/host';
import { KINDS, KIND_NAMES, declarableAttributes, domainOf, isObject } from '../../src/model';
import type { AttributesOf, KindName, ObservedObject, ObservedState } from '../../src/model';

export type Method = 'list' | 'read' | 'create' | 'update' | 'rename' | 'close' | 'reopen' | 'remove';

export interface Call {
  readonly method: Method;
  readonly kind: KindName;
  /** Of `read` all of them, of `list` none. */
  readonly identities: readonly string[];
  /** Counts from 1. */
  readonly number: number;
}

/** before: fails, nothing done. after: done, and the answer is lost. nothing: not done, and the answer is lost. */
export type Fault = 'before' | 'after' | 'nothing' | HostErrorCode;

export interface MemoryHostOptions extends Partial<HostLimits> {
  /** @default 'mail' */
  readonly name?: string;
  /** Attributes that the host takes and does not keep. @default none */
  readonly forgets?: readonly string[];
  /** What the host cannot do. @default nothing */
  readonly cannot?: readonly ('rename' | 'close')[];
  /** An address needs its domain, a domain with addresses stays, a user must be closed before it goes. @default false */
  readonly strict?: boolean;
}

interface Stored {
  attributes: { readonly [name: string]: unknown };
  revision: number;
}

const ADDRESSES: readonly KindName[] = ['user', 'alias', 'group'];

/** The password behind a reference, found before the call is sent. */
async function passwordIn(written: object, { secret }: HostContext): Promise<string | undefined> {
  const { initialPassword } = written as { readonly initialPassword?: unknown };
  return typeof initialPassword === 'string' ? secret(initialPassword) : undefined;
}

export class MemoryHost implements MailHost {
  readonly name: string;
  readonly driver = 'memory';
  readonly limits: HostLimits;
  readonly handlers: Handlers;
  readonly effects = [];
  readonly rules = [];
  readonly log: Call[] = [];
  /** Passwords that were set, by address. */
  readonly passwords = new Map<string, string>();
  /** Says whether and how a call fails. */
  fault: (call: Call) => Fault | undefined = () => undefined;
  /** Runs inside each call, before it does anything. */
  during: (call: Call) => void | Promise<void> = () => undefined;
  /** Most calls that were ever under way at once. */
  peak = 0;
  private underWay = 0;
  private nextId = 1;
  private readonly objects = new Map<KindName, Map<string, Stored>>(KIND_NAMES.map((kind) => [kind, new Map()]));

  constructor(private readonly options: MemoryHostOptions = {}) {
    const { name = 'mail', concurrency = 4, pageSize = 50, readSize = 10 } = options;
    this.name = name;
    this.limits = { concurrency, pageSize, readSize };
    this.handlers = Object.fromEntries(KIND_NAMES.map((kind) => [kind, this.handler(kind)]));
  }

  calls = (): number => this.log.length;
  close = (): Promise<void> => Promise.resolve();
  count = (method: Method): number => this.log.filter((call) => call.method === method).length;

  /** Puts an object there from outside. */
  put<K extends KindName>(kind: K, attributes: AttributesOf<K>): void {
    const identity = String((attributes as { [name: string]: unknown })[KINDS[kind].identity]);
    this.all(kind).set(identity, { attributes: { id: `${kind}-${this.nextId++}`, ...attributes }, revision: 1 });
  }

  /** Changes an object from outside. */
  edit<K extends KindName>(kind: K, identity: string, attributes: AttributesOf<K>): void {
    const object = this.existing(kind, identity);
    object.attributes = { ...object.attributes, ...attributes };
    object.revision++;
  }

  /** Takes an object away from outside. */
  drop = (kind: KindName, identity: string): boolean => this.all(kind).delete(identity);

  /** What the host holds, without asking it. */
  get(kind: KindName, identity: string): ObservedObject | undefined {
    const object = this.all(kind).get(identity);
    return object && this.shown(kind, identity, object);
  }

  state(): ObservedState {
    const collections = KIND_NAMES.map((kind) => {
      const objects = new Map(
        [...this.all(kind)].map(([identity, object]) => [identity, this.shown(kind, identity, object)]),
      );
      return [kind, { kind, objects, complete: true, findings: [] }] as const;
    });
    return { host: this.name, collections: Object.fromEntries(collections) };
  }

  private handler<K extends KindName>(kind: K): ResourceHandler<K> {
    const one = (method: Method, identity: string, act: () => Stored | void | Promise<Stored | void>) =>
      this.call(method, kind, [identity], async () => {
        await act();
        return this.get(kind, identity) as ObservedObject<K>;
      });
    const set = (identity: string, attributes: { readonly [name: string]: unknown }, revision?: string): void => {
      const object = this.existing(kind, identity);
      if (revision !== undefined && revision !== String(object.revision)) throw fail('CHANGED', `${identity} moved`);
      object.attributes = this.kept(kind, object.attributes, attributes);
      object.revision++;
    };
    const status = (value: string) => (observed: ObservedObject<K>) =>
      one(value === 'closed' ? 'close' : 'reopen', observed.identity, () =>
        set(observed.identity, { status: value }, observed.revision),
      );
    return {
      supports: [
        ...declarableAttributes(kind).filter((name) => !KINDS[kind].attributes[name]?.planOnly),
        'id',
      ] as never,
      list: () => this.pages(kind) as AsyncIterable<Page<ObservedObject<K>>>,
      read: (identities) =>
        this.call('read', kind, identities, () => {
          if (identities.length > (this.limits.readSize ?? 1)) throw fail('INVALID', 'too many objects asked for');
          return identities.flatMap((identity) => this.get(kind, identity) ?? []) as ObservedObject<K>[];
        }),
      create: async (desired, context) => {
        const attributes = desired as { readonly [name: string]: unknown };
        const identity = String(attributes[KINDS[kind].identity]);
        const password = await passwordIn(attributes, context);
        return one('create', identity, () => {
          this.make(kind, identity, attributes);
          if (password !== undefined) this.passwords.set(identity, password);
        });
      },
      update: async ({ identity, revision }, changes, context) => {
        const password = await passwordIn(changes, context);
        return one('update', identity, () => {
          set(identity, changes, revision);
          if (password !== undefined) this.passwords.set(identity, password);
        });
      },
      ...(this.options.cannot?.includes('rename')
        ? {}
        : {
            rename: ({ identity: from }: ObservedObject<K>, identity: string) =>
              one('rename', identity, () => {
                const object = this.existing(kind, from);
                this.refuseTaken(kind, identity);
                this.all(kind).delete(from);
                this.all(kind).set(identity, object);
                set(identity, { [KINDS[kind].identity]: identity });
              }),
          }),
      ...(this.options.cannot?.includes('close') ? {} : { close: status('closed'), reopen: status('active') }),
      remove: ({ identity }) => one('remove', identity, () => this.take(kind, identity)).then(() => undefined),
    };
  }

  private async call<T>(
    method: Method,
    kind: KindName,
    identities: readonly string[],
    act: () => T | Promise<T>,
  ): Promise<T> {
    const call: Call = { method, kind, identities, number: this.log.length + 1 };
    this.log.push(call);
    this.peak = Math.max(this.peak, ++this.underWay);
    try {
      await new Promise(setImmediate);
      await this.during(call);
      const fault = this.fault(call);
      if (fault === 'before') throw fail('UNAVAILABLE', 'the host fails');
      if (fault === 'nothing') throw fail('TIMEOUT', 'no answer came', 'unknown');
      if (fault !== undefined && fault !== 'after') throw fail(fault, `told to fail with ${fault}`);
      const answer = await act();
      if (fault === 'after') throw fail('TIMEOUT', 'no answer came', 'unknown');
      return answer;
    } finally {
      this.underWay--;
    }
  }

  private async *pages(kind: KindName): AsyncGenerator<Page<ObservedObject>> {
    const { pageSize } = this.limits;
    for (let start = 0, last = false; !last; start += pageSize)
      yield await this.call('list', kind, [], () => {
        const all = [...this.all(kind)].map(([identity, object]) => this.shown(kind, identity, object));
        last = start + pageSize >= all.length;
        return { objects: all.slice(start, start + pageSize), total: all.length, ...(last ? { last } : {}) };
      });
  }

  private make(kind: KindName, identity: string, attributes: { readonly [name: string]: unknown }): void {
    this.refuseTaken(kind, identity);
    const domain = domainOf(identity);
    if (this.options.strict && ADDRESSES.includes(kind) && !this.all('domain').has(domain))
      throw fail('INVALID', `the domain ${domain} does not exist`);
    const id = { id: `${kind}-${this.nextId++}` };
    this.all(kind).set(identity, { attributes: this.kept(kind, id, attributes), revision: 1 });
  }

  private take(kind: KindName, identity: string): void {
    const object = this.all(kind).get(identity);
    if (this.options.strict && kind === 'user' && object !== undefined && object.attributes.status !== 'closed')
      throw fail('IN_USE', `${identity} is not closed`);
    const isUsed = ADDRESSES.some((other) =>
      [...this.all(other).keys()].some((address) => domainOf(address) === identity),
    );
    if (this.options.strict && kind === 'domain' && isUsed) throw fail('IN_USE', `${identity} has addresses`);
    this.all(kind).delete(identity);
  }

  /** What is stored: normalised by the model, structured values field by field, no secrets, and not what the host forgets. */
  private kept(
    kind: KindName,
    before: { readonly [name: string]: unknown },
    written: { readonly [name: string]: unknown },
  ) {
    const after: { [name: string]: unknown } = { ...before };
    for (const [name, value] of Object.entries(written)) {
      const traits = KINDS[kind].attributes[name];
      if (traits === undefined || traits.sensitive || this.options.forgets?.includes(name) || value === undefined)
        continue;
      if (value === null) delete after[name];
      else after[name] = isObject(value) && isObject(after[name]) ? { ...after[name], ...value } : value;
    }
    return after;
  }

  private shown(kind: KindName, identity: string, { attributes, revision }: Stored): ObservedObject {
    return { kind, identity, attributes: attributes as AttributesOf<KindName>, revision: String(revision) };
  }

  private refuseTaken(kind: KindName, identity: string): void {
    const kinds = ADDRESSES.includes(kind) ? ADDRESSES : [kind];
    const taken = kinds.find((other) => this.all(other).has(identity));
    if (taken !== undefined) throw fail('CONFLICT', `there is a ${taken} ${identity} already`);
  }

  private all = (kind: KindName): Map<string, Stored> => this.objects.get(kind) ?? new Map<string, Stored>();

  private existing(kind: KindName, identity: string): Stored {
    const object = this.all(kind).get(identity);
    if (object === undefined) throw fail('NOT_FOUND', `there is no ${kind} ${identity}`);
    return object;
  }
}

const fail = (code: HostErrorCode, message: string, outcome: 'not-done' | 'unknown' = 'not-done'): HostError =>
  new HostError({ code, message, outcome });
