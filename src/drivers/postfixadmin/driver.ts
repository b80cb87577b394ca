/** How mailstate reaches the database of a plain Postfix and Dovecot host, in the tables of PostfixAdmin. */
import { HostError, defineDriver } from '../../host';
import type { HostLimits, MailHost } from '../../host';
import { addresses } from './alias';
import { Batcher } from './batch';
import type { Outcome } from './batch';
import { NEWEST, codecsOf, rulesOf } from './codec';
import { Database } from './database';
import type { Engine } from './database';
import { newKey } from './dkim';
import { domains } from './domain';
import { targetOf } from './endpoint';
import type { Target } from './endpoint';
import { createHandlers } from './handlers';
import type { KindsAtHost } from './handlers';
import { mysql } from './mysql';
import { hasOrganization, organizations } from './organization';
import { postgres } from './postgres';
import { NEWEST_SCHEMA, readSchema } from './schema';
import type { Schema } from './schema';
import { OPTIONS, settingsOf } from './settings';
import type { Settings } from './settings';
import { users } from './user';
import { load } from './working-set';
import type { Edit } from './working-set';

/** Objects that one page of a list and one read hold at most. */
const [PAGE_SIZE, READ_SIZE] = [10_000, 1_000] as const;

const openEngine = (target: Target): Promise<Engine> => {
  switch (target.engine) {
    case 'postgres':
      return postgres(target);
    case 'mysql':
      return mysql(target);
    default:
      return target.engine satisfies never;
  }
};

/** Puts the host together over a database whose tables are known. */
export function hostOver(
  name: string,
  database: Database,
  schema: Schema,
  settings: Settings,
  now: () => number,
): MailHost {
  const { engine } = database;
  const { groups, maildir, megabyte, batchSize } = settings;
  const codecs = codecsOf(schema);
  const kinds: KindsAtHost = {
    ...(hasOrganization(schema) ? { organization: organizations(codecs.organization, schema) } : {}),
    domain: domains({ codec: codecs.domain, schema, megabyte, newKey }),
    user: users({ codec: codecs.user, schema, engine, maildir, now }),
    alias: addresses('alias', codecs.alias, schema, engine, groups),
    ...(groups.length === 0 ? {} : { group: addresses('group', codecs.group, schema, engine, groups) }),
  };
  const rules = rulesOf(schema, megabyte);
  const batcher = new Batcher<Edit<unknown>, unknown>((edits) => carryOut(database, schema, edits), batchSize);
  const limits: HostLimits = { concurrency: batchSize, pageSize: PAGE_SIZE, readSize: READ_SIZE };
  return {
    name,
    driver: postfixadmin.name,
    handlers: createHandlers(kinds, { database, batcher, rules, pageSize: PAGE_SIZE, scheme: settings.scheme }),
    limits,
    effects: [],
    rules,
    calls: database.statements,
    close: database.close,
  };
}

/** How a host with the newest tables and all options looks, without asking any: for the docs. */
export function unconnected(): MailHost {
  const nowhere = (): Promise<never> =>
    Promise.reject(new HostError({ code: 'UNAVAILABLE', message: 'not connected' }));
  const engine: Engine = {
    begin: { read: 'BEGIN', write: 'BEGIN' },
    currentSchema: '',
    seconds: (column) => column,
    isCaseSensitive: true,
    connect: nowhere,
    close: () => Promise.resolve(),
  };
  const settings = settingsOf('mail', { groups: '*@*' });
  return hostOver('mail', new Database(engine), NEWEST_SCHEMA, settings, () => 0);
}

/** Makes changes in one transaction. Each is made wholly or refused by itself; what the database refuses, it refuses of all. */
async function carryOut(
  database: Database,
  schema: Schema,
  edits: readonly Edit<unknown>[],
): Promise<readonly Outcome<unknown>[]> {
  // A batch that has begun is finished, so that it is known what was done.
  const { signal } = new AbortController();
  return database.transact('write', signal, async (session) => {
    const set = await load(
      session,
      schema,
      edits.map(({ needs }) => needs),
    );
    const outcomes = edits.map((edit): Outcome<unknown> => {
      try {
        return { ok: true, value: set.attempt(edit) };
      } catch (thrown) {
        if (!(thrown instanceof HostError)) throw thrown;
        return { ok: false, error: thrown };
      }
    });
    for (const statement of set.statements()) await session.query(statement);
    return outcomes;
  });
}

export const postfixadmin = defineDriver({
  name: 'postfixadmin',
  description: 'Postfix and Dovecot on a database with the tables of PostfixAdmin: PostgreSQL, MariaDB or MySQL',
  supports: {
    organization: NEWEST.organization.supports,
    domain: NEWEST.domain.supports,
    user: NEWEST.user.supports,
    alias: NEWEST.alias.supports,
    group: NEWEST.group.supports,
  },
  options: OPTIONS,
  verified: {
    how: 'live',
    version: 'PostfixAdmin 3.3.13 on PostgreSQL 15 and MariaDB 10.11',
    date: '2026-11-20',
    except: 'MySQL; PostfixAdmin 4, of which only the tables were tried',
  },
  async connect(declaration, { secret, clock }): Promise<MailHost> {
    const settings = settingsOf(declaration.name, declaration.options);
    const target = await targetOf(declaration, settings.timeout, secret);
    const database = new Database(await openEngine(target));
    try {
      const { signal } = new AbortController();
      const schema = await database.transact('read', signal, (session) =>
        readSchema(session, settings.prefix, database.engine.currentSchema),
      );
      return hostOver(declaration.name, database, schema, settings, clock.now);
    } catch (thrown) {
      await database.close();
      throw thrown;
    }
  },
});
