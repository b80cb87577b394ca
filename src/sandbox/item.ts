/** How an object is answered: its attributes, what the host knows of it, its ETag; never a secret. */
import type { Json, KindName } from '../model';
import type { StoredObject } from './object';
import type { State } from './state';

/** Where the sandbox would take in mail, for the records that a domain must have. */
const MAIL_EXCHANGER = 'mx.sandbox.example';

export type Item = Readonly<Record<string, Json>>;

/** An entity tag, as sent in ETag and in If-Match (RFC 9110 section 8.8.3). */
export const etagOf = (object: StoredObject): string => `"${object.revision}"`;

/** What the host works out each time it is asked. */
function derived(state: State, kind: KindName, object: StoredObject, seats: number | undefined): Item {
  switch (kind) {
    case 'organization': {
      const used = state.collection('user').size;
      return { seats: seats === undefined ? { used } : { used, total: seats }, storage: { used: state.usedBytes } };
    }
    case 'domain':
      return {
        ownershipVerified: true,
        requiredRecords: [{ type: 'MX', name: object.identity, value: `10 ${MAIL_EXCHANGER}` }],
      };
    case 'user':
    case 'alias':
    case 'group':
      return {};
    default:
      return kind satisfies never;
  }
}

export const itemOf = (state: State, kind: KindName, object: StoredObject, seats: number | undefined): Item => ({
  ...derived(state, kind, object, seats),
  ...object.attributes,
  etag: etagOf(object),
});
