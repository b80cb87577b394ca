/** Is the delivery that a plan predicted the one that the host performs? */
import { strict as assert } from 'node:assert';
import { domainOf } from '../../src/model';
import type { ObservedState } from '../../src/model';
import type { Plan } from '../../src/plan';
import { resolve, routingTable } from '../../src/routing';
import type { DeliverySide, RoutedObject } from '../../src/routing';
import { enact } from '../support/enact';
import { ADDRESSES, DOMAINS, OUTSIDE } from './arbitrary';
import type { Performed, PracticeHost } from './practice-host';

/** Addresses that are asked, known or not. */
const ASKED: readonly string[] = [
  ...ADDRESSES,
  ...DOMAINS.flatMap((domain) => [`ada+lists@${domain}`, `nobody@${domain}`, `abuse@${domain}`]),
  OUTSIDE[1],
];

export type Deliveries = ReadonlyMap<string, Performed>;

/** What the host does with mail to every address that is asked about. */
export async function performed(host: PracticeHost): Promise<Deliveries> {
  return new Map(await Promise.all(ASKED.map(async (address) => [address, await host.delivery(address)] as const)));
}

const objectsOf = ({ collections }: ObservedState): RoutedObject[] =>
  Object.values(collections).flatMap(({ objects }) => [...objects.values()]);

/** Proves that a state, as routing sees it, delivers as the host does. */
function assertRouted(objects: readonly RoutedObject[], deliveries: Deliveries, when: string): void {
  const table = routingTable(objects);
  for (const [address, { recipients, outside }] of deliveries) {
    const { recipients: expected, outside: leaving } = resolve(table, address);
    assert.deepEqual([recipients, outside], [expected, leaving], `mail to ${address} ${when}`);
  }
}

/** Mail to a domain that is not at the host does not come to it: the sandbox says that it goes outside, as it does when an object passes it on. */
const taken = (given: readonly string[], address: string, hosted: ReadonlySet<string>): readonly string[] =>
  hosted.has(domainOf(address)) ? given : [];

/** Proves that what the plan says about one side of an address is so. */
function assertSide(side: DeliverySide, given: readonly string[], address: string, hosted: ReadonlySet<string>): void {
  const recipients = taken(given, address, hosted);
  assert.equal(
    side.recipients.count,
    recipients.length,
    `the plan counts other recipients of ${address} than ${recipients.join()}`,
  );
  for (const recipient of side.recipients.first)
    assert.ok(
      recipient.startsWith('*@') || recipients.includes(recipient),
      `mail to ${address} does not reach ${recipient}`,
    );
}

/** Proves the prediction of a plan that was carried out undisturbed, with what the host did before and does after it. */
export function assertForeseen(plan: Plan, observed: ObservedState, before: Deliveries, after: Deliveries): void {
  const held = Object.values(observed.collections).flatMap(({ objects }) => [...objects.values()]);
  const later = enact(held, plan.changes);
  assertRouted(objectsOf(observed), before, 'before the plan');
  assertRouted(later, after, 'after the plan');

  const domainsOf = (objects: readonly RoutedObject[]) =>
    new Set(objects.flatMap(({ kind, identity }) => (kind === 'domain' ? [identity] : [])));
  const hosted = { before: domainsOf(held), after: domainsOf(later) };
  // A renamed mailbox is the same recipient before and after, under its new address.
  const renamed = new Map(
    plan.changes.flatMap(({ kind, from, identity }) =>
      kind === 'user' && from !== undefined ? [[from, identity]] : [],
    ),
  );
  const named = (recipients: readonly string[]): string[] => recipients.map((name) => renamed.get(name) ?? name);
  const told = new Set<string>();
  for (const { changes } of plan.delivery)
    for (const { address, ...change } of changes) {
      told.add(address);
      const [was, is] = [before.get(address), after.get(address)];
      if (was === undefined || is === undefined) continue;
      assertSide(change.before, named(was.recipients), address, hosted.before);
      assertSide(change.after, is.recipients, address, hosted.after);
    }
  const speaksOf = new Set([...held, ...later].map(({ identity }) => identity));
  const isMailbox = (objects: readonly RoutedObject[], address: string): boolean =>
    objects.some(({ kind, identity }) => kind === 'user' && identity === address);
  // New mailboxes that receive their own mail are counted only.
  const isPlain = (address: string): boolean => isMailbox(later, address) && !isMailbox(held, address);
  for (const [address, { recipients }] of before) {
    const was = named(taken(recipients, address, hosted.before))
      .sort()
      .join();
    const is = taken(after.get(address)?.recipients ?? [], address, hosted.after).join();
    // Of addresses that no object has, a plan speaks as "any other address".
    const isOther = told.has(`*@${domainOf(address)}`);
    if (!speaksOf.has(address) || isOther || was === is || isPlain(address)) continue;
    assert.ok(told.has(address), `mail to ${address} goes to ${is} instead of ${was}, and the plan does not say so`);
  }
}
