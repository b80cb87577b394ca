/** How is a machine's mail declared and changed? As a user does it: an example's program, its manifest, and the command line. */
import { readFileSync, writeFileSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { processWorld } from '../../src/cli/process-world';
import type { Delivery } from '../../src/routing';
import { fakeClock } from '../support/fake-clock';
import { installedProject } from '../support/installed';
import type { Resources } from '../support/mail-project';
import { terminal } from '../support/terminal';
import type { MailMachine } from './mail-machine';

const EXAMPLE = resolve(__dirname, '../../examples/postfixadmin');

/** Passwords of the example's users. */
export const PASSWORDS = { 'ada@acme.example': 'Ada-9-secret', 'grace@acme.example': 'Grace-9-secret' } as const;

/** A manifest as Terraform's JSON. */
export interface Manifest {
  readonly provider: { readonly mail: readonly [Readonly<Record<string, unknown>>] };
  readonly resource: Resources;
}

/** Which state is asked. */
export type At = 'desired' | 'observed';

export interface MailDeclaration {
  /** What the example's program declares, once it was synthesised. */
  manifest(): Manifest;
  declare(manifest: Manifest): void;
  /**
   * Runs a command, as on the given day.
   * @throws what it said, if it ends with another code than expected.
   */
  mailstate(expected: number, ...argv: readonly string[]): Promise<string>;
  /** The day on which commands are run, as `2026-01-31`. */
  setDay(day: string): void;
  /** What `mailstate route` says of an address, by what is declared or by what the host holds. */
  route(address: string, at: At): Promise<Delivery>;
  close(): Promise<void>;
}

export async function declareMail(machine: MailMachine): Promise<MailDeclaration> {
  const project = await installedProject();
  const folder = join(project.folder, 'mail');
  await cp(EXAMPLE, folder, { recursive: true, filter: (path) => !/cdktf\.out|\.mailstate/.test(path) });
  const { PATH, HOME } = process.env;
  const env = {
    ...{ PATH, HOME, MAIL_ENDPOINT: machine.endpoint, MAIL_TOKEN: machine.password },
    ...{ ADA_PASSWORD: PASSWORDS['ada@acme.example'], GRACE_PASSWORD: PASSWORDS['grace@acme.example'] },
  };
  let day = '2026-01-01';
  const mailstate: MailDeclaration['mailstate'] = async (expected, ...argv) => {
    const clock = fakeClock(Date.parse(day));
    const { run, stdout, stderr } = terminal({ cwd: folder, env, clock, shell: processWorld().shell });
    const code = await run(...argv);
    if (code !== expected) throw new Error(`${argv.join(' ')} ended with ${code}:\n${stdout.text}${stderr.text}`);
    return stdout.text;
  };
  const file = join(folder, 'cdktf.out/stacks/acme/cdk.tf.json');
  return {
    manifest: () => JSON.parse(readFileSync(file, 'utf8')) as Manifest,
    declare: (manifest) => writeFileSync(file, JSON.stringify(manifest)),
    mailstate,
    setDay: (given) => void (day = given),
    async route(address, at) {
      const told = await mailstate(0, 'route', address, '--at', at, '--format', 'json', '--manifest', 'cdktf.out');
      const { hosts } = JSON.parse(told) as { hosts: readonly { readonly delivery: Delivery }[] };
      if (hosts[0] === undefined) throw new Error(`nothing is said of ${address}`);
      return hosts[0].delivery;
    },
    close: project.close,
  };
}
