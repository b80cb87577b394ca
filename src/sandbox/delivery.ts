/** Who would receive a message to an address, by the sandbox's own state. */
import { domainOf, localPartOf } from '../model';
import type { State } from './state';

export interface Delivery {
  readonly address: string;
  /** Mailboxes and outside addresses that the message reaches, sorted. */
  readonly recipients: readonly string[];
  /** Those of them that are outside, sorted. */
  readonly outside: readonly string[];
  /** Whether the host refuses the message at the door. Not refused and without recipients, it is lost. */
  readonly refused: boolean;
  /** Why nobody receives it; null where somebody does. */
  readonly reason: string | null;
}

/** What becomes of a message at one address, before it is passed on. */
type Step =
  | { readonly refused: string }
  | { readonly mailbox?: string; readonly outside?: string; readonly next: readonly string[] };

const texts = (value: unknown): readonly string[] => (Array.isArray(value) ? (value as string[]) : []);

/** What the object with exactly this address does with the message; undefined where there is none. */
function atObject(state: State, address: string): Step | undefined {
  const user = state.get('user', address)?.attributes;
  if (user !== undefined) {
    // The sender is told what the owner left word of, as a real host would put it into its refusal.
    if (user.status === 'closed')
      return { refused: typeof user.closedNotice === 'string' ? user.closedNotice : `the user ${address} is closed` };
    const forwarding = user.forwarding as { to?: readonly string[]; keepCopy?: boolean } | undefined;
    const next = forwarding?.to ?? [];
    return next.length > 0 && forwarding?.keepCopy === false ? { next } : { mailbox: address, next };
  }
  const alias = state.get('alias', address)?.attributes;
  if (alias !== undefined)
    return alias.active === false ? { refused: `the alias ${address} is not active` } : { next: texts(alias.targets) };
  const group = state.get('group', address)?.attributes;
  return group && { next: texts(group.members) };
}

function stepAt(state: State, address: string): Step {
  const asked = new Set<string>();
  const local = localPartOf(address);
  for (let name = domainOf(address); ;) {
    const here = `${local}@${name}`;
    const domain = state.get('domain', name)?.attributes;
    if (domain === undefined) return { outside: here, next: [] };
    if (asked.has(name)) return { refused: `the domain ${name} is an alias of itself` };
    asked.add(name);
    if (domain.active === false) return { refused: `the domain ${name} is not active` };
    const plus = local.indexOf('+');
    const found = atObject(state, here) ?? (plus < 0 ? undefined : atObject(state, `${local.slice(0, plus)}@${name}`));
    if (found !== undefined) return found;
    if (typeof domain.aliasOf === 'string') {
      name = domain.aliasOf;
      continue;
    }
    if (local === 'postmaster' && typeof domain.postmaster === 'string') return { next: [domain.postmaster] };
    const catchAll = texts(domain.catchAll);
    return catchAll.length > 0 ? { next: catchAll } : { refused: `nobody has the address ${here}` };
  }
}

/** @param address Normalised. */
export function deliver(state: State, address: string): Delivery {
  const mailboxes = new Set<string>();
  const outside = new Set<string>();
  const visited = new Set([address]);
  let refusal: string | undefined;
  // A set may grow while it is walked; each address is visited once, so loops end.
  for (const current of visited) {
    const step = stepAt(state, current);
    if ('refused' in step) {
      if (current === address) refusal = step.refused;
      continue;
    }
    if (step.mailbox !== undefined) mailboxes.add(step.mailbox);
    if (step.outside !== undefined) outside.add(step.outside);
    for (const next of step.next) visited.add(next);
  }
  const recipients = [...mailboxes, ...outside].sort();
  return {
    address,
    recipients,
    outside: [...outside].sort(),
    refused: refusal !== undefined,
    reason: refusal ?? (recipients.length > 0 ? null : 'all that it is passed on to refuse it'),
  };
}
