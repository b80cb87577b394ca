/** What a check is: a rule over what is planned, that says what it thinks of it. */
import type { DesiredObject, Finding, Findings, HostDeclaration, ObservedState } from '../../model';
import type { HostFacts } from '../../host';
import type { FutureObject } from '../after';
import type { UnorderedChange } from '../diff';

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
}

export interface Check {
  readonly findings: Findings<string>;
  readonly run: (input: CheckInput) => Iterable<Finding>;
}

export const defineCheck = (check: Check): Check => check;

/** Where a future object was declared, for a finding. */
export const placeOf = ({ declared }: FutureObject): { readonly address?: string; readonly declaredAt?: string } =>
  declared === undefined ? {} : { address: declared.address, declaredAt: declared.declaredAt };
