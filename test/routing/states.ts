/** Random mail states, small and tangled, and what the tests say about them by the rules alone. */
import fc from 'fast-check';
import type { RoutedObject } from '../../src/routing';

export const domain = (name: string, attributes: object = {}): RoutedObject => ({
  kind: 'domain', identity: name, attributes: { name, ...attributes },
}); // prettier-ignore
export const user = (email: string, attributes: object = {}): RoutedObject => ({
  kind: 'user', identity: email, attributes: { email, ...attributes },
}); // prettier-ignore
export const alias = (address: string, targets: readonly string[], attributes: object = {}): RoutedObject => ({
  kind: 'alias', identity: address, attributes: { address, targets, ...attributes },
}); // prettier-ignore
export const group = (address: string, members: readonly string[], attributes: object = {}): RoutedObject => ({
  kind: 'group', identity: address, attributes: { address, members, ...attributes },
}); // prettier-ignore

const DOMAINS = ['acme.example', 'acme-labs.example', 'acme.test'];
const LOCALS = ['ada', 'grace', 'team', 'info', 'postmaster', 'ada+news', 'info+x', 'ghost'];
const anyDomain = fc.constantFrom(...DOMAINS);
export const anyAddress = fc
  .tuple(
    fc.constantFrom(...LOCALS),
    fc.oneof({ weight: 5, arbitrary: anyDomain }, { weight: 1, arbitrary: fc.constant('elsewhere.example') }),
  )
  .map(([local, name]) => `${local}@${name}`);
const addresses = fc.uniqueArray(anyAddress, { maxLength: 3 }).map((list) => list.sort());
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const truth = maybe(fc.boolean());

const anyDomainObject = (name: string) =>
  fc
    .record({
      active: fc.oneof({ weight: 5, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: fc.boolean() }),
      aliasOf: fc.oneof(
        { weight: 3, arbitrary: fc.constant(null) },
        { weight: 1, arbitrary: fc.constantFrom(...DOMAINS, 'elsewhere.example') },
      ),
      catchAll: maybe(addresses),
      postmaster: fc.option(anyAddress),
    })
    .map((attributes) => domain(name, attributes));

const anyAddressee = (address: string) =>
  fc.oneof(
    fc
      .record({
        status: maybe(fc.constantFrom('active', 'locked', 'closed')),
        forwarding: fc.option(fc.record({ to: addresses, keepCopy: truth })),
      })
      .map((attributes) => user(address, attributes)),
    fc.tuple(addresses, truth).map(([targets, active]) => alias(address, targets, { active })),
    fc.tuple(addresses, addresses).map(([members, managers]) => group(address, members, { managers })),
  );

/** Any state: up to three domains that may stand for one another, and users, aliases and groups at them in any tangle. */
export const anyState: fc.Arbitrary<RoutedObject[]> = fc
  .tuple(fc.subarray(DOMAINS, { minLength: 1 }), fc.uniqueArray(anyAddress, { maxLength: 9 }))
  .chain(([names, identities]) =>
    fc
      .tuple(fc.tuple(...names.map(anyDomainObject)), fc.tuple(...identities.map(anyAddressee)))
      .map(([domains, others]) => [...domains, ...others]),
  );

/** Two states of which the second is the first with some objects gone and others come. */
export const anyTwoStates = fc
  .tuple(anyState, anyState, fc.infiniteStream(fc.boolean()))
  .map(([first, other, picks]) => {
    const key = ({ kind, identity }: RoutedObject) => (kind === 'domain' ? identity : `address ${identity}`);
    const second = new Map(first.map((object) => [key(object), object]));
    for (const object of other) if (picks.next().value === true) second.set(key(object), object);
    for (const object of first)
      if (picks.next().value === true && picks.next().value === true) second.delete(key(object));
    return [first, [...second.values()]] as const;
  });
