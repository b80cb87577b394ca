import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { secretResolver } from '../../src/apply';
import { HostError } from '../../src/host';
import { scratch } from '../support/scratch';

const file = scratch();
const directory = dirname(file('x'));
const node = JSON.stringify(process.execPath);
const resolver = (environment: Record<string, string | undefined> = {}, timeoutMilliseconds?: number) =>
  secretResolver({
    environment: { PATH: process.env.PATH, ...environment },
    directory,
    ...(timeoutMilliseconds === undefined ? {} : { timeoutMilliseconds }),
  });

async function problem(reference: string, secret = resolver()): Promise<string> {
  const error: unknown = await secret(reference).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(HostError);
  expect(error).toMatchObject({ code: 'INVALID', outcome: 'not-done' });
  return (error as HostError).message;
}

describe('a reference to a secret', () => {
  it('finds it in the environment, in a file of the project, in what a command prints', async () => {
    mkdirSync(file('secrets'));
    writeFileSync(file('secrets/ada'), 'from a file\r\n\n');
    const secret = resolver({ ADA: ' from the environment\n' });
    expect(await secret('env:ADA')).toBe(' from the environment');
    expect(await secret('file:secrets/ada')).toBe('from a file\r\n');
    expect(await secret(`file:${file('secrets/ada')}`)).toBe('from a file\r\n');
    expect(await secret('command:cat secrets/ada; printf "%s" "$ADA"')).toBe('from a file\r\n\n from the environment');
  });

  it('is followed once', async () => {
    const secret = resolver();
    await Promise.all([1, 2, 3].map(() => secret('command:echo run >> runs; echo x')));
    expect(readFileSync(file('runs'), 'utf8')).toBe('run\n');
  });

  it.each([
    ['env:MISSING', 'the environment variable MISSING, which shall hold a secret, is not set; set it and run again'],
    ['env:EMPTY', 'the environment variable EMPTY, which shall hold a secret, is empty'],
    ['file:missing', 'the file "missing", which shall hold a secret, cannot be read (ENOENT)'],
    [
      'generated',
      'only the password of a user can be generated; write "env:NAME", "file:PATH" or "command:..." instead',
    ],
    ['hunter2', 'a reference to a secret starts with "env:", "file:" or "command:"'],
    ['http://hunter2', 'a reference to a secret starts with "env:", "file:" or "command:"'],
  ])('that leads nowhere is named: %s', async (reference, message) => {
    expect(await problem(reference, resolver({ EMPTY: '\n' }))).toBe(message);
  });

  it('never shows what a failing command was told or said', async () => {
    const message = await problem('command:TOKEN=hunter2 echo hunter2; echo hunter2 >&2; exit 3');
    expect(message).toBe(
      'the command "echo", which shall print a secret, failed (exit code 3); run it by hand to see why',
    );
    expect(await problem('command:true')).toBe('the command "true", which shall hold a secret, is empty');
  });

  it('ends a command that takes too long', async () => {
    appendFileSync(file('wait.js'), 'setTimeout(() => undefined, 60_000)');
    expect(await problem(`command:exec ${node} wait.js`, resolver({}, 50))).toBe(
      'the command "exec", which shall print a secret, took longer than 0.05 s; run it by hand to see why',
    );
  });
});
