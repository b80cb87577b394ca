/** What WildDuck means by its refusals. Its codes tell, not the HTTP status: a mailbox that is there already is refused with 500. */
import { HostError } from '../../host';
import type { HostErrorCode } from '../../host';
import type { Failure } from '../../http';
import { refusal } from './api';

const BY_CODE: Readonly<Record<string, HostErrorCode>> = {
  UserExistsError: 'CONFLICT',
  AddressExistsError: 'CONFLICT',
  AliasExists: 'CONFLICT',
  UserNotFound: 'NOT_FOUND',
  AddressNotFound: 'NOT_FOUND',
  AliasNotFound: 'NOT_FOUND',
  DkimNotFound: 'NOT_FOUND',
  InputValidationError: 'INVALID',
  ChangeNotAllowed: 'INVALID',
  NotPermitted: 'INVALID',
  InsecurePasswordError: 'INVALID',
  WildcardNotPermitted: 'INVALID',
  InvalidToken: 'UNAUTHENTICATED',
  MissingPrivileges: 'FORBIDDEN',
  InternalDatabaseError: 'UNAVAILABLE',
};

const BY_STATUS: Readonly<Record<number, HostErrorCode>> = {
  401: 'UNAUTHENTICATED',
  403: 'FORBIDDEN',
  429: 'RATE_LIMITED',
};

/** What WildDuck's words do not say. */
const MORE: Readonly<Record<string, string>> = {
  UserExistsError: '; a mailbox that was renamed keeps its first address as its user name',
};

/** Refusals by which WildDuck says that it did nothing, whatever the status. */
const NOT_DONE: ReadonlySet<HostErrorCode> = new Set([
  'CONFLICT',
  'NOT_FOUND',
  'INVALID',
  'UNAUTHENTICATED',
  'FORBIDDEN',
]);

/** Turns a failed call into the port's error, in the host's own words where it has any. */
export function hostError(failure: Failure): HostError {
  if (failure.code !== 'STATUS') return new HostError(failure);
  const { status, operation } = failure;
  const told = refusal.safeParse(failure.body).data ?? {};
  const said = BY_CODE[told.code ?? ''];
  const code = said ?? BY_STATUS[status] ?? (status >= 500 ? 'UNAVAILABLE' : 'PROTOCOL');
  const hint = code === 'PROTOCOL' ? '; check that the endpoint is the API of a WildDuck' : '';
  return new HostError({
    code,
    message: `${told.error ?? failure.message}${MORE[told.code ?? ''] ?? ''}${hint}`,
    status,
    operation,
    outcome: said !== undefined && NOT_DONE.has(said) ? 'not-done' : failure.outcome,
  });
}
