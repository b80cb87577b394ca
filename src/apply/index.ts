/** Carrying a plan out: the stream of events, its report, what is written down of it. */
export { apply } from './apply';
export type { ApplyOptions } from './apply';
export * from './audit';
export * from './events';
export * from './findings';
export { openJournal } from './journal';
export type { Intent, Journal, JournalOptions } from './journal';
export { generatedPasswords, randomPassword } from './passwords';
export type { GeneratedPasswords, PasswordOptions } from './passwords';
export * from './progress';
export { renderReport } from './render';
export { reportJson } from './report';
export { secretResolver } from './secrets';
export type { SecretOptions } from './secrets';
export { writeWhole } from './whole-file';
