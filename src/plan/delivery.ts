/** Whose mail a plan changes, and how: the routing of what a host holds now against that of what it will hold. */
import { KIND_NAMES, domainOf } from '../model';
import type { ObservedState } from '../model';
import { compare, routingTable } from '../routing';
import type { DeliveryChange, RoutedObject } from '../routing';
import type { FutureObject } from './after';
import type { UnorderedChange } from './diff';
import type { HostDelivery } from './plan';

/** Foretells what a plan does to the mail of one host; without changes there is nothing to foretell. */
export function deliveryOf(
  observed: ObservedState,
  after: readonly FutureObject[],
  changes: readonly UnorderedChange[],
): HostDelivery {
  const collections = KIND_NAMES.flatMap((kind) => observed.collections[kind] ?? []);
  const isComplete = collections.every(({ complete }) => complete);
  if (changes.length === 0) return { host: observed.host, isComplete, changes: [], plain: 0 };
  const before: RoutedObject[] = [];
  for (const { objects } of collections) for (const object of objects.values()) before.push(object);
  const renamed = new Map(
    changes.flatMap(({ action, kind, from, identity }) =>
      action === 'rename' && kind === 'user' && from !== undefined ? [[from, identity] as const] : [],
    ),
  );
  const compared = compare(routingTable(before, renamed), routingTable(after));
  const others = new Map(
    compared.flatMap((change) => (change.address.startsWith('*@') ? [[change.address, sides(change)] as const] : [])),
  );
  const held = observed.collections.user?.objects;
  const isPlain = (change: DeliveryChange): boolean => held?.has(change.address) !== true && isOwnMail(change);
  const told = compared.filter(
    (change) => !isPlain(change) && others.get(`*@${domainOf(change.address)}`) !== sides(change, true),
  );
  const plain = compared.filter(isPlain).length;
  return { host: observed.host, isComplete, changes: told, plain };
}

/** A mailbox that starts to receive its own mail. */
const isOwnMail = ({ address, effects, after }: DeliveryChange): boolean =>
  effects.length === 1 &&
  effects[0]?.effect === 'starts' &&
  after.recipients.count === 1 &&
  after.recipients.first[0] === address;

/** What an address shares with all others that the catch-all takes, such as a postmaster nobody declared; empty for the catch-all's own entry. */
const sides = ({ address, before, after }: DeliveryChange, isOne = false): string =>
  isOne && address.startsWith('*@') ? '' : JSON.stringify([before, after]);
