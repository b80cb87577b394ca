/** By which steps does mail to an address reach its recipients, or fail to? */
import { decide } from './decide';
import type { Decision, Refusal } from './decide';
import { describeAddresses, describeRefusal } from './effects';
import { resolve } from './resolve';
import type { Delivery } from './resolve';
import { anyOther, shown } from './table';
import type { RoutingTable } from './table';

/** One address on the way. */
export interface RouteStep {
  /** How many expansions lead here; 0 is the address that was asked. */
  readonly depth: number;
  readonly address: string;
  /** What decides about it. */
  readonly by: Decision['by'];
  /** The domain whose catch-all, postmaster or alias domain decides, or that refuses. */
  readonly domain?: string;
  /** Receives the mail: into its mailbox, or outside. */
  readonly receives?: 'mailbox' | 'outside';
  readonly refused?: Refusal;
  /** Not expanded again: `loop` when it leads back to itself, `again` when another branch was here before. */
  readonly repeated?: 'loop' | 'again';
  /** To how many addresses it is passed on. */
  readonly expands: number;
}

export interface Explanation {
  readonly delivery: Delivery;
  /** In the order of a reader: each address is followed by what it leads to, one deeper. */
  readonly steps: readonly RouteStep[];
  /** Steps left out beyond the limit. */
  readonly omitted: number;
}

/**
 * Explains the delivery of a normalised address. Linear in what it leads to, cut at loops.
 * @param limit Most steps to list. @default 200
 */
export function explain(table: RoutingTable, address: string, limit = 200): Explanation {
  const steps: RouteStep[] = [];
  let omitted = 0;
  const visited = new Set<string>();
  const path: { readonly address: string; readonly to: readonly string[]; next: number }[] = [];
  const onPath = new Set<string>();

  const visit = (asked: string): void => {
    const repeated = onPath.has(asked) ? 'loop' : visited.has(asked) ? 'again' : undefined;
    const decision = decide(table, asked);
    // The node "any other address" is for machines: a person reads who the catch-all is.
    const to =
      decision.by === 'catch-all' && decision.domain ? decide(table, anyOther(decision.domain)).to : decision.to;
    if (steps.length < limit) steps.push(stepOf(asked, path.length, decision, to.length, repeated));
    else omitted += 1;
    if (repeated !== undefined) return;
    visited.add(asked);
    onPath.add(asked);
    path.push({ address: asked, to, next: 0 });
  };

  visit(address);
  for (let at = path.at(-1); at !== undefined; at = path.at(-1)) {
    const next = at.to[at.next++];
    if (next !== undefined) visit(next);
    else {
      path.pop();
      onPath.delete(at.address);
    }
  }
  return { delivery: resolve(table, address), steps, omitted };
}

function stepOf(
  address: string,
  depth: number,
  { by, domain, receives, outside, refused }: Decision,
  expands: number,
  repeated: RouteStep['repeated'],
): RouteStep {
  return {
    depth,
    address: shown(address),
    by,
    ...(domain !== undefined && { domain }),
    ...(receives !== undefined && { receives: outside ? 'outside' : 'mailbox' }),
    ...(refused && { refused }),
    ...(repeated && { repeated }),
    expands,
  };
}

const DECIDED: Readonly<Record<Decision['by'], (step: RouteStep) => string>> = {
  user: () => 'user',
  alias: () => 'alias',
  group: () => 'group',
  'sub-addressing': () => 'sub-address (what follows "+" is detail)',
  'alias-domain': ({ domain = '' }) => `its domain stands for ${domain}`,
  postmaster: ({ domain = '' }) => `postmaster of ${domain}`,
  'catch-all': ({ domain = '' }) => `no such address, so the catch-all of ${domain}`,
  outside: () => 'outside the domains of the host',
  domain: ({ domain = '' }) => `at ${domain}`,
  nobody: () => 'no rule applies',
};

function describeStep(step: RouteStep): string {
  const passed = step.expands === 0 ? '' : `passed on to ${step.expands} address${step.expands === 1 ? '' : 'es'}`;
  const fate =
    step.repeated === 'loop'
      ? 'leads back here, so it is not followed again'
      : step.repeated === 'again'
        ? 'already reached above'
        : step.refused !== undefined
          ? `refused: ${describeRefusal(step.refused)}`
          : [step.receives === undefined ? '' : 'receives', passed].filter((part) => part !== '').join(', ') ||
            'leads to nobody';
  return `${'  '.repeat(step.depth)}${step.address}: ${DECIDED[step.by](step)}; ${fate}`;
}

/** The explanation as lines of plain text, with the outcome last. */
export function renderExplanation({ delivery, steps, omitted }: Explanation): string[] {
  const { recipients, outside, refused, loops } = delivery;
  const list = (addresses: readonly string[]) =>
    describeAddresses({ count: addresses.length, first: addresses.slice(0, 10) });
  return [
    ...steps.map(describeStep),
    ...(omitted > 0 ? [`and ${omitted} more step${omitted === 1 ? '' : 's'}`] : []),
    '',
    refused === undefined
      ? `delivered to ${recipients.length}: ${list(recipients)}`
      : `not delivered: ${describeRefusal(refused)}`,
    ...(outside.length > 0 ? [`leaves the organisation: ${list(outside)}`] : []),
    ...(loops ? ['leads back to itself on the way; the loop is cut'] : []),
  ];
}
