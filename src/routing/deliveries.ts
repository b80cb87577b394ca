/** Who receives the mail of very many addresses in one state, summed up once from what they share? */
import type { Component } from './components';
import type { AddressList } from './effects';
import type { Network, Side } from './network';
import { Adder, NO_RECIPIENTS, difference } from './recipients';
import type { Ranks, RecipientSet } from './recipients';
import { shown } from './table';

/** Part of a network: a state, and the components that are looked at, each after those it leads to. */
export interface Way {
  readonly side: Side;
  readonly order: readonly Component[];
}

/** Whom an address reaches. */
export interface Reach {
  readonly inside: RecipientSet;
  readonly outside: RecipientSet;
  readonly loops: boolean;
}

/** Whom the addresses on a way reach, by the number of the address. */
export interface Sums {
  of(address: number): Reach;
  /** Undefined where nothing was kept: off the way, and of most mailboxes. */
  known(address: number): Reach | undefined;
}

export const REACHES_NOBODY: Reach = { inside: NO_RECIPIENTS, outside: NO_RECIPIENTS, loops: false };

export const reachesNobody = ({ inside, outside }: Reach): boolean => inside.size === 0 && outside.size === 0;

/** Whether an address receives nothing itself and leads to just one other, so that both reach the same. */
const isMerelyLed = ({ successors, receivers }: Side, address: number): boolean =>
  successors[address]?.length === 1 && successors[address][0] !== address && receivers[address] === undefined;

/** Whether an address leads to no other. */
const isEnd = ({ successors }: Side, address: number): boolean => successors[address]?.length === 0;

/** Recipients: all of them, and those outside. */
export interface Beyond {
  readonly all: AddressList;
  readonly outside: AddressList;
}
const NO_ADDRESSES: AddressList = { count: 0, first: [] };
const NOBODY_BEYOND: Beyond = { all: NO_ADDRESSES, outside: NO_ADDRESSES };

/** The recipients of all states that are compared, numbered in the order in which they are shown. */
export class Ranking {
  readonly #addresses: readonly string[];
  readonly #ranks: Uint32Array;

  constructor({ addresses }: Network, ways: readonly Way[]) {
    const isReached = new Uint8Array(addresses.length);
    for (const { side, order } of ways)
      for (const { members } of order)
        for (const member of members) {
          const receiver = side.receivers[member];
          if (receiver !== undefined) isReached[receiver] = 1;
        }
    this.#ranks = new Uint32Array(addresses.length);
    const sorted = [...addresses.keys()]
      .filter((receiver) => isReached[receiver] === 1)
      .sort((a, b) => ((addresses[a] ?? '') < (addresses[b] ?? '') ? -1 : 1));
    sorted.forEach((receiver, rank) => (this.#ranks[receiver] = rank));
    this.#addresses = sorted.map((receiver) => addresses[receiver] ?? '');
  }

  /**
   * Sums up whom every address on the way reaches. All addresses of a component reach the same.
   * @param known What was summed up before for an address, where it is the same here. @default nothing
   */
  sum({ side, order }: Way, known: Sums['known'] = () => undefined): Sums {
    const reaches = new Array<Reach | undefined>(side.decisions.length);
    const inside = new Adder(this.#addresses.length);
    const outside = new Adder(this.#addresses.length);
    const receive = (address: number) => {
      const receiver = side.receivers[address];
      if (receiver === undefined) return;
      (side.decisions[address]?.outside ? outside : inside).add(this.#ranks[receiver] ?? 0);
    };
    const take = (loops: boolean): Reach => ({ inside: inside.sum(), outside: outside.sum(), loops });

    for (const { members, cyclic } of order) {
      const [first = 0] = members;
      // Most addresses are mailboxes: for these no set is kept.
      if (isEnd(side, first)) continue;
      if (members.length === 1 && isMerelyLed(side, first)) {
        reaches[first] = reaches[side.successors[first]?.[0] ?? -1];
        if (reaches[first] !== undefined) continue;
      }
      const before = known(first);
      if (before !== undefined) {
        for (const member of members) reaches[member] = before;
        continue;
      }
      let loops = cyclic;
      for (const member of members) {
        receive(member);
        for (const successor of side.successors[member] ?? []) {
          // Within the component nothing is known yet: its own members are being summed up here.
          const reach = reaches[successor];
          if (reach !== undefined) {
            inside.addAll(reach.inside);
            outside.addAll(reach.outside);
            loops ||= reach.loops;
          } else if (isEnd(side, successor)) receive(successor);
        }
      }
      const reach = take(loops);
      for (const member of members) reaches[member] = reach;
    }
    return {
      known: (address) => reaches[address],
      of: (address) => {
        const reach = reaches[address];
        if (reach !== undefined) return reach;
        receive(address);
        return take(false);
      },
    };
  }

  /** What `a` reaches and `b` does not: all of it, and the part outside. Someone who was inside and is outside counts as another recipient. */
  beyond(a: Reach, b: Reach, limit: number): Beyond {
    const inside = difference(a.inside, b.inside, limit);
    const outside = difference(a.outside, b.outside, limit);
    if (outside.count === 0)
      return inside.count === 0 ? NOBODY_BEYOND : { all: this.#list(inside), outside: NO_ADDRESSES };
    const first = [...inside.first, ...outside.first].sort((x, y) => x - y).slice(0, limit);
    return { all: this.#list({ count: inside.count + outside.count, first }), outside: this.#list(outside) };
  }

  #list({ count, first }: Ranks): AddressList {
    return { count, first: first.map((rank) => shown(this.#addresses[rank] ?? '')) };
  }
}
