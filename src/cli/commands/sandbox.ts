/** `mailstate sandbox`: a mail host to practise on, until Ctrl-C. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { startSandbox } from '../../sandbox';
import type { SeedObject } from '../../sandbox';
import { CommandError, EXIT } from '../exit';
import type { ExitCode } from '../exit';
import type { CommonOptions } from '../options';
import type { World } from '../world';

export interface SandboxOptions extends CommonOptions {
  readonly port: number;
  readonly token: string;
  readonly file?: string;
  readonly domain: readonly string[];
  /** Part of the calls that go wrong, from 0 to 1. */
  readonly faults: number;
  readonly seedFile?: string;
}

export async function sandbox(world: World, options: SandboxOptions): Promise<ExitCode> {
  const { port, token, file, domain, faults, seedFile } = options;
  const host = await startSandbox({
    port,
    token,
    domains: domain,
    faults: { rate: faults },
    ...(file === undefined ? {} : { file: resolve(world.cwd, file) }),
    ...(seedFile === undefined ? {} : { seed: await seedIn(resolve(world.cwd, seedFile)) }),
  });
  try {
    world.stdout.write(greeting(host.url, options));
    await new Promise<void>((stopped) => {
      const silence = world.onInterrupt(() => {
        silence();
        stopped();
      });
    });
    world.stderr.write('\nstopping\n');
  } finally {
    await host.close();
  }
  return EXIT.done;
}

const greeting = (url: string, { token, file, faults }: SandboxOptions): string => `The practice host answers at ${url}
${file === undefined ? 'It keeps everything in memory until it stops.' : `It keeps everything in ${file}.`}${faults > 0 ? `\nOf its calls ${Math.round(faults * 100)} % go wrong on purpose.` : ''}

To use it, declare

  new MailProvider(this, 'mail', { host: 'sandbox', endpoint: '${url}', token: 'env:MAIL_TOKEN' });

and run in another terminal

  export MAIL_TOKEN=${token}
  mailstate plan

Ctrl-C stops it.
`;

async function seedIn(path: string): Promise<readonly SeedObject[]> {
  let read: unknown;
  try {
    read = JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    throw new CommandError(`the start data ${path} cannot be read: ${cause instanceof Error ? cause.message : ''}`, {
      cause,
    });
  }
  const isSeed = (value: unknown): value is SeedObject =>
    typeof value === 'object' && value !== null && 'kind' in value && 'attributes' in value;
  if (Array.isArray(read) && read.every(isSeed)) return read;
  throw new CommandError(`the start data ${path} is no list of objects { "kind": ..., "attributes": ... }`);
}
