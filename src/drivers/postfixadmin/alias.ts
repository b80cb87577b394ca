/** What is an alias, and what is a group, where both are rows of one table? The provider block says which addresses are groups. */
import { HostError } from '../../host';
import { domainOf } from '../../model';
import type { KindName, ObservedObject } from '../../model';
import { aliasRow, targetsOf } from './addressee';
import type { RowOf } from './api';
import { absent, taken } from './codec';
import type { Codecs } from './codec';
import type { Engine } from './database';
import { observedFields, reading, requireUnchanged } from './kind';
import type { KindAtHost, Wire } from './kind';
import type { Schema } from './schema';
import { likePattern } from './sql';
import { requireDomain } from './user';
import type { Needs, WorkingSet } from './working-set';

type AliasRow = RowOf<'alias'>;

/** Patterns of the addresses that are groups, such as `team@acme.example` or `*-list@*`. */
export type GroupPatterns = readonly string[];

/** Splits the option; says what is wrong with it. */
export function parseGroups(written: string): GroupPatterns | string {
  const patterns = written.split(/[\s,]+/).flatMap((pattern) => (pattern === '' ? [] : [pattern.toLowerCase()]));
  const wrong = patterns.find((pattern) => !/^[^@]+@[^@]+$/.test(pattern));
  if (wrong !== undefined)
    return `${JSON.stringify(wrong)} is no address or pattern of addresses, write it like "team@acme.example" or "*-list@*"`;
  return patterns.length === 0 ? 'it names no address; leave it out where there are no groups' : patterns;
}

export const isGroup = (patterns: GroupPatterns, address: string): boolean =>
  patterns.some((pattern) => {
    const parts = pattern.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    return new RegExp(`^${parts.join('.*')}$`).test(address);
  });

function wireOf(row: AliasRow): Wire {
  const { address, description, active } = row;
  return { address, targets: targetsOf(row), active, ...(description === undefined ? {} : { description }) };
}

function joined(row: Wire): Wire {
  const { description, created } = row;
  const alias: AliasRow = {
    address: String(row['address']),
    goto: String(row['goto']),
    domain: '',
    active: row['active'] === true || Number(row['active']) === 1,
    ...(typeof description === 'string' ? { description } : {}),
  };
  return { ...wireOf(alias), created };
}

const needs = (address: string): Needs => ({
  rows: { domain: [domainOf(address)], mailbox: [address], alias: [address] },
});

/** The row of an address; that of a mailbox is no alias, although it stands in the same table. */
const rowOf = (set: WorkingSet, address: string): AliasRow | undefined =>
  set.get('mailbox', address) === undefined ? set.get('alias', address) : undefined;

/**
 * The kind `alias`, or the kind `group`.
 * @param groups Which addresses are groups.
 */
export function addresses<K extends 'alias' | 'group'>(
  kind: K,
  codec: Codecs[K],
  schema: Schema,
  engine: Pick<Engine, 'seconds'>,
  groups: GroupPatterns,
): Omit<KindAtHost<KindName>, 'codec'> & { readonly codec: Codecs[K] } {
  const { table } = schema;
  const current = (set: WorkingSet, observed: ObservedObject): AliasRow => {
    const row = rowOf(set, observed.identity);
    if (row === undefined) throw absent(kind, observed.identity);
    requireUnchanged(observed, wireOf(row));
    return row;
  };
  const requireFree = (set: WorkingSet, address: string): void => {
    if (set.get('mailbox', address) !== undefined) throw taken(address, 'a user');
    if (set.get('alias', address) !== undefined) throw taken(address, isGroup(groups, address) ? 'a group' : 'an alias'); // prettier-ignore
    requireDomain(set, address);
    if (isGroup(groups, address) === (kind === 'group')) return;
    const message =
      kind === 'group'
        ? `the option "groups" does not name ${JSON.stringify(address)}, so that it would be read back as an alias; add it there`
        : `the option "groups" names ${JSON.stringify(address)}, so that it would be read back as a group; declare a group, or take it out there`;
    throw new HostError({ code: 'INVALID', message });
  };
  const change = (row: AliasRow, wire: Wire): AliasRow => {
    const { targets, active, description } = wire as { targets?: readonly string[]; active?: boolean; description?: string }; // prettier-ignore
    return {
      ...row,
      ...(targets === undefined ? {} : { goto: targets.join(',') }),
      ...(active === undefined ? {} : { active }),
      ...(description === undefined ? {} : { description }),
    };
  };
  const like = groups.map(() => "a.address LIKE ? ESCAPE '!'").join(' OR ');
  const chosen = groups.length === 0 ? '' : ` AND ${kind === 'group' ? '' : 'NOT '}(${like})`;

  const rename: KindAtHost<KindName>['rename'] = (observed, to) => ({
    needs: { rows: { domain: [domainOf(to)], mailbox: [observed.identity, to], alias: [observed.identity, to] } },
    run(set) {
      const row = current(set, observed);
      requireFree(set, to);
      const place = { address: to, domain: domainOf(to) };
      set.rename('alias', observed.identity, place);
      return { ...wireOf({ ...row, ...place }), ...observedFields(observed) };
    },
  });

  return {
    codec,
    ...(kind === 'group' ? { rename } : {}),
    ...reading(
      {
        columns: [
          'a.address',
          'a.goto',
          'a.active',
          ...(schema.has('alias', 'description') ? ['a.description'] : []),
          `${engine.seconds('a.created')} AS created`,
        ],
        from: `${table('alias')} a`,
        where: `a.address NOT LIKE '@%' AND NOT EXISTS (SELECT 1 FROM ${table('mailbox')} m WHERE m.username = a.address)${chosen}`,
        values: groups.map(likePattern),
        key: 'a.address',
      },
      joined,
    ),

    create: (address, wire) => ({
      needs: needs(address),
      run(set) {
        requireFree(set, address);
        const empty = { ...aliasRow(address, [], true), ...(schema.has('alias', 'description') ? { description: '' } : {}) }; // prettier-ignore
        return wireOf(set.put('alias', change(empty, wire)));
      },
    }),

    update: (observed, wire) => ({
      needs: needs(observed.identity),
      run(set) {
        const row = set.put('alias', { ...change(current(set, observed), wire), address: observed.identity });
        return { ...wireOf(row), ...observedFields(observed) };
      },
    }),

    remove: ({ identity }) => ({
      needs: needs(identity),
      run(set) {
        if (rowOf(set, identity) !== undefined) set.drop('alias', identity);
      },
    }),
  };
}
