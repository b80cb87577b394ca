/**
 * Whose mail changes between two states, and how?
 *
 * Every address is decided about once in each state. An address whose way leads through no decision that differs is delivered the same in both and
 * is done with; one pass over the strongly connected components finds these, linear in addresses and what they name. For the others the recipients
 * are summed up from the components below them, in chunks that are shared while they are equal, so that chains and cycles of groups cost about as much as
 * their members. Groups that overlap in part cost a word for every 32 recipients of each nested group. Counts and differences are
 * exact; only the lists in the result are cut.
 */
import { components } from './components';
import { settle } from './decide';
import type { CaughtBy, Decision, Refusal } from './decide';
import { REACHES_NOBODY, Ranking, reachesNobody } from './deliveries';
import type { Beyond, Reach, Sums, Way } from './deliveries';
import { compareEffects } from './effects';
import type { AddressList, Effect } from './effects';
import { connect } from './network';
import type { Network, Side } from './network';
import { addressesOf, shown } from './table';
import type { RoutingTable } from './table';

/** Who receives mail to an address in one of the states. */
export interface DeliverySide {
  readonly recipients: AddressList;
  /** Those of the recipients that are in no domain of the host. */
  readonly outside: AddressList;
  /** Why nobody receives; present exactly when there is no recipient. */
  readonly refused?: Refusal;
  /** Somewhere on the way an address leads back to itself. */
  readonly loops: boolean;
  readonly caughtBy?: CaughtBy;
}

export interface DeliveryChange {
  /** The address, or `*@domain` for any other address at the domain. As a recipient `*@domain` means the same local part there. */
  readonly address: string;
  /** Most severe first, at least one. */
  readonly effects: readonly Effect[];
  readonly before: DeliverySide;
  readonly after: DeliverySide;
  readonly gained: AddressList;
  readonly lost: AddressList;
}

/**
 * Compares two states of one host: every address that either speaks of, and "any other address" of each domain. An address that only its
 * alias domain leads on is left out: its mail changes as that of the address it leads to. In a state that lacks its domain, an address is not delivered.
 * @param limit Most addresses in a list of the result. @default 10
 * @returns The addresses whose mail changes, most severe first, then by address.
 */
export function compare(before: RoutingTable, after: RoutingTable, limit = 10): DeliveryChange[] {
  const network = connect([before, after], [...addressesOf(before), ...addressesOf(after)]);
  const [left, right] = network.sides;
  if (left === undefined || right === undefined) return [];

  const isTouched = touched(left, right);
  const roots = [...isTouched.keys()].filter(
    (asked) => isTouched[asked] === 1 && !isImplied(left.decisions[asked], right.decisions[asked]),
  );
  const way = (side: Side): Way => ({ side, order: components(side.successors, roots) });
  const [then, next] = [way(left), way(right)];
  const ranking = new Ranking(network, [then, next]);
  const was = ranking.sum(then);
  // What lies below a touched address is mostly untouched, and so the same in both.
  const is = ranking.sum(next, (address) => (isTouched[address] === 1 ? undefined : was.known(address)));

  const changes: DeliveryChange[] = [];
  for (const asked of roots) {
    const old = look(network, left, asked, was);
    const now = look(network, right, asked, is);
    const gained = ranking.beyond(now.reach, old.reach, limit);
    const lost = ranking.beyond(old.reach, now.reach, limit);
    const effects = effectsOf(old, now, gained.all, gained.outside, lost.all);
    if (effects.length === 0) continue;
    changes.push({
      address: shown(network.addresses[asked] ?? ''),
      effects,
      before: sideOf(old, reachesNobody(now.reach) ? lost : ranking.beyond(old.reach, REACHES_NOBODY, limit)),
      after: sideOf(now, reachesNobody(old.reach) ? gained : ranking.beyond(now.reach, REACHES_NOBODY, limit)),
      gained: gained.all,
      lost: lost.all,
    });
  }
  return changes.sort(compareChanges);
}

function sideOf({ reach, refused, caughtBy }: Look, { all: recipients, outside }: Beyond): DeliverySide {
  const side = { recipients, outside, loops: reach.loops };
  if (recipients.count > 0 && caughtBy === undefined) return side;
  return { ...side, ...(recipients.count === 0 && { refused }), ...(caughtBy && { caughtBy }) };
}

