/** Which objects a resource block with `count` or `for_each` stands for. */
import { plain } from './resolve';
import type { Ledger, Resolved } from './resolve';
import type { Resource } from './stack';

/** One object that a resource block stands for. */
export interface Instance {
  readonly resource: Resource;
  /** Such as `acme/mail_user.ada`, or `acme/mail_user.ada["key"]`. */
  readonly address: string;
  /** What `each` or `count` means inside it. @default nothing */
  readonly own?: { readonly root: 'each' | 'count'; readonly values: ReadonlyMap<string, Resolved> };
}

/** The instances of a block by key: 0, 1, … for `count`, texts for `for_each`, undefined for a plain block. */
export type Instances = ReadonlyMap<string | number | undefined, Instance>;

/** Most instances of one `count`. */
const MAX_COUNT = 100_000;
/** An instance weighs as much as so many copied values. */
const WEIGHT = 10;

/** Expands a block by the value of its `count` or `for_each`; undefined once it has been reported that the value is no such thing. */
export function expand(
  ledger: Ledger,
  resource: Resource,
  argument: 'count' | 'for_each',
  found: Resolved,
): Instances | undefined {
  const { address, declaredAt } = resource;
  const place = { address, attribute: argument, declaredAt };
  const entries = argument === 'count' ? countEntries(found.value) : eachEntries(found.value);
  if (entries === undefined) {
    ledger.report.say('instances-invalid', place, {
      summary:
        argument === 'count'
          ? `count must be a whole number from 0 to ${MAX_COUNT}`
          : 'for_each must be a map, or a set of texts',
      fix: `write ${argument === 'count' ? 'the number' : 'the map or the set'}, or declare the objects one by one in TypeScript`,
    });
    return undefined;
  }
  if (!ledger.copy(entries.length * WEIGHT, place)) return undefined;
  const { sensitive } = found;
  const measured = (value: unknown): Resolved => ({ ...(plain(value, false) ?? found), value, sensitive });
  return new Map(
    entries.map(([key, value]): [string | number, Instance] => {
      const own: Instance['own'] =
        argument === 'count'
          ? { root: 'count', values: new Map([['index', measured(key)]]) }
          : { root: 'each', values: new Map([['key', measured(key)], ['value', measured(value)]]) }; // prettier-ignore
      return [key, { resource, address: `${address}[${JSON.stringify(key)}]`, own }];
    }),
  );
}

function countEntries(value: unknown): [number, unknown][] | undefined {
  const count = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof count !== 'number' || !Number.isInteger(count) || count < 0 || count > MAX_COUNT) return undefined;
  return Array.from({ length: count }, (_, index) => [index, index]);
}

function eachEntries(value: unknown): [string, unknown][] | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (!Array.isArray(value)) return Object.entries(value);
  const members = value as unknown[];
  return members.every((member) => typeof member === 'string') ? members.map((member) => [member, member]) : undefined;
}
