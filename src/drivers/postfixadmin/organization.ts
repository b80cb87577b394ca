/** What is the organisation here? The whole database: its name stands in the row for all domains, its administrators are those who may do everything. */
import { HostError } from '../../host';
import type { ObservedObject } from '../../model';
import { ALL } from './api';
import { absent } from './codec';
import type { Codecs } from './codec';
import type { Session } from './database';
import { requireUnchanged } from './kind';
import type { KindAtHost, Wire } from './kind';
import { noPassword } from './password';
import type { Schema } from './schema';
import { insert } from './sql';
import type { WorkingSet } from './working-set';

/** Whether the account sees the tables of administrators. */
export const hasOrganization = (schema: Schema): boolean =>
  schema.has('admin', 'superadmin') && schema.has('domain_admins', 'domain');

const wireOf = (name: string, administrators: readonly string[]): Wire => ({
  name,
  administrators: administrators.map((each) => each.toLowerCase()).sort(),
});

export function organizations(codec: Codecs['organization'], schema: Schema): KindAtHost<'organization'> {
  const { table } = schema;

  /** The organisation, where the database has been given a name. */
  const find = async (session: Session): Promise<readonly Wire[]> => {
    const [row] = await session.query({
      text: `SELECT description FROM ${table('domain')} WHERE domain = ?`,
      values: [ALL],
    });
    const name = String(row?.['description'] ?? '');
    if (name === '') return [];
    const administrators = await session.query({
      text: `SELECT username FROM ${table('admin')} WHERE superadmin AND active`,
      values: [],
    });
    return [
      wireOf(
        name,
        administrators.map(({ username }) => String(username)),
      ),
    ];
  };

  /** Makes an account one that may do everything; one that is new has no password yet. */
  const promote = (set: WorkingSet, username: string): void => {
    const known = set.get('admin', username);
    set.put('admin', {
      ...(known === undefined ? { password: noPassword() } : {}),
      username,
      superadmin: true,
      active: true,
    });
    set.also(withoutAll(username));
    set.also(insert(table('domain_admins'), [{ username, domain: ALL, active: true, created: { daysFromNow: 0 } }]));
  };
  /** Takes that away; the account and what it may do with single domains stay. */
  const demote = (set: WorkingSet, username: string): void => {
    if (set.get('admin', username) !== undefined) set.put('admin', { username, superadmin: false });
    set.also(withoutAll(username));
  };
  const withoutAll = (username: string) => ({
    text: `DELETE FROM ${table('domain_admins')} WHERE username = ? AND domain = ?`,
    values: [username, ALL],
  });
  const nameOf = (set: WorkingSet): string => set.get('domain', ALL)?.description ?? '';
  const name = (set: WorkingSet, written: string): void => {
    const isThere = set.get('domain', ALL) !== undefined;
    set.put('domain', {
      domain: ALL,
      description: written,
      // PostfixAdmin's own setup writes the row so.
      ...(isThere ? {} : { aliases: 0, mailboxes: 0, maxquota: 0, quota: 0, active: true, transport: '', backupmx: false }), // prettier-ignore
    });
  };

  return {
    codec,
    count: async (session) => (await find(session)).length,
    page: async (session, after) => (after === '' ? find(session) : []),
    read: async (session, identities) =>
      (await find(session)).filter(({ name: known }) => identities.includes(String(known))),

    create: (identity, wire) => {
      const wanted = (wire['administrators'] ?? []) as readonly string[];
      return {
        needs: { rows: { domain: [ALL], admin: wanted } },
        run(set) {
          const known = nameOf(set);
          if (known === identity)
            throw new HostError({ code: 'CONFLICT', message: `the database is already the organization ${JSON.stringify(identity)}` }); // prettier-ignore
          if (known !== '')
            throw new HostError({
              code: 'LIMIT',
              message: `a database holds one organization, and this one is ${JSON.stringify(known)}; declare that name`,
            });
          name(set, identity);
          // Nobody loses what they may do by a plan that did not show it: the next one does.
          for (const username of wanted) promote(set, username);
          return wireOf(identity, wanted);
        },
      };
    },

    update: (observed, wire) => {
      const before = observed.attributes.administrators ?? [];
      const wanted = (wire['administrators'] ?? before) as readonly string[];
      return {
        needs: { rows: { domain: [ALL], admin: [...new Set([...before, ...wanted])] } },
        run(set) {
          requireName(set, observed);
          const held = before.filter((username) => {
            const row = set.get('admin', username);
            return row?.superadmin === true && row.active;
          });
          requireUnchanged(observed, wireOf(observed.identity, held));
          for (const username of wanted) if (!held.includes(username)) promote(set, username);
          for (const username of held) if (!wanted.includes(username)) demote(set, username);
          return wireOf(observed.identity, wanted);
        },
      };
    },

    remove: ({ identity }) => ({
      needs: { rows: { domain: [ALL] } },
      run(set) {
        if (nameOf(set) === identity) name(set, '');
      },
    }),
  };

  function requireName(set: WorkingSet, { identity }: ObservedObject<'organization'>): void {
    if (nameOf(set) !== identity) throw absent('organization', identity);
  }
}
