/** How is a change named in a sentence? */
import type { Action, Change } from '../plan/plan';

/** What is needed of a change to name it and to know it again. */
export type Named = Pick<Change, 'action' | 'host' | 'kind' | 'identity' | 'from'>;

const DOING: Readonly<Record<Action, string>> = {
  create: 'creating',
  update: 'updating',
  rename: 'renaming',
  close: 'closing',
  reopen: 'reopening',
  delete: 'deleting',
};

const object = ({ kind, identity, from }: Named): string =>
  from === undefined ? `${kind} ${identity}` : `${kind} ${from} to ${identity}`;

/** Such as `create user ada@acme.example at mail`. */
export const toDo = (change: Named): string => `${change.action} ${object(change)} at ${change.host}`;

/** Such as `creating user ada@acme.example at mail`. */
export const doing = (change: Named): string => `${DOING[change.action]} ${object(change)} at ${change.host}`;

/** Such as `user ada@acme.example at host "mail"`. */
export const named = ({ kind, identity, host }: Named): string => `${kind} ${identity} at host "${host}"`;
