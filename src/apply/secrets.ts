/** What is the secret behind a reference? */
import { exec } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { HostError } from '../host';
import type { HostContext } from '../host';

export interface SecretOptions {
  /** What `env:NAME` looks into, and what commands are given. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The project's folder: `file:PATH` is relative to it, commands run in it. */
  readonly directory: string;
  /** How long a command may take. @default 60,000 */
  readonly timeoutMilliseconds?: number;
}

const invalid = (message: string): HostError => new HostError({ code: 'INVALID', message });

/**
 * Makes the function that finds secrets by their references: `env:NAME`, `file:PATH`, `command:...`. One line break at the end does not count.
 * Each is found once. What goes wrong names the reference, and of a command only its first word: the rest may hold what nobody should read.
 */
export function secretResolver(options: SecretOptions): HostContext['secret'] {
  const known = new Map<string, Promise<string>>();
  return (reference) => {
    let found = known.get(reference);
    if (found === undefined) known.set(reference, (found = find(reference, options)));
    return found;
  };
}

async function find(reference: string, options: SecretOptions): Promise<string> {
  const colon = reference.indexOf(':');
  const [scheme, name] = [reference.slice(0, Math.max(colon, 0)), reference.slice(colon + 1)];
  if (reference === 'generated')
    throw invalid(
      'only the password of a user can be generated; write "env:NAME", "file:PATH" or "command:..." instead',
    );
  if (scheme === 'env') return nonEmpty(fromEnvironment(name, options), `the environment variable ${name}`);
  if (scheme === 'file') return nonEmpty(await fromFile(name, options), `the file ${JSON.stringify(name)}`);
  if (scheme === 'command') return nonEmpty(await fromCommand(name, options), commandName(name));
  throw invalid('a reference to a secret starts with "env:", "file:" or "command:"');
}

function nonEmpty(text: string, source: string): string {
  const secret = text.replace(/\r?\n$/, '');
  if (secret === '') throw invalid(`${source}, which shall hold a secret, is empty`);
  return secret;
}

function fromEnvironment(name: string, { environment }: SecretOptions): string {
  const value = environment[name];
  if (value === undefined)
    throw invalid(`the environment variable ${name}, which shall hold a secret, is not set; set it and run again`);
  return value;
}

async function fromFile(path: string, { directory }: SecretOptions): Promise<string> {
  try {
    return await readFile(resolve(directory, path), 'utf8');
  } catch (thrown) {
    const { code = 'unknown reason' } = thrown as NodeJS.ErrnoException;
    throw invalid(`the file ${JSON.stringify(path)}, which shall hold a secret, cannot be read (${code})`);
  }
}

/** Settings before a command may be secrets themselves. */
const commandName = (command: string): string =>
  `the command ${JSON.stringify(command.split(/\s+/).find((word) => word !== '' && !word.includes('=')) ?? '')}`;

function fromCommand(
  command: string,
  { environment, directory, timeoutMilliseconds = 60_000 }: SecretOptions,
): Promise<string> {
  return new Promise((found, fail) => {
    const settings = { cwd: directory, env: { ...environment }, timeout: timeoutMilliseconds, windowsHide: true };
    const child = exec(command, settings, (error, stdout) => {
      if (error === null) return found(stdout);
      const why = error.killed
        ? `took longer than ${timeoutMilliseconds / 1000} s`
        : `failed (exit code ${error.code ?? 'none'})`;
      // Neither the error nor what the command wrote is passed on: both may hold the secret.
      fail(invalid(`${commandName(command)}, which shall print a secret, ${why}; run it by hand to see why`));
    });
    child.stdin?.end();
  });
}
