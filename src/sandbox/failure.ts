/** Why the sandbox could not start or go on. */

export const SANDBOX_FAILURES = {
  'bad-option': 'an option has a value that is not allowed',
  'port-in-use': 'another program listens at the port',
  'file-in-use': 'another sandbox serves the file',
  'foreign-file': 'the file was not written by a sandbox',
  'corrupt-file': 'a line of the file is damaged',
} as const;
export type SandboxFailure = keyof typeof SANDBOX_FAILURES;

export class SandboxError extends Error {
  override readonly name = 'SandboxError';

  /** @param message In lower case, without a full stop: the thing, its value, the next step. */
  constructor(
    readonly code: SandboxFailure,
    message: string,
  ) {
    super(message);
  }
}
