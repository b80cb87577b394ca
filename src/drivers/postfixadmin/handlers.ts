/** How is each operation of the port done in the tables? Collections in pages of one moment, changes in batches. */
import { HostError, completeStructures, requireAllowed, revealSecrets } from '../../host';
import type { Handlers, HostContext, HostRule, Page, ResourceHandler, Written } from '../../host';
import { KINDS } from '../../model';
import type { KindName, ObservedObject } from '../../model';
import type { Batcher } from './batch';
import type { Database } from './database';
import { revisionOf } from './kind';
import type { KindAtHost, Wire } from './kind';
import { hashPassword } from './password';
import type { Scheme } from './password';
import type { Edit } from './working-set';

export interface Means {
  readonly database: Database;
  readonly batcher: Batcher<Edit<unknown>, unknown>;
  readonly rules: readonly HostRule[];
  readonly pageSize: number;
  readonly scheme: Scheme;
}

/** The field of each kind that holds its identity as it is stored. */
const STORED_IDENTITY: Readonly<Record<KindName, string>> = {
  organization: 'name',
  domain: 'domain',
  user: 'username',
  alias: 'address',
  group: 'address',
};

function handlerOf<K extends KindName>(kind: K, at: KindAtHost<K>, means: Means) {
  const { codec } = at;
  const { database, batcher, rules, pageSize, scheme } = means;
  const stored = (wire: Wire): string => String(wire[STORED_IDENTITY[kind]]);

  /** Why an object cannot be managed although it can be read. */
  function problemOf(wire: Wire, identity: string): string | undefined {
    if (kind === 'group' && wire['active'] === false)
      return 'it is not active, which a group cannot be; activate it, or declare it as an alias';
    return database.engine.isCaseSensitive && stored(wire) !== identity
      ? `it is stored as ${JSON.stringify(stored(wire))}, which Postfix never finds; write it in lower case`
      : undefined;
  }

  function decode(wires: readonly Wire[]) {
    const objects: ObservedObject<K>[] = [];
    const rejected: { identity: string; problem: string }[] = [];
    for (const wire of wires) {
      const decoded = codec.decode(wire, revisionOf(wire));
      const problem = decoded.ok ? problemOf(wire, decoded.object.identity) : decoded.problem;
      if (decoded.ok && problem === undefined) objects.push(decoded.object);
      else rejected.push({ identity: stored(wire), problem: problem ?? '' });
    }
    return { objects, rejected };
  }

  function only(wire: Wire): ObservedObject<K> {
    const { objects, rejected } = decode([wire]);
    if (objects[0] !== undefined) return objects[0];
    const message = `the ${kind} ${JSON.stringify(stored(wire))} cannot be understood: ${rejected[0]?.problem ?? ''}`;
    throw new HostError({ code: 'PROTOCOL', message });
  }

  const change = async (edit: Edit<Wire>, { signal }: HostContext): Promise<ObservedObject<K>> =>
    only((await batcher.add(edit, signal)) as Wire);

  /** What is to be written, by the host's fields, a password as its hash. */
  async function encode(written: Written<K>, context: HostContext): Promise<Wire> {
    requireAllowed(rules, kind, written);
    const revealed = await revealSecrets(kind, written, context);
    const wire = codec.encode(revealed.written);
    return typeof wire['password'] === 'string'
      ? { ...wire, password: await hashPassword(scheme, wire['password']) }
      : wire;
  }

  const handler: ResourceHandler<K> = {
    supports: codec.supports,

    async *list({ signal }): AsyncGenerator<Page<ObservedObject<K>>> {
      const { session, end } = await database.open('read', signal);
      try {
        const total = await at.count(session);
        let after = '';
        for (let last = false; !last;) {
          if (signal.aborted) throw new HostError({ code: 'CANCELLED', message: 'stopped while the list was read' });
          const wires = await at.page(session, after, pageSize);
          last = wires.length < pageSize;
          const end = wires.at(-1);
          if (end !== undefined) after = stored(end);
          yield { ...decode(wires), total, last };
        }
        await end('COMMIT');
      } finally {
        await end('ROLLBACK');
      }
    },

    async read(identities, { signal }) {
      if (identities.length === 0) return [];
      const wires = await database.transact('read', signal, (session) => at.read(session, identities));
      return wires.map(only);
    },

    async create(desired, context) {
      const { [KINDS[kind].identity]: identity, ...written } = desired as Readonly<Record<string, unknown>>;
      return change(at.create(String(identity).toLowerCase(), await encode(written as Written<K>, context)), context);
    },

    async update(observed, changes, context) {
      return change(at.update(observed, await encode(completeStructures(observed, changes), context)), context);
    },

    async remove(observed, { signal }) {
      await batcher.add(at.remove(observed), signal);
    },
  };

  const { rename } = at;
  return {
    handler,
    ...(rename === undefined
      ? {}
      : {
          rename: (observed: ObservedObject<K>, to: string, context: HostContext) =>
            change(rename(observed, to), context),
        }),
    setStatus: (status: string) => (observed: ObservedObject<K>, context: HostContext) =>
      change(at.update(observed, { status }), context),
  };
}

/** What each kind is at this host; one that is absent, the host does not have. */
export type KindsAtHost = { readonly [K in KindName]?: KindAtHost<K> };

/** The handlers of all kinds. */
export function createHandlers(kinds: KindsAtHost, means: Means): Handlers {
  const { organization, domain, user, alias, group } = kinds;
  const renamed = <K extends KindName>(kind: K, at: KindAtHost<K>) => {
    const { handler, rename } = handlerOf(kind, at, means);
    return rename === undefined ? handler : { ...handler, rename };
  };
  const closing = (at: KindAtHost<'user'>) => {
    const { setStatus } = handlerOf('user', at, means);
    return { ...renamed('user', at), close: setStatus('closed'), reopen: setStatus('active') };
  };
  return {
    ...(organization === undefined ? {} : { organization: renamed('organization', organization) }),
    ...(domain === undefined ? {} : { domain: renamed('domain', domain) }),
    ...(user === undefined ? {} : { user: closing(user) }),
    ...(alias === undefined ? {} : { alias: renamed('alias', alias) }),
    ...(group === undefined ? {} : { group: renamed('group', group) }),
  };
}
