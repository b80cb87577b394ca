/** The rules of delivery, written down as plainly as possible, one address at a time: what the fast answers are checked against. */
import type { RoutedObject } from '../../src/routing';

export interface Expected {
  /** Mailboxes as `address`, outside recipients as `address (outside)`. */
  readonly recipients: readonly string[];
  readonly loops: boolean;
}

type Attributes = Readonly<Record<string, unknown>> & {
  readonly forwarding?: { readonly to?: readonly string[]; readonly keepCopy?: boolean } | null;
};
const list = (value: unknown): readonly string[] => (Array.isArray(value) ? (value as string[]) : []);

/** Who receives at this step, and who is asked next. */
export function step(
  objects: readonly RoutedObject[],
  address: string,
): { mailbox?: string; outside?: string; next: readonly string[] } {
  const [local = '', domainName = ''] = address.split('@');
  const find = (kinds: readonly string[], identity: string) =>
    objects.find((object) => kinds.includes(object.kind) && object.identity === identity);
  const domain = find(['domain'], domainName)?.attributes as Attributes | undefined;
  if (domain === undefined) return { outside: address, next: [] };
  if (domain['active'] === false) return { next: [] };
  const object = find(['user', 'alias', 'group'], address);
  if (object !== undefined) {
    const attributes = object.attributes as Attributes;
    if (object.kind === 'group') return { next: list(attributes['members']) };
    if (object.kind === 'alias') return { next: attributes['active'] === false ? [] : list(attributes['targets']) };
    if (attributes['status'] === 'closed') return { next: [] };
    const next = list(attributes.forwarding?.to);
    return next.length > 0 && attributes.forwarding?.keepCopy === false ? { next } : { mailbox: address, next };
  }
  const [base = ''] = local.split('+');
  if (local.includes('+') && find(['user', 'alias', 'group'], `${base}@${domainName}`))
    return { next: [`${base}@${domainName}`] };
  if (typeof domain['aliasOf'] === 'string') return { next: [`${local}@${domain['aliasOf']}`] };
  if (local === 'postmaster' && typeof domain['postmaster'] === 'string') return { next: [domain['postmaster']] };
  return { next: list(domain['catchAll']) };
}

/** Walks everything that an address leads to. */
export function expected(objects: readonly RoutedObject[], address: string): Expected {
  const recipients = new Set<string>();
  const seen = new Set<string>();
  const walk = (asked: string): void => {
    if (seen.has(asked)) return;
    seen.add(asked);
    const { mailbox, outside, next } = step(objects, asked);
    if (mailbox !== undefined) recipients.add(mailbox);
    if (outside !== undefined) recipients.add(`${outside} (outside)`);
    next.forEach(walk);
  };
  walk(address);
  const leadsBack = (start: string): boolean => {
    const reached = new Set<string>();
    const follow = (asked: string): void => {
      for (const next of step(objects, asked).next)
        if (!reached.has(next)) {
          reached.add(next);
          follow(next);
        }
    };
    follow(start);
    return reached.has(start);
  };
  return { recipients: [...recipients].sort(), loops: [...seen].some(leadsBack) };
}
