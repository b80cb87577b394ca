/** What is this program, and which version of it? */
import { createRequire } from 'node:module';

export const PROGRAM = 'mailstate';

/** The version in the package's own package.json. */
export const versionOf = (): string => (createRequire(__filename)('../../package.json') as { version: string }).version;
