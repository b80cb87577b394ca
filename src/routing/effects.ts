/** What a change does to the mail of an address, how severe that is, and how it is said to people. */
import type { Refusal } from './decide';

/** The first of a list of addresses, sorted, and how many there are. */
export interface AddressList {
  readonly count: number;
  readonly first: readonly string[];
}

/** One thing that happens to the mail of an address. */
export type Effect =
  /** A black hole: somebody received it, nobody will. */
  | { readonly effect: 'stops'; readonly because: Refusal }
  /** It goes to addresses outside the organisation to which it did not go. */
  | { readonly effect: 'leaves'; readonly recipients: AddressList }
  /** Its expansion comes back to itself and did not. */
  | { readonly effect: 'loops' }
  /** It takes what the catch-all of `of`, or the address `of` behind the alias domain, would have received. */
  | { readonly effect: 'shadows'; readonly what: 'catch-all' | 'alias-domain'; readonly of: string }
  /** It exists in several kinds at once, of which the first decides. */
  | { readonly effect: 'duplicates'; readonly kinds: readonly string[] }
  | { readonly effect: 'loses'; readonly recipients: AddressList }
  | { readonly effect: 'caught'; readonly domain: string }
  | { readonly effect: 'released'; readonly domain: string }
  | { readonly effect: 'gains'; readonly recipients: AddressList }
  | { readonly effect: 'starts'; readonly recipients: AddressList };

/** Most severe first. */
const SEVERITY: Readonly<Record<Effect['effect'], number>> = {
  stops: 0, leaves: 1, loops: 2, shadows: 3, duplicates: 4, loses: 5, caught: 6, released: 7, gains: 8, starts: 9,
}; // prettier-ignore

/** Orders effects, most severe first. */
export const compareEffects = (a: Effect, b: Effect): number => SEVERITY[a.effect] - SEVERITY[b.effect];

const REFUSALS: Readonly<Record<Refusal, string>> = {
  unknown: 'no such address',
  'user-closed': 'the user is closed',
  'alias-inactive': 'the alias is not active',
  'domain-inactive': 'the domain is not active',
  'alias-domain-loop': 'the alias domains lead back to themselves',
  'no-recipients': 'it leads to nobody',
  'not-hosted': 'its domain is not at the host',
};

/** Why mail is refused, as a phrase. */
export const describeRefusal = (refusal: Refusal): string => REFUSALS[refusal];

/** The addresses of a list and how many were left out. */
export function describeAddresses({ count, first }: AddressList): string {
  if (first.length === 0) return `${count} address${count === 1 ? '' : 'es'}`;
  return count > first.length ? `${first.join(', ')} and ${count - first.length} more` : first.join(', ');
}

/** An effect as a phrase that follows the address. */
export function describeEffect(effect: Effect): string {
  switch (effect.effect) {
    case 'stops':
      return `stops being delivered: ${describeRefusal(effect.because)}`;
    case 'leaves':
      return `newly leaves the organisation: ${describeAddresses(effect.recipients)}`;
    case 'loops':
      return 'starts to lead back to itself, so the loop is cut';
    case 'shadows':
      return effect.what === 'catch-all'
        ? `hides the catch-all of ${effect.of}`
        : `hides ${effect.of}, to which its alias domain would lead`;
    case 'duplicates':
      return `exists as ${effect.kinds.join(' and ')} at once; the ${effect.kinds[0] ?? 'first'} decides`;
    case 'loses':
      return `no longer reaches ${describeAddresses(effect.recipients)}`;
    case 'caught':
      return `starts to be caught by the catch-all of ${effect.domain}`;
    case 'released':
      return `is no longer caught by the catch-all of ${effect.domain}`;
    case 'gains':
      return `newly reaches ${describeAddresses(effect.recipients)}`;
    case 'starts':
      return `starts being delivered to ${describeAddresses(effect.recipients)}`;
    default:
      return effect satisfies never;
  }
}
