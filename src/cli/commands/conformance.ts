/** `mailstate conformance`: does a host keep what its driver promises? Tried in a throw-away domain of the host itself. */
import { randomPassword } from '../../apply';
import { cleanUp, conformanceCases, occupants, trialWorld } from '../../host/conformance';
import type { World as Trial } from '../../host/conformance';
import type { HostContext, MailHost } from '../../host';
import { parseDomainName } from '../../model';
import type { DesiredState, HostDeclaration } from '../../model';
import { announcement, createTeller, occupied } from '../conformance-report';
import type { Told } from '../conformance-report';
import { desiredState } from '../declared';
import { CommandError, EXIT } from '../exit';
import type { ExitCode } from '../exit';
import { readHosts, secretsOf, withHosts } from '../hosts';
import { interruptible } from '../interruption';
import type { DeclaredOptions } from '../options';
import { readingProgress } from '../progress';
import type { World } from '../world';

export interface ConformanceOptions extends DeclaredOptions {
  /** As it was written. */
  readonly domain: string;
  /** Name of the host in the declarations. @default the only one */
  readonly host?: string;
  readonly existingDomain: boolean;
  readonly yes: boolean;
  readonly format: 'text' | 'json';
}

export async function conformance(world: World, options: ConformanceOptions): Promise<ExitCode> {
  if (!options.yes && world.ask === undefined)
    throw new CommandError('conformance asks before it creates anything, and there is no terminal to ask at', {
      fix: 'run it with --yes',
    });
  const parsed = parseDomainName(options.domain);
  if (!parsed.ok) throw new CommandError(`--domain: ${parsed.problem}`, { fix: 'name a throw-away domain, such as trial.acme.example' }); // prettier-ignore
  const { desired, project } = await desiredState(world, options);
  const declaration = chosen(desired, options.host);
  const secret = secretsOf(world, project.folder);
  return interruptible(world, (signal) =>
    withHosts({ ...desired, hosts: [declaration] }, secret, world, async (hosts) => {
      const [host] = hosts.values();
      if (host === undefined) throw new Error(`host "${declaration.name}" is not connected`);
      const trial = trialIn(parsed.value, host, options, world);
      requireFree(trial, host, desired);
      await requireEmpty(trial, host, { signal, secret }, world);
      const output = options.format === 'text' ? world.stdout : world.stderr;
      output.write(announcement(host, trial, declaration.endpoint));
      if (!options.yes && (await world.ask?.('\nRun it? Only "yes" is accepted: '))?.trim() !== 'yes')
        throw new CommandError('nothing was tried');
      if (signal.aborted) throw new CommandError('stopped; nothing was tried');
      return play(host, trial, signal, world, options);
    }),
  );
}

function chosen({ hosts }: DesiredState, name: string | undefined): HostDeclaration {
  const found = name === undefined ? hosts : hosts.filter((host) => host.name === name);
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  const names = hosts.map((host) => JSON.stringify(host.name)).join(', ');
  if (hosts.length === 0) throw new CommandError('no mail host is declared', { fix: 'declare a MailProvider' });
  throw new CommandError(
    name === undefined ? `several hosts are declared: ${names}` : `--host ${name}: there is no such host`,
    { fix: `name one with --host: ${names}` },
  );
}

/** Passwords of this run are random and known to nobody. */
function trialIn(domain: string, host: MailHost, { existingDomain }: ConformanceOptions, world: World): Trial {
  if (host.handlers.domain === undefined && !existingDomain)
    throw new CommandError(`the domains of host "${host.name}" are made by hand, so ${JSON.stringify(domain)} cannot be made here`, { fix: `make it at the host, then run again with --existing-domain` }); // prettier-ignore
  const secret = (): Promise<string> => Promise.resolve(randomPassword(world.secureRandom));
  // A case that has begun is finished, so that it is known what there is to remove.
  return trialWorld(host, { domain, existingDomain }, { signal: new AbortController().signal, secret });
}

/** Refuses a domain that is declared: what is declared is meant to stay. */
function requireFree(trial: Trial, host: MailHost, { objects }: DesiredState): void {
  const found = occupants(trial, objects.filter((object) => object.host === host.name)); // prettier-ignore
  if (found.length > 0) throw occupied(trial, found, 'is declared');
}

/** Refuses a domain that is not empty at the host, or of which nobody can tell. */
async function requireEmpty(trial: Trial, host: MailHost, context: HostContext, world: World): Promise<void> {
  const progress = readingProgress(world);
  const [observed] = await readHosts(new Map([[host.name, host]]), context, progress.listener).finally(progress.end);
  const collections = Object.values(observed?.collections ?? {});
  const found = occupants(trial, collections.flatMap(({ objects }) => [...objects.values()])); // prettier-ignore
  if (found.length > 0) throw occupied(trial, found, `is in use at host "${host.name}"`);
  const unread = collections.filter(({ complete }) => !complete);
  if (unread.length > 0)
    throw new CommandError(
      `nobody can tell whether ${JSON.stringify(trial.domain)} is empty: host "${host.name}" was not read completely`,
      { findings: unread.flatMap(({ findings }) => findings) },
    );
  const isThere = observed?.collections.domain?.objects.has(trial.domain);
  if (trial.existingDomain === true && isThere === false)
    throw new CommandError(`the domain ${JSON.stringify(trial.domain)} is not at host "${host.name}"`, {
      fix: 'leave --existing-domain out, so that it is made and removed again',
    });
}

/** Tries case by case, tells each, and removes what there is in the end, whatever has happened. */
async function play(
  host: MailHost,
  trial: Trial,
  signal: AbortSignal,
  world: World,
  { format, color }: ConformanceOptions,
): Promise<ExitCode> {
  const calls = host.calls();
  const [cases, teller] = [conformanceCases(host, trial), createTeller(world, format, color)];
  signal.addEventListener('abort', teller.stopping, { once: true });
  const told: Told[] = [];
  try {
    for (const { name, essential, run } of cases) {
      if (signal.aborted) break;
      const outcome: Told = await run().then(
        (said) => said === undefined ? { name, outcome: 'ok' } : { name, outcome: 'not-supported', detail: said.notSupported },
        (thrown: unknown) => ({ name, outcome: 'failed', detail: thrown instanceof Error ? thrown.message : String(thrown) }),
      ); // prettier-ignore
      told.push(outcome);
      teller.tell(outcome);
      if (outcome.outcome === 'failed' && essential === true) break;
    }
  } finally {
    signal.removeEventListener('abort', teller.stopping);
  }
  const left = await cleanUp(host, trial);
  const result = { host: host.name, driver: host.driver, domain: trial.domain, cases: told, notTried: cases.length - told.length, left, stopped: signal.aborted, calls: host.calls() - calls }; // prettier-ignore
  return teller.sum(result) ? EXIT.done : EXIT.error;
}
