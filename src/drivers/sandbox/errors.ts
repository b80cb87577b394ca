/** What the sandbox means by its refusals. */
import { HostError } from '../../host';
import type { HostErrorCode } from '../../host';
import type { Failure } from '../../http';
import { problem } from './api';

const TYPE = 'urn:mailstate:sandbox:';

/** Only the sandbox's own word proves that something is absent or taken: any other server answers 404 too. */
const BY_TYPE: Readonly<Record<string, HostErrorCode>> = {
  'not-found': 'NOT_FOUND',
  conflict: 'CONFLICT',
  'in-use': 'IN_USE',
  'not-closed': 'IN_USE',
  'limit-reached': 'LIMIT',
  'precondition-failed': 'CHANGED',
  invalid: 'INVALID',
  'too-large': 'INVALID',
};

const BY_STATUS: Readonly<Record<number, HostErrorCode>> = {
  401: 'UNAUTHENTICATED',
  403: 'FORBIDDEN',
  429: 'RATE_LIMITED',
};

/** Turns a failed call into the port's error, in the host's own words where it has any. */
export function hostError(failure: Failure): HostError {
  if (failure.code !== 'STATUS') return new HostError(failure);
  const { status, operation, outcome } = failure;
  const { data: told } = problem.safeParse(failure.body);
  const type = told?.type?.startsWith(TYPE) ? told.type.slice(TYPE.length) : '';
  const code = BY_TYPE[type] ?? BY_STATUS[status] ?? (status >= 500 ? 'UNAVAILABLE' : 'PROTOCOL');
  const hint = code === 'PROTOCOL' ? '; check that the endpoint is the API of a sandbox' : '';
  return new HostError({
    code,
    message: `${told?.detail ?? told?.title ?? failure.message}${hint}`,
    status,
    operation,
    outcome,
  });
}
