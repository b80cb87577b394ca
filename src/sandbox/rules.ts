/** What this host allows, beyond what the values themselves must be. */
import { KINDS, domainOf, referencesOf } from '../model';
import type { KindName } from '../model';
import { Problem, invalid } from './problem';
import type { RefusedAttribute } from './problem';
import { isAddressKind } from './object';
import type { StoredObject } from './object';
import type { State } from './state';
import type { Written } from './written';

/** @throws Problem `conflict`, naming the kind that has the identity. */
export function checkFree(state: State, kind: KindName, identity: string): void {
  const holder = isAddressKind(kind) ? state.kindAt(identity) : state.get(kind, identity) && kind;
  if (holder === undefined) return;
  throw new Problem('conflict', `${JSON.stringify(identity)} is already the ${KINDS[holder].identity} of a ${holder}`, {
    body: { existing: { kind: holder, identity } },
  });
}

const absentDomain = (domain: string): string =>
  `needs the domain ${JSON.stringify(domain)}, which this host does not have; create it first`;

/** @throws Problem `invalid` where an address lies in a domain that this host does not have. */
export function checkDomain(state: State, kind: KindName, identity: string): void {
  if (!isAddressKind(kind) || state.get('domain', domainOf(identity)) !== undefined) return;
  const error = { attribute: KINDS[kind].identity, problem: absentDomain(domainOf(identity)) };
  throw invalid(`${kind} ${JSON.stringify(identity)}`, [error]);
}

/** @throws Problem `invalid` where an attribute names a domain that this host does not have. */
export function checkReferences(state: State, kind: KindName, identity: string, written: Written): void {
  const errors: RefusedAttribute[] = [];
  for (const [name, value] of Object.entries(written.attributes)) {
    if (KINDS[kind].attributes[name]?.reference?.to.includes('domain') !== true) continue;
    for (const domain of referencesOf(kind, name, value))
      if (state.get('domain', domain) === undefined) errors.push({ attribute: name, problem: absentDomain(domain) });
  }
  if (errors.length > 0) throw invalid(`${kind} ${JSON.stringify(identity)}`, errors);
}

/** @throws Problem `limit-reached` where the subscription has no seat for one more user. */
export function checkSeats(state: State, kind: KindName, seats: number | undefined): void {
  const used = state.collection('user').size;
  if (kind === 'user' && seats !== undefined && used >= seats)
    throw new Problem('limit-reached', `all ${seats} seats of the subscription are used; delete a user or buy a seat`, {
      body: { seats: { used, total: seats } },
    });
}

/** @throws Problem `not-closed` for a user that is not closed, `in-use` for a domain with addresses in it. */
export function checkRemovable(state: State, kind: KindName, object: StoredObject): void {
  const name = JSON.stringify(object.identity);
  if (kind === 'user' && object.attributes.status !== 'closed')
    throw new Problem(
      'not-closed',
      `the user ${name} is ${String(object.attributes.status ?? 'active')}; close it first`,
    );
  const addresses = kind === 'domain' ? state.addressesIn(object.identity) : 0;
  if (addresses > 0)
    throw new Problem(
      'in-use',
      `the domain ${name} is not empty (addresses in it: ${addresses}); remove or rename them first`,
      {
        body: { addresses },
      },
    );
}
