/** What a check is: a rule over what is planned, that says what it thinks of it. */
import type { DesiredObject, Finding, Findings, HostDeclaration, ObservedState } from '../../model';
import type { HostFacts } from '../../host';
import { describeAddresses } from '../../routing';
import type { FutureObject } from '../after';
import type { UnorderedChange } from '../diff';
import type { Shrinkage } from '../look';
import type { HostDelivery } from '../plan';

/** What a check may look at: one host before and after the plan. */
export interface CheckInput {
  readonly declaration: HostDeclaration;
  readonly facts: HostFacts;
  /** What is declared at this host. */
  readonly desired: readonly DesiredObject[];
  readonly observed: ObservedState;
  readonly changes: readonly UnorderedChange[];
  /** All that the host will hold. */
  readonly after: readonly FutureObject[];
  /** What the changes do to the mail. */
  readonly delivery: HostDelivery;
  /** The collections that lost implausibly much since the last look. */
  readonly shrunk: readonly Shrinkage[];
}

export interface Check {
  readonly findings: Findings<string>;
  readonly run: (input: CheckInput) => Iterable<Finding>;
}

export const defineCheck = (check: Check): Check => check;

/** Where a future object was declared, for a finding. */
export const placeOf = ({ declared }: FutureObject): { readonly address?: string; readonly declaredAt?: string } =>
  declared === undefined ? {} : { address: declared.address, declaredAt: declared.declaredAt };

/** Findings of one code at one host; of more than these, the last one tells the number. */
const MOST = 10;

/** Says something of each thing, in the order of their names; a cause that touches very many is still told in a few findings. */
export function* ofEach<T extends { readonly identity: string }>(
  things: Iterable<T>,
  say: (thing: T) => Finding,
): Iterable<Finding> {
  const sorted = [...things].sort((a, b) => (a.identity < b.identity ? -1 : 1));
  const more = sorted.length - MOST;
  for (const [position, thing] of sorted.slice(0, MOST).entries()) {
    const said = say(thing);
    yield more > 0 && position === MOST - 1 ? { ...said, summary: `${said.summary}; and so with ${more} more` } : said;
  }
}

/** Names in a sentence: the first few, and how many more there are. */
export const listed = (names: readonly string[]): string =>
  describeAddresses({ count: names.length, first: [...names].sort().slice(0, 5) });
