/** What a message that arrives does: it fills the mailboxes that receive it. */
import { emailAddress, isObject } from '../model';
import { deliver } from './delivery';
import type { Delivery } from './delivery';
import { invalid } from './problem';
import type { RefusedAttribute } from './problem';
import type { Store } from './store';

/** @throws Problem `invalid` where `to` is no address or `text` no text. */
export function deliverMessage(store: Store, body: unknown): Delivery {
  const { to, text } = isObject(body) ? body : {};
  const address = emailAddress.safeParse(to);
  const errors: RefusedAttribute[] = [];
  if (!address.success) errors.push({ attribute: 'to', problem: 'is not the address of a recipient' });
  if (typeof text !== 'string') errors.push({ attribute: 'text', problem: 'expected a text' });
  if (!address.success || typeof text !== 'string') throw invalid('message', errors);
  const delivery = deliver(store.state, address.data);
  const size = Buffer.byteLength(text);
  const writes = delivery.recipients.flatMap((recipient) => {
    const user = store.state.get('user', recipient);
    if (user === undefined) return [];
    const usedBytes = Number(user.attributes.usedBytes ?? 0) + size;
    // The revision stays: arriving mail changes nothing that a client may write.
    return [{ kind: 'user' as const, put: { ...user, attributes: { ...user.attributes, usedBytes } } }];
  });
  if (writes.length > 0) store.commit(...writes);
  return delivery;
}
