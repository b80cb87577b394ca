/** Which hosts do the declarations name, how are they connected, and what do they hold? */
import { secretResolver } from '../apply';
import { DRIVERS } from '../drivers';
import { asHostError, observe } from '../host';
import type { Driver, HostContext, MailHost, ObserveListener } from '../host';
import { finding, nearest } from '../model';
import type { DesiredState, Finding, HostDeclaration, ObservedState } from '../model';
import { CommandError } from './exit';
import { CLI_FINDINGS } from './findings';
import type { World } from './world';

/** The connected hosts, by the names of their declarations. */
export type Hosts = ReadonlyMap<string, MailHost>;

const placeOf = ({ name, declaredAt }: HostDeclaration): Pick<Finding, 'address' | 'declaredAt'> =>
  declaredAt === undefined ? { address: `provider.${name}` } : { declaredAt };

/** What can be said of a provider block without asking its host. */
export function providerFindings(declaration: HostDeclaration): Finding[] {
  const { name, driver: wanted } = declaration;
  const driver: Driver | undefined = Object.hasOwn(DRIVERS, wanted) ? DRIVERS[wanted] : undefined;
  if (driver === undefined) {
    const near = nearest(wanted, Object.keys(DRIVERS));
    return [
      finding(CLI_FINDINGS, 'driver-unknown', {
        summary: `host "${name}" is of the sort ${JSON.stringify(wanted)}, which there is no driver for${near === undefined ? '' : `, did you mean ${JSON.stringify(near)}?`}`,
        ...placeOf(declaration),
        attribute: 'host',
        fix: `write one of ${Object.keys(DRIVERS)
          .map((known) => JSON.stringify(known))
          .join(', ')}`,
      }),
    ];
  }
  const options = Object.keys(driver.options);
  return Object.keys(declaration.options)
    .filter((option) => !options.includes(option))
    .map((option) =>
      finding(CLI_FINDINGS, 'option-unknown', {
        summary: `host "${name}" (${driver.name}) has no option ${JSON.stringify(option)}`,
        ...placeOf(declaration),
        attribute: `options.${option}`,
        fix: options.length === 0 ? 'leave it out' : `its options are ${options.join(', ')}`,
      }),
    );
}

/** The secrets of a project. */
export const secretsOf = (world: World, directory: string): HostContext['secret'] =>
  secretResolver({ environment: world.env, directory });

/**
 * Connects all declared hosts, uses them and closes them.
 * @throws CommandError with everything that keeps a host from being connected.
 */
export async function withHosts<T>(
  { hosts: declarations }: DesiredState,
  secret: HostContext['secret'],
  { clock, random }: World,
  use: (hosts: Hosts) => Promise<T>,
): Promise<T> {
  const findings = declarations.flatMap(providerFindings);
  if (findings.length > 0) throw notConnected(findings);
  const hosts = new Map<string, MailHost>();
  try {
    await Promise.all(
      declarations.map(async (declaration) => {
        try {
          const host = await DRIVERS[declaration.driver]?.connect(declaration, { secret, clock, random });
          if (host !== undefined) hosts.set(declaration.name, host);
        } catch (thrown) {
          const { message: summary } = asHostError(thrown);
          const fix = `correct the provider block of host "${declaration.name}", or what it refers to, then run again`;
          findings.push(finding(CLI_FINDINGS, 'host-not-connected', { summary, ...placeOf(declaration), fix }));
        }
      }),
    );
    if (findings.length > 0) throw notConnected(findings);
    return await use(hosts);
  } finally {
    await Promise.all([...hosts.values()].map((host) => host.close()));
  }
}

const notConnected = (findings: readonly Finding[]): CommandError =>
  new CommandError('the hosts cannot be reached with these declarations', { findings });

/**
 * Reads all that the hosts hold.
 * @throws CommandError when nothing at all could be read of a host.
 */
export async function readHosts(
  hosts: Hosts,
  context: HostContext,
  listener: (host: string, ...progress: Parameters<ObserveListener>) => void,
): Promise<ObservedState[]> {
  const states = await Promise.all(
    [...hosts.values()].map((host) => observe(host, context, (...progress) => listener(host.name, ...progress))),
  );
  if (context.signal.aborted) throw new CommandError('stopped while the hosts were read; nothing was changed');
  const unread = states.filter(({ collections }) => {
    const all = Object.values(collections);
    return all.length > 0 && all.every(({ findings }) => findings.some(({ code }) => code === 'read-failed'));
  });
  if (unread.length > 0) {
    const findings = new Set(
      unread.flatMap(({ collections }) => Object.values(collections).flatMap((each) => each.findings)),
    );
    const names = unread.map(({ host }) => `"${host}"`).join(', ');
    throw new CommandError(`nothing can be planned, since host ${names} cannot be read`, { findings: [...findings] });
  }
  return states;
}
