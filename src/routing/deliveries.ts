/** Who receives the mail of very many addresses in one state, summed up once from what they share? */
import type { Component } from './components';
import type { AddressList } from './effects';
import type { Side } from './network';
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

export const REACHES_NOBODY: Reach = { inside: NO_RECIPIENTS, outside: NO_RECIPIENTS, loops: false };

export const reachesNobody = ({ inside, outside }: Reach): boolean => inside.size === 0 && outside.size === 0;

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
  readonly #ranks: ReadonlyMap<string, number>;

  constructor(ways: readonly Way[]) {
    const found = new Set<string>();
    for (const { side, order } of ways)
      for (const { members } of order)
        for (const member of members) {
          const receives = side.decisions[member]?.receives;
          if (receives !== undefined) found.add(receives);
        }
    this.#addresses = [...found].sort();
    this.#ranks = new Map(this.#addresses.map((address, rank) => [address, rank]));
  }

  /** Sums up whom every address on the way reaches, by its number. All addresses of a component reach the same. */
  sum({ side, order }: Way): readonly (Reach | undefined)[] {
    const reaches = new Array<Reach | undefined>(side.decisions.length);
    const inside = new Adder(this.#addresses.length);
    const outside = new Adder(this.#addresses.length);
    for (const { members, cyclic } of order) {
      let loops = cyclic;
      for (const member of members) {
        const decision = side.decisions[member];
        if (decision?.receives !== undefined)
          (decision.outside ? outside : inside).add(this.#ranks.get(decision.receives) ?? 0);
        for (const successor of side.successors[member] ?? []) {
          const reach = reaches[successor];
          // Absent within the component: its own members are being summed up here.
          if (reach === undefined) continue;
          inside.addAll(reach.inside);
          outside.addAll(reach.outside);
          loops ||= reach.loops;
        }
      }
      const reach = { inside: inside.sum(), outside: outside.sum(), loops };
      for (const member of members) reaches[member] = reach;
    }
    return reaches;
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
