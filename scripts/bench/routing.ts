/** What does it take to foretell whose mail changes, with a great many addresses and groups nested without end? */
import { compare, routingTable } from '../../src/routing';
import type { RoutedObject } from '../../src/routing';
import { taken } from './measure';
import { offer } from './child';

export interface ComparingInput {
  readonly shape: 'tree' | 'chain' | 'cycle';
  readonly addresses: number;
  readonly groups: number;
}

export interface Compared {
  /** Seconds of processor time. */
  readonly cpu: number;
  readonly changes: number;
}

const user = (i: number): string => `person${i}@company.example`;
const team = (i: number): string => `team${i}@company.example`;

/** As states are, which come from files and answers. */
const read = (objects: readonly RoutedObject[]): RoutedObject[] =>
  JSON.parse(JSON.stringify(objects)) as RoutedObject[];

/** Takes one user away from a company of people, aliases and nested groups, and compares. */
export async function comparing({ shape, addresses, groups }: ComparingInput): Promise<Compared> {
  const users = Math.floor((addresses - groups) * 0.8);
  const nested: Readonly<Record<typeof shape, (i: number) => number[]>> = {
    tree: (i) => [2 * i + 1, 2 * i + 2],
    chain: (i) => [i + 1],
    cycle: (i) => [(i + 1) % groups],
  };
  const company = (): RoutedObject[] => [
    { kind: 'domain', identity: 'company.example', attributes: { name: 'company.example', catchAll: [user(0)] } },
    ...Array.from(
      { length: users },
      (_, i) => ({ kind: 'user', identity: user(i), attributes: { email: user(i) } }) as const,
    ),
    ...Array.from({ length: addresses - groups - users }, (_, i) => ({ kind: 'alias', identity: `contact${i}@company.example`, attributes: { targets: [user(i % users)] } }) as const), // prettier-ignore
    ...Array.from({ length: groups }, (_, i) => {
      const people = Array.from({ length: shape === 'tree' ? 20 : 1 }, (_member, k) =>
        user((i * 7919 + k * 3571) % users),
      );
      const members = [
        ...people,
        ...nested[shape](i)
          .filter((inner) => inner < groups)
          .map(team),
      ];
      return { kind: 'group', identity: team(i), attributes: { members } } as const;
    }),
  ];
  const before = read(company());
  // A member of the innermost group, so that every group of a chain or cycle loses a recipient.
  const gone = user(((groups - 1) * 7919) % users);
  const after = read(company()).filter(({ identity }) => identity !== gone);
  global.gc?.();
  const { cpu, value } = await taken(() => compare(routingTable(before), routingTable(after)));
  return { cpu, changes: value.length };
}

offer(module, comparing);
