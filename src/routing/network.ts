/** How addresses lead to addresses, in one state or in several at once, with the addresses as numbers. */
import { decide, equalDecision } from './decide';
import type { Decision } from './decide';
import type { RoutingTable } from './table';

/** One state's answers, by the number of the address. */
export interface Side {
  readonly decisions: readonly Decision[];
  readonly successors: readonly (readonly number[])[];
  /** The recipient that is reached at the address; it need not be asked itself. */
  readonly receivers: readonly (number | undefined)[];
}

export interface Network {
  /** The addresses by number: those that were asked, each once, then all that they lead to in any state. */
  readonly addresses: readonly string[];
  readonly number: (address: string) => number;
  /** One for each state, in the order given. Where the states decide the same, they share the decision. */
  readonly sides: readonly Side[];
}

/** Decides once about every address that is asked or led to. Linear in the addresses and what they name. */
export function connect(tables: readonly RoutingTable[], asked: Iterable<string>): Network {
  const addresses: string[] = [];
  const numbers = new Map<string, number>();
  const number = (address: string): number => {
    const known = numbers.get(address);
    if (known !== undefined) return known;
    numbers.set(address, addresses.length);
    return addresses.push(address) - 1;
  };
  for (const address of asked) number(address);

  const sides = tables.map((table) => ({
    table,
    decisions: [] as Decision[],
    successors: [] as (readonly number[])[],
    receivers: [] as (number | undefined)[],
  }));
  // The list grows while it is walked: what is led to is asked in its turn.
  for (let at = 0; at < addresses.length; at++) {
    const address = addresses[at] ?? '';
    let other: (typeof sides)[number] | undefined;
    for (const side of sides) {
      const decision = decide(side.table, address);
      const equal = other?.decisions[at];
      const same = equal !== undefined && equalDecision(decision, equal);
      side.decisions.push(same ? equal : decision);
      side.successors.push((same ? other?.successors[at] : undefined) ?? numbersOf(decision.to, number));
      const { receives } = decision;
      side.receivers.push(receives === undefined ? undefined : receives === address ? at : number(receives));
      other = side;
    }
  }
  return { addresses, number, sides };
}

const NONE: readonly number[] = [];
const numbersOf = (addresses: readonly string[], number: (address: string) => number): readonly number[] =>
  addresses.length === 0 ? NONE : addresses.map(number);
