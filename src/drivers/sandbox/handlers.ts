/** How each operation of the port is done at the sandbox. */
import { z } from 'zod';
import { HostError, completeStructures, revealSecrets } from '../../host';
import type { Handlers, HostContext, Page, ResourceHandler } from '../../host';
import { pages } from '../../http';
import type { HttpClient } from '../../http';
import type { KindName, ObservedObject } from '../../model';
import { COLLECTIONS, READ_SIZE, item, page } from './api';
import { CODECS } from './codec';

/** Longest query of a read, in characters, well below what servers take in a request's head. */
const MAX_QUERY = 6_000;

/** Splits identities so that each read stays within what one call may ask. */
function* readable(identities: readonly string[]): Generator<string[]> {
  let batch: string[] = [];
  let length = 0;
  for (const identity of identities) {
    const added = encodeURIComponent(identity).length + '&identity='.length;
    if (batch.length === READ_SIZE || (batch.length > 0 && length + added > MAX_QUERY)) {
      yield batch;
      [batch, length] = [[], 0];
    }
    batch.push(identity);
    length += added;
  }
  if (batch.length > 0) yield batch;
}

function handlerOf<K extends KindName>(kind: K, http: HttpClient, pageSize: number) {
  const codec = CODECS[kind];
  const collection = COLLECTIONS[kind];
  const pathOf = (object: ObservedObject<K>): string => `${collection}/${encodeURIComponent(object.identity)}`;

  function decode(items: readonly Readonly<Record<string, unknown>>[]) {
    const objects: ObservedObject<K>[] = [];
    const rejected: { identity: string; problem: string }[] = [];
    for (const wire of items) {
      const decoded = codec.decode(wire, typeof wire['etag'] === 'string' ? wire['etag'] : undefined);
      if (decoded.ok) objects.push(decoded.object);
      else rejected.push({ identity: decoded.identity, problem: decoded.problem });
    }
    return { objects, rejected };
  }

  /** The one object of an answer. A write was carried out even if the answer to it is not understood. */
  function only(wire: Readonly<Record<string, unknown>>, operation: string): ObservedObject<K> {
    const { objects, rejected } = decode([wire]);
    if (objects[0] !== undefined) return objects[0];
    const [{ identity, problem } = { identity: '', problem: '' }] = rejected;
    const message = `the host's answer about the ${kind} ${JSON.stringify(identity)} cannot be understood: ${problem}`;
    throw new HostError({
      code: 'PROTOCOL',
      outcome: operation.startsWith('GET') ? 'not-done' : 'unknown',
      message,
      operation,
    });
  }

  /** Lets the host refuse a write when the object is no longer what was read. */
  const ifUnmoved = ({ revision }: ObservedObject<K>): Readonly<Record<string, string>> =>
    revision === undefined ? {} : { 'if-match': revision };

  /** With If-Match a second try can overwrite nothing, so that it may be repeated. */
  async function patch(
    observed: ObservedObject<K>,
    body: Readonly<Record<string, unknown>>,
    context: HostContext,
    secrets: readonly string[] = [],
  ): Promise<ObservedObject<K>> {
    const path = pathOf(observed);
    const answer = await http.request({
      method: 'PATCH',
      path,
      headers: { 'content-type': 'application/merge-patch+json', ...ifUnmoved(observed) },
      body,
      answer: item,
      signal: context.signal,
      secrets,
      repeatable: observed.revision !== undefined,
    });
    return only(answer.body, `PATCH ${path}`);
  }

  const handler: ResourceHandler<K> = {
    supports: codec.supports,

    async *list({ signal }): AsyncGenerator<Page<ObservedObject<K>>> {
      const fetched = pages(
        async (cursor: string | undefined) => {
          const query = { limit: pageSize, cursor };
          const { body } = await http.request({ method: 'GET', path: collection, query, answer: page, signal });
          const last = body.next === null;
          return { page: { ...decode(body.items), total: body.total, last }, next: body.next };
        },
        (cursor) =>
          new HostError({
            code: 'PROTOCOL',
            message: `the list at ${collection} never ends: the host gave the cursor ${JSON.stringify(cursor)} twice`,
            operation: `GET ${collection}`,
          }),
      );
      yield* fetched;
    },

    async read(identities, { signal }) {
      const found = await Promise.all(
        [...readable(identities)].map(async (identity) => {
          const { body } = await http.request({
            method: 'GET',
            path: collection,
            query: { identity },
            answer: page,
            signal,
          });
          return body.items.map((wire) => only(wire, `GET ${collection}`));
        }),
      );
      return found.flat();
    },

    async create(desired, context) {
      const { written, secrets } = await revealSecrets(kind, desired, context);
      const { body } = await http.request({
        method: 'POST',
        path: collection,
        body: codec.encode(written),
        answer: item,
        signal: context.signal,
        secrets,
      });
      return only(body, `POST ${collection}`);
    },

    async update(observed, changes, context) {
      const { written, secrets } = await revealSecrets(kind, completeStructures(observed, changes), context);
      return patch(observed, codec.encode(written), context, secrets);
    },

    async remove(observed, { signal }) {
      try {
        const [path, headers] = [pathOf(observed), ifUnmoved(observed)];
        await http.request({ method: 'DELETE', path, headers, answer: z.unknown(), signal });
      } catch (thrown) {
        if (!(thrown instanceof HostError) || thrown.code !== 'NOT_FOUND') throw thrown;
      }
    },
  };

  return {
    handler,
    rename: {
      async rename(observed: ObservedObject<K>, to: string, { signal }: HostContext): Promise<ObservedObject<K>> {
        const path = `${pathOf(observed)}/rename`;
        const headers = ifUnmoved(observed);
        const { body } = await http.request({ method: 'POST', path, headers, body: { to }, answer: item, signal });
        return only(body, `POST ${path}`);
      },
    },
    closing: {
      close: (observed: ObservedObject<K>, context: HostContext) => patch(observed, { status: 'closed' }, context),
      reopen: (observed: ObservedObject<K>, context: HostContext) => patch(observed, { status: 'active' }, context),
    },
  };
}

/** The handlers of all kinds: users and groups can be renamed, users closed and reopened. */
export function createHandlers(http: HttpClient, pageSize: number): Handlers {
  const user = handlerOf('user', http, pageSize);
  const group = handlerOf('group', http, pageSize);
  return {
    organization: handlerOf('organization', http, pageSize).handler,
    domain: handlerOf('domain', http, pageSize).handler,
    user: { ...user.handler, ...user.rename, ...user.closing },
    alias: handlerOf('alias', http, pageSize).handler,
    group: { ...group.handler, ...group.rename },
  };
}
