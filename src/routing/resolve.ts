/** Who receives mail to one address? */
import { components } from './components';
import { decide, settle } from './decide';
import type { CaughtBy, Refusal } from './decide';
import { connect } from './network';
import { shown } from './table';
import type { RoutingTable } from './table';

export interface Delivery {
  readonly address: string;
  /** Mailboxes and outside addresses that receive, sorted. */
  readonly recipients: readonly string[];
  /** Those of them that are in no domain of the host. */
  readonly outside: readonly string[];
  /** Why nobody receives; present exactly when there is no recipient. */
  readonly refused?: Refusal;
  /** Somewhere on the way an address leads back to itself. The loop is cut and the mail still reaches the recipients. */
  readonly loops: boolean;
  /** What decides about an address that has no object of its own; the last such rule, where an alias domain leads to another. */
  readonly caughtBy?: CaughtBy;
}

/**
 * Resolves a normalised address: every address is expanded at most once, a refused branch adds nobody. Linear in what the address leads to.
 */
export function resolve(table: RoutingTable, address: string): Delivery {
  const { sides, number } = connect([table], [address]);
  const recipients: string[] = [];
  const outside: string[] = [];
  let loops = false;
  for (const side of sides)
    for (const { members, cyclic } of components(side.successors, [number(address)])) {
      loops ||= cyclic;
      for (const member of members) {
        const decision = side.decisions[member];
        if (decision?.receives === undefined) continue;
        recipients.push(shown(decision.receives));
        if (decision.outside) outside.push(shown(decision.receives));
      }
    }
  const { refused = 'no-recipients', caughtBy } = settle((asked) => decide(table, asked), address);
  return {
    address: shown(address),
    recipients: recipients.sort(),
    outside: outside.sort(),
    ...(recipients.length === 0 && { refused }),
    loops,
    ...(caughtBy && { caughtBy }),
  };
}
