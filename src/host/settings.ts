/** What does a provider block say to its driver? What is wrong with it is refused in the words of who wrote it. */
import type { HostDeclaration } from '../model';
import { HostError } from './error';
import type { HostContext } from './port';

/** The error for a provider block that cannot be used. */
export const wrongSetting = (host: string, problem: string): HostError =>
  new HostError({ code: 'INVALID', message: `the provider block of host "${host}": ${problem}` });

/** @throws HostError INVALID for an option that the driver does not know. */
export function requireKnownOptions({ name, options }: HostDeclaration, known: Readonly<Record<string, string>>): void {
  for (const option of Object.keys(options))
    if (!Object.hasOwn(known, option))
      throw wrongSetting(
        name,
        `unknown option ${JSON.stringify(option)}, allowed are ${Object.keys(known).join(', ')}`,
      );
}

/**
 * Reads an option that is a number.
 * @throws HostError INVALID
 */
export function numberOption(
  { name, options }: HostDeclaration,
  option: string,
  fallback: number,
  [least, most]: readonly [number, number],
  whole = true,
): number {
  const value = options[option] ?? fallback;
  if (typeof value === 'number' && value >= least && value <= most && (!whole || Number.isInteger(value))) return value;
  const sort = whole ? 'a whole number' : 'a number';
  throw wrongSetting(
    name,
    `option "${option}" is ${JSON.stringify(value)}, allowed is ${sort} from ${least} to ${most}`,
  );
}

/**
 * Finds the token that a provider block names, fit for an HTTP header.
 * @throws HostError INVALID, naming the reference and never the token.
 */
export async function tokenOf({ name, token }: HostDeclaration, secret: HostContext['secret']): Promise<string> {
  if (token === undefined)
    throw wrongSetting(name, 'it has no "token"; write where the token is found, such as "env:MAIL_TOKEN"');
  // A file that holds a token usually ends in a line break.
  const found = (await secret(token)).trim();
  if (/^[\x21-\x7e]+$/.test(found)) return found;
  throw wrongSetting(
    name,
    `the token found at "${token}" is empty or holds a blank or a character that no token can hold`,
  );
}
