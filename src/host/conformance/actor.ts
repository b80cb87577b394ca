/** What the suite does at a host, always by the port: bring an object to a state, look, and complain precisely. */
import { KINDS, equalJson, isObject, objectKey } from '../../model';
import type { AttributesOf, KindName, ObservedObject } from '../../model';
import { HostError } from '../error';
import type { HostErrorCode } from '../error';
import type { MailHost, ResourceHandler } from '../port';
import type { World } from './world';

/** The host does not keep the port's contract. */
export class NotConformant extends Error {
  override readonly name = 'NotConformant';
}

/** @throws NotConformant unless it holds. */
export function must(holds: boolean, otherwise: () => string): asserts holds {
  if (!holds) throw new NotConformant(otherwise());
}

const show = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value));

const isEmpty = (value: unknown): boolean =>
  value === null || value === undefined || (Array.isArray(value) && value.length === 0);

/** Whether what is observed is as declared: empty in any form is empty, and fields left out of a structure do not matter. */
function satisfies(observed: unknown, wanted: unknown): boolean {
  if (isEmpty(wanted)) return isEmpty(observed);
  if (!isObject(wanted) || !isObject(observed)) return equalJson(observed, wanted);
  return Object.entries(wanted).every(([field, value]) => value === undefined || equalJson(observed[field], value));
}

type Values = Readonly<Record<string, unknown>>;

export class Actor {
  constructor(
    readonly host: MailHost,
    readonly world: World,
  ) {}

  /** The handler of a kind, undefined where the host does not have the kind. */
  handler(kind: KindName): ResourceHandler<KindName> | undefined {
    return this.host.handlers[kind] as ResourceHandler<KindName> | undefined;
  }

  private require(kind: KindName): ResourceHandler<KindName> {
    const handler = this.handler(kind);
    must(handler !== undefined, () => `the host has no objects of kind ${kind}`);
    return handler;
  }

  async find(kind: KindName, identity: string): Promise<ObservedObject | undefined> {
    const found = await this.require(kind).read([identity], this.world.context);
    must(found.length <= 1, () => `reading ${objectKey(kind, identity)} gave ${found.length} objects`);
    must(
      found.every((object) => object.kind === kind && object.identity === identity),
      () => `reading ${objectKey(kind, identity)} gave ${show(found[0])}`,
    );
    return found[0];
  }

  async get(kind: KindName, identity: string): Promise<ObservedObject> {
    const object = await this.find(kind, identity);
    must(object !== undefined, () => `${objectKey(kind, identity)} was written, and reading it gave nothing`);
    return object;
  }

  create(kind: KindName, wanted: AttributesOf<KindName>): Promise<ObservedObject> {
    return this.require(kind).create(wanted, this.world.context);
  }

  update(observed: ObservedObject, changes: Values): Promise<ObservedObject> {
    return this.require(observed.kind).update(observed, changes as AttributesOf<KindName>, this.world.context);
  }

  /** Creates or updates what differs from `wanted`, and nothing else. Gives the names of what it wrote. */
  private async bring(kind: KindName, identity: string, wanted: Values): Promise<readonly string[]> {
    const before = await this.find(kind, identity);
    if (before === undefined) {
      await this.create(kind, wanted as AttributesOf<KindName>);
      return Object.keys(wanted);
    }
    const had = before.attributes as Values;
    const different = Object.entries(wanted).filter(
      ([name, value]) => !KINDS[kind].attributes[name]?.createOnly && !satisfies(had[name], value),
    );
    if (different.length > 0) await this.update(before, Object.fromEntries(different));
    return different.map(([name]) => name);
  }

  /** Brings an object to a state, reads it back, and does so once more: the second time nothing may be left to do. */
  async settle(kind: KindName, identity: string, wanted: Values): Promise<ObservedObject> {
    await this.bring(kind, identity, wanted);
    const after = await this.get(kind, identity);
    this.compare(after, wanted);
    const again = await this.bring(kind, identity, wanted);
    must(again.length === 0, () => `declaring ${objectKey(kind, identity)} a second time wrote ${again.join(', ')}`);
    return after;
  }

  /** @throws NotConformant naming attribute, what was sent and what was read back. */
  compare(observed: ObservedObject, wanted: Values): void {
    const kept = observed.attributes as Values;
    for (const [name, value] of Object.entries(wanted)) {
      const attribute = KINDS[observed.kind].attributes[name];
      if (attribute?.sensitive) must(isEmpty(kept[name]), () => `${observed.kind}.${name}: a secret was read back`);
      else
        must(
          satisfies(kept[name], value),
          () => `${observed.kind}.${name}: sent ${show(value)}, read back ${show(kept[name])}`,
        );
    }
  }

  /** Removes an object, closing it first where the host wants that. */
  async remove(object: ObservedObject): Promise<void> {
    const { context } = this.world;
    const handler = this.require(object.kind);
    const closing = this.host.rules.some(
      (rule) => rule.rule === 'remove-only-when-closed' && rule.kind === object.kind,
    );
    await handler.remove(
      closing && handler.close !== undefined ? await handler.close(object, context) : object,
      context,
    );
  }

  /** @throws NotConformant unless the call fails with one of the codes, and says that nothing was done. */
  async refused(what: string, call: Promise<unknown>, codes: readonly HostErrorCode[]): Promise<void> {
    const thrown: unknown = await call.then(
      () => undefined,
      (error: unknown) => error,
    );
    const allowed = codes.join(' or ');
    must(thrown !== undefined, () => `${what} succeeded, expected ${allowed}`);
    must(thrown instanceof HostError, () => `${what} failed with ${String(thrown)}, which is no HostError`);
    must(
      codes.includes(thrown.code),
      () => `${what} failed with ${thrown.code} (${thrown.message}), expected ${allowed}`,
    );
    must(thrown.outcome === 'not-done', () => `${what} failed with an unknown outcome`);
  }
}
