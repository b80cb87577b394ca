/** What mailcow means by its refusals, most of which it answers with 200. */
import { HostError } from '../../host';
import type { HostErrorCode } from '../../host';
import { redactor } from '../../http';
import type { Failure } from '../../http';
import { isObject } from '../../model';

/** One of the things that mailcow says of a write. */
export interface Message {
  /** `success`, `warning`, `danger` or `error`. */
  readonly type: string;
  /** A code, or a code and what it speaks of. */
  readonly msg: string | readonly unknown[];
}

const BY_MESSAGE: Readonly<Record<string, HostErrorCode>> = {
  object_exists: 'CONFLICT',
  is_alias: 'CONFLICT',
  is_alias_or_mailbox: 'CONFLICT',
  is_spam_alias: 'CONFLICT',
  domain_exists: 'CONFLICT',
  // Also said of a name that is no domain name, which the model does not let pass.
  alias_domain_invalid: 'CONFLICT',
  access_denied: 'FORBIDDEN',
  domain_not_empty: 'IN_USE',
  max_mailbox_exceeded: 'LIMIT',
  max_alias_exceeded: 'LIMIT',
  mailbox_quota_exceeded: 'LIMIT',
  mailbox_quota_left_exceeded: 'LIMIT',
  max_quota_in_use: 'LIMIT',
  domain_quota_m_in_use: 'LIMIT',
  mailboxes_in_use: 'LIMIT',
  aliases_in_use: 'LIMIT',
  redis_error: 'UNAVAILABLE',
};

/** What the codes do not say. */
const MORE: Readonly<Record<string, string>> = {
  access_denied: 'it is not there, or the key may not touch it',
  domain_exists: 'the domain, or an alias domain of that name, is there already',
  alias_domain_invalid: 'the alias domain, or a domain of that name, is there already',
  mailbox_quota_exceeds_domain_quota: 'the largest quota of a mailbox is above the quota of the domain',
  mailbox_defquota_exceeds_mailbox_maxquota: 'the default quota of a mailbox is above the largest',
};

const words = ({ msg }: Message): { readonly code: string; readonly text: string } => {
  const [first, ...about] = typeof msg === 'string' ? [msg] : msg;
  const code = String(first);
  const named = about.length === 0 ? '' : ` (${about.map(String).join(', ')})`;
  return { code, text: `${code}${named}${MORE[code] === undefined ? '' : `: ${MORE[code]}`}` };
};

/**
 * Refuses an answer that tells a failure. Warnings are no failures; a refusal among successes says that a part was done.
 * @param secrets Never shown, should mailcow repeat them.
 * @throws HostError
 */
export function refuseUnless(messages: readonly Message[], operation: string, secrets: readonly string[]): void {
  const refused = messages.find(({ type }) => type === 'danger' || type === 'error');
  const done = messages.some(({ type }) => type === 'success');
  if (refused === undefined && done) return;
  const redact = redactor(secrets);
  const { code, text } = refused === undefined ? { code: '', text: 'it does not say that anything was done' } : words(refused); // prettier-ignore
  const isDuplicate = /duplicate entry/i.test(text);
  throw new HostError({
    code: refused === undefined ? 'PROTOCOL' : isDuplicate ? 'CONFLICT' : (BY_MESSAGE[code] ?? 'INVALID'),
    message: redact(`mailcow says ${text}`),
    operation,
    status: 200,
    outcome: done || refused === undefined ? 'unknown' : 'not-done',
  });
}

const BY_STATUS: Readonly<Record<number, HostErrorCode>> = {
  401: 'UNAUTHENTICATED',
  403: 'FORBIDDEN',
  429: 'RATE_LIMITED',
};

/** Turns a failed call into the port's error, in the host's own words where it has any. */
export function hostError(failure: Failure): HostError {
  if (failure.code !== 'STATUS') return new HostError(failure);
  const { status, operation, outcome, body, message } = failure;
  const told = isObject(body) && typeof body['msg'] === 'string' ? `mailcow says ${body['msg']}` : message;
  // An address that is not on the key's list is told as 401, like a wrong key.
  const isElsewhere = told.includes('access denied for ip');
  const code = isElsewhere ? 'FORBIDDEN' : (BY_STATUS[status] ?? (status >= 500 ? 'UNAVAILABLE' : 'PROTOCOL'));
  const hint = isElsewhere
    ? '; add it to the addresses that may use the key'
    : status === 403
      ? '; the key may only read, make one that may write'
      : code === 'PROTOCOL'
        ? '; check that the endpoint is that of a mailcow'
        : '';
  return new HostError({ code, message: `${told}${hint}`, status, operation, outcome });
}
