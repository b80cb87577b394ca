/** Which rule decides about one address, and where it leads: one step of delivery. */
import { domainOf, localPartOf } from '../model';
import { anyOther } from './table';
import type { Addressee, RoutingTable } from './table';

/** Why mail to an address is refused, or reaches nobody. */
export type Refusal =
  | 'unknown'
  | 'user-closed'
  | 'alias-inactive'
  | 'domain-inactive'
  | 'alias-domain-loop'
  /** It is expanded, but no branch ends in a mailbox or outside. */
  | 'no-recipients'
  /** The address is in no domain of the host, so the host does not take mail for it from outside. */
  | 'not-hosted';

/** What decides about an address that has no object of its own. */
export type CaughtBy = 'sub-addressing' | 'alias-domain' | 'postmaster' | 'catch-all';

export interface Decision {
  /** `outside`: not in a domain of the host; `domain`: the domain refuses all; `nobody`: no rule applies. */
  readonly by: Addressee['kind'] | CaughtBy | 'outside' | 'domain' | 'nobody';
  /** The recipient reached in this step: a mailbox, or outside. */
  readonly receives?: string;
  /** The recipient is outside the organisation's domains. */
  readonly outside?: true;
  readonly refused?: Refusal;
  /** Addresses that are asked next. */
  readonly to: readonly string[];
  /** The domain whose catch-all, postmaster or alias domain decides. */
  readonly domain?: string;
  /** The address that the alias domain would have led to, had this address no object of its own. */
  readonly hides?: string;
  /** Other kinds in which the address exists as well; the first of user, alias, group decides. */
  readonly also?: readonly Addressee['kind'][];
}

const NOWHERE: readonly string[] = [];

/**
 * Decides about a normalised address, or about {@link anyOther} address of a domain. The rules, in order: not our domain; domain not active; the
 * object of exactly that address; sub-addressing (RFC 5233: what follows the first "+" is detail); alias domain; postmaster; catch-all.
 */
export function decide(table: RoutingTable, address: string): Decision {
  const name = domainOf(address);
  const domain = table.domains.get(name);
  if (domain === undefined) return { by: 'outside', receives: address, outside: true, to: NOWHERE };
  if (domain.active === false) return { by: 'domain', domain: name, refused: 'domain-inactive', to: NOWHERE };

  const addressee = table.addressees.get(address);
  if (addressee !== undefined) {
    const decision = byObject(address, addressee, table);
    const hides = domain.aliasOf ? `${localPartOf(address)}@${domain.aliasOf}` : undefined;
    const hidden = hides !== undefined && table.addressees.has(hides);
    if (!hidden && addressee.also === undefined) return decision;
    return { ...decision, ...(hidden && { hides }), ...(addressee.also && { also: addressee.also }) };
  }

  const local = localPartOf(address);
  const plus = local.indexOf('+');
  const base = plus > 0 ? `${local.slice(0, plus)}@${name}` : undefined;
  if (base !== undefined && table.addressees.has(base)) return { by: 'sub-addressing', to: [base] };

  if (domain.aliasOf) {
    const there = `${local}@${domain.aliasOf}`;
    if (local !== '') return { by: 'alias-domain', domain: domain.aliasOf, to: [there] };
    // "Any other address" stands for many local parts, so its answer is "the same local part there" and not what one of them gives.
    const outside = table.domains.has(domain.aliasOf) ? {} : ({ outside: true } as const);
    return { by: 'alias-domain', domain: domain.aliasOf, receives: there, ...outside, to: NOWHERE };
  }
  if (local === 'postmaster' && domain.postmaster) return { by: 'postmaster', domain: name, to: [domain.postmaster] };
  // All unknown addresses lead through one node, so that a long catch-all is not copied to each of them.
  if (domain.catchAll && domain.catchAll.length > 0)
    return { by: 'catch-all', domain: name, to: local === '' ? domain.catchAll : [anyOther(name)] };
  return { by: 'nobody', refused: 'unknown', to: NOWHERE };
}

function byObject(address: string, addressee: Addressee, { renamed }: RoutingTable): Decision {
  switch (addressee.kind) {
    case 'user': {
      const { status, forwarding } = addressee.attributes;
      if (status === 'closed') return { by: 'user', refused: 'user-closed', to: NOWHERE };
      const to = forwarding?.to ?? NOWHERE;
      return to.length > 0 && forwarding?.keepCopy === false
        ? { by: 'user', to }
        : { by: 'user', receives: renamed.get(address) ?? address, to };
    }
    case 'alias':
      return addressee.attributes.active === false
        ? { by: 'alias', refused: 'alias-inactive', to: NOWHERE }
        : { by: 'alias', to: addressee.attributes.targets ?? NOWHERE };
    case 'group':
      return { by: 'group', to: addressee.attributes.members ?? NOWHERE };
    default:
      return addressee satisfies never;
  }
}

/** Whether two decisions say the same. */
export const equalDecision = (a: Decision, b: Decision): boolean =>
  a.by === b.by &&
  a.receives === b.receives &&
  a.outside === b.outside &&
  a.refused === b.refused &&
  a.domain === b.domain &&
  a.hides === b.hides &&
  equalList(a.also ?? NOWHERE, b.also ?? NOWHERE) &&
  equalList(a.to, b.to);

const equalList = (a: readonly string[], b: readonly string[]): boolean =>
  a === b || (a.length === b.length && a.every((member, i) => member === b[i]));

/** What answers for an address in the end, when mere renamings of the question (alias domain, sub-addressing) are followed. */
export interface Settled {
  readonly refused: Refusal | undefined;
  readonly caughtBy: CaughtBy | undefined;
  /** The domain whose catch-all catches the address. */
  readonly caughtIn: string | undefined;
}

/** Follows alias domains and sub-addressing to the decision that answers. A loop of alias domains is a refusal. */
export function settle(decisionOf: (address: string) => Decision, address: string): Settled {
  const seen = new Set<string>();
  let decision = decisionOf(address);
  let caughtBy = catcher(decision);
  while (decision.by === 'sub-addressing' || decision.by === 'alias-domain') {
    const [next] = decision.to;
    if (next === undefined) break;
    if (seen.has(next)) return { refused: 'alias-domain-loop', caughtBy: 'alias-domain', caughtIn: undefined };
    seen.add(next);
    decision = decisionOf(next);
    caughtBy = catcher(decision) ?? caughtBy;
  }
  return { refused: decision.refused, caughtBy, caughtIn: decision.by === 'catch-all' ? decision.domain : undefined };
}

const catcher = ({ by }: Decision): CaughtBy | undefined =>
  by === 'sub-addressing' || by === 'alias-domain' || by === 'postmaster' || by === 'catch-all' ? by : undefined;
