/** What do users of mailstate import to declare mail? */
export { MailAlias } from './alias';
export { MailDomain } from './domain';
export { MailGroup } from './group';
export type { AddressLike, DomainLike, MailLifecycle, MailMeta, UserLike } from './mail-object';
export { MailOrganization } from './organization';
export type * from './props.generated';
export { MailProvider } from './provider';
export { MailRemoval } from './removal';
export type { MailRemovalProps } from './removal';
export { MailRoster } from './roster';
export type { MailRosterProps, RosterDefaults, RosterRow } from './roster-props';
export { MailUser } from './user';
