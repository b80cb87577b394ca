/** What does a row of the table of aliases mean? There a mailbox passes its mail on, an alias leads somewhere, and a domain catches the rest. */
import { domainOf } from '../../model';
import type { RowOf } from './api';

type AliasRow = RowOf<'alias'>;

/** The address of a domain's catch-all. */
export const catchAllOf = (domain: string): string => `@${domain}`;

export const targetsOf = ({ goto }: Pick<AliasRow, 'goto'>): string[] =>
  goto
    .split(',')
    .map((target) => target.trim())
    .filter((target) => target !== '');

const isOwn = (target: string, address: string): boolean => target.toLowerCase() === address;

/** Where PostfixAdmin has a copy sent for its automatic answers: `ada#acme.example@autoreply.acme.example`. */
const isAutomatic = (target: string, address: string): boolean =>
  target.toLowerCase().startsWith(`${address.replace('@', '#')}@`);

/** How a mailbox passes on its mail; null where it only keeps it. Without a row that is active, it keeps it. */
export function forwardingOf(
  address: string,
  row: Pick<AliasRow, 'goto'> | undefined,
): { readonly to: readonly string[]; readonly keepCopy: boolean } | null {
  const targets = row === undefined ? [] : targetsOf(row);
  const to = targets.filter((target) => !isOwn(target, address) && !isAutomatic(target, address));
  return to.length === 0 ? null : { to, keepCopy: targets.some((target) => isOwn(target, address)) };
}

/** The targets of a mailbox's row: itself unless it keeps no copy, and what answers automatically stays. */
export function gotoOf(
  address: string,
  forwarding: { readonly to?: readonly string[]; readonly keepCopy?: boolean } | null,
  before: Pick<AliasRow, 'goto'> | undefined,
): string {
  const to = forwarding?.to ?? [];
  const automatic = before === undefined ? [] : targetsOf(before).filter((target) => isAutomatic(target, address));
  const own = to.length > 0 && forwarding?.keepCopy === false ? [] : [address];
  return [...own, ...to, ...automatic].join(',');
}

/** The same targets for a mailbox that has another address now. */
export const movedGoto = (row: Pick<AliasRow, 'goto'>, from: string, to: string): string =>
  targetsOf(row)
    .map((target) => {
      if (isOwn(target, from)) return to;
      return isAutomatic(target, from) ? `${to.replace('@', '#')}${target.slice(target.lastIndexOf('@'))}` : target;
    })
    .join(',');

/** A row of an address. */
export const aliasRow = (address: string, targets: readonly string[] | string, active: boolean): AliasRow => ({
  address,
  goto: typeof targets === 'string' ? targets : targets.join(','),
  domain: domainOf(address),
  active,
});
