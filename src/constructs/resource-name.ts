/** What is the name of the Terraform resource that an address gets, wherever it stands in a table? */
import { createHash } from 'node:crypto';

const PLAIN = /^[a-z][a-z0-9.-]*@[a-z0-9.-]+$/;

/**
 * Names the resource of a normalised address. Dots become `_` and the at sign `__`, which keeps plain addresses apart; an
 * address with other signs gets a piece of its digest besides. Only the address counts, so rows may come and go in any order.
 */
export function resourceName(address: string): string {
  const name = address.replace('@', '__').replaceAll('.', '_');
  if (PLAIN.test(address)) return name;
  const digest = createHash('sha256').update(address).digest('hex').slice(0, 8);
  return `u_${name.replace(/[^a-z0-9_-]/g, '_')}_${digest}`;
}
