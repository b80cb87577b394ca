/** How is a password made that nobody can read but its recipients? */
import { mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { HostError } from '../host';
import { digest } from '../model';
import type { Change } from '../plan/plan';
import { writeBeside } from './whole-file';
import { named } from './wording';

export interface PasswordOptions {
  /** The project's folder; the encrypted passwords are in `.mailstate/secrets` inside it. */
  readonly directory: string;
  /** The public keys (age) to which passwords of a host are encrypted. */
  readonly recipients: (host: string) => readonly string[];
  /** Encrypts a text so that the owner of any of the keys can read it. */
  readonly encrypt: (text: string, recipients: readonly string[]) => Promise<string>;
  /** A whole number from 0 up to, but not including, `below`, from a source that is fit for secrets. */
  readonly random: (below: number) => number;
}

/** Makes the passwords that are declared as `generated`. */
export interface GeneratedPasswords {
  /**
   * The password that a change sets, made once. Before it is told it is on the disk, encrypted, so that whatever happens to the
   * call that sends it, somebody can read the password that the host may have.
   * @throws HostError INVALID when it cannot be encrypted or written.
   */
  of(change: Change): Promise<string>;
  /** The file that holds the password of a change, from the project's folder; undefined where none was made. */
  fileOf(change: Change): string | undefined;
}

const FOLDER = join('.mailstate', 'secrets');
const FOLDER_MODE = 0o700;

const LENGTH = 24;
/** Letters and digits that no person takes for one another: without 0, O, o, 1, I, l. */
const ALPHABET = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789';
/** What hosts ask a password to have. */
const CLASSES = [/[a-z]/, /[A-Z]/, /[0-9]/];

/** A random password of 24 letters and digits, some 139 bits, that has a small letter, a capital and a digit. */
export function randomPassword(random: PasswordOptions['random']): string {
  for (;;) {
    const password = Array.from({ length: LENGTH }, () => ALPHABET.charAt(random(ALPHABET.length))).join('');
    if (CLASSES.every((needed) => needed.test(password))) return password;
  }
}

const invalid = (message: string): HostError => new HostError({ code: 'INVALID', message });

export function generatedPasswords(options: PasswordOptions): GeneratedPasswords {
  const passwords = new Map<string, Promise<string>>();
  const files = new Map<string, string>();
  const make = async (change: Change): Promise<string> => {
    const recipients = options.recipients(change.host);
    if (recipients.length === 0)
      throw invalid(
        `the password of ${named(change)} shall be generated, and nobody could read it; write secretRecipients in the provider block`,
      );
    const password = randomPassword(options.random);
    const folder = join(options.directory, FOLDER);
    try {
      const text = await options.encrypt(`${password}\n`, recipients);
      await mkdir(folder, { recursive: true, mode: FOLDER_MODE });
      const path = await writeBeside(pathsFor(folder, change), text);
      files.set(change.id, join(FOLDER, basename(path)));
    } catch (thrown) {
      // Of what was thrown only the code is told: it was raised over a secret.
      const { code = 'it could not be encrypted' } = thrown as NodeJS.ErrnoException;
      throw invalid(
        `the generated password of ${named(change)} could not be kept in ${FOLDER}, so it was not set: ${code}`,
      );
    }
    return password;
  };
  return {
    of: (change) => {
      let password = passwords.get(change.id);
      if (password === undefined) passwords.set(change.id, (password = make(change)));
      return password;
    },
    fileOf: ({ id }) => files.get(id),
  };
}

/** Longest part of a name that an address takes, so that the whole name fits every file system. */
const LONGEST = 180;

/** The names under which a password may be kept: a number is added where an earlier apply made one that may have become the host's. */
function* pathsFor(folder: string, { identity, attributes }: Change): Generator<string> {
  const safe = identity.replace(/[^a-z0-9@._+-]/g, (letter) => `%${letter.charCodeAt(0).toString(16)}`);
  const name = safe.length > LONGEST ? `${safe.slice(0, LONGEST - 17)}-${digest(identity).slice(-16)}` : safe;
  const version = attributes.find((attribute) => attribute.name === 'passwordVersion')?.after ?? 1;
  yield join(folder, `${name}.${String(version)}.age`);
  for (let attempt = 2; ; attempt++) yield join(folder, `${name}.${String(version)}-${attempt}.age`);
}