/** Marks the addresses whose way leads through a decision that differs: the same ones whichever side is walked. */
function touched(left: Side, right: Side): Uint8Array {
  const isTouched = new Uint8Array(left.decisions.length);
  for (const { members } of components(left.successors, left.decisions.keys())) {
    const differs = members.some(
      (member) =>
        left.decisions[member] !== right.decisions[member] ||
        left.successors[member]?.some((successor) => isTouched[successor] === 1),
    );
    if (differs) for (const member of members) isTouched[member] = 1;
  }
  return isTouched;
}

/** Whether an address has no say of its own on either side, so that the address behind its alias domain, or the alias domain's own entry, tells all. */
function isImplied(was: Decision | undefined, is: Decision | undefined): boolean {
  const led = [was, is].filter((decision) => decision?.by === 'alias-domain' && decision.receives === undefined);
  return led.length === 2
    ? was?.domain === is?.domain
    : led.length === 1 && [was, is].some((decision) => decision?.by === 'outside');
}

/** What is to be known of an address in one state. */
interface Look {
  readonly decision: Decision;
  readonly reach: Reach;
  readonly refused: Refusal;
  readonly caughtBy: CaughtBy | undefined;
  readonly caughtIn: string | undefined;
}

function look(network: Network, side: Side, asked: number, sums: Sums): Look {
  const decisionOf = (node: number): Decision => side.decisions[node] ?? { by: 'nobody', refused: 'unknown', to: [] };
  const decision = decisionOf(asked);
  // An outside address receives what others pass on to it; mail sent to it does not come to this host.
  if (decision.by === 'outside')
    return { decision, reach: REACHES_NOBODY, refused: 'not-hosted', caughtBy: undefined, caughtIn: undefined };
  const {
    refused = 'no-recipients',
    caughtBy,
    caughtIn,
  } = settle((address) => decisionOf(network.number(address)), network.addresses[asked] ?? '');
  return { decision, reach: sums.of(asked), refused, caughtBy, caughtIn };
}

function effectsOf(was: Look, is: Look, gained: AddressList, leaves: AddressList, lost: AddressList): Effect[] {
  const effects: Effect[] = [];
  const had = !reachesNobody(was.reach);
  const has = !reachesNobody(is.reach);
  if (had && !has) effects.push({ effect: 'stops', because: is.refused });
  if (leaves.count > 0) effects.push({ effect: 'leaves', recipients: leaves });
  if (is.reach.loops && !was.reach.loops) effects.push({ effect: 'loops' });
  if (
    was.decision.by === 'catch-all' &&
    was.decision.domain &&
    (is.decision.by === 'alias' || is.decision.by === 'group')
  )
    effects.push({ effect: 'shadows', what: 'catch-all', of: was.decision.domain });
  if (is.decision.hides !== undefined && is.decision.hides !== was.decision.hides)
    effects.push({ effect: 'shadows', what: 'alias-domain', of: is.decision.hides });
  if (is.decision.also !== undefined && was.decision.also === undefined)
    effects.push({ effect: 'duplicates', kinds: [is.decision.by, ...is.decision.also] });
  if (lost.count > 0 && has) effects.push({ effect: 'loses', recipients: lost });
  if (is.caughtIn !== undefined && is.caughtIn !== was.caughtIn)
    effects.push({ effect: 'caught', domain: is.caughtIn });
  if (was.caughtIn !== undefined && is.caughtIn !== was.caughtIn)
    effects.push({ effect: 'released', domain: was.caughtIn });
  if (gained.count > 0 && had) effects.push({ effect: 'gains', recipients: gained });
  if (!had && has) effects.push({ effect: 'starts', recipients: gained });
  return effects.toSorted(compareEffects);
}

function compareChanges(a: DeliveryChange, b: DeliveryChange): number {
  const [worst, other] = [a.effects[0], b.effects[0]];
  const severity = worst === undefined || other === undefined ? 0 : compareEffects(worst, other);
  return severity !== 0 ? severity : a.address < b.address ? -1 : a.address > b.address ? 1 : 0;
}
