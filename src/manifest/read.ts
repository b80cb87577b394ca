/** What the stacks of a manifest declare: the desired state, or everything that is wrong with them. */
import { KIND_NAMES, canonicalJson, digest, objectKey } from '../model';
import type { DesiredObject, DesiredState, Finding, HostDeclaration } from '../model';
import { readObjects } from './object';
import { readHosts } from './provider';
import { Report } from './report';
import { Ledger } from './resolve';
import { Scope } from './scope';
import { readStack } from './stack';
import type { ManifestStack, Stack } from './stack';
import { reportDuplicates } from './duplicates';

export interface ReadOptions {
  /** Names of the stacks to plan; the others only answer references. @default all */
  readonly stacks?: readonly string[];
}

export interface LoadResult {
  /** Absent where there is an error among the findings. */
  readonly desired?: DesiredState;
  /** Everything that was found wrong or worth knowing, worst first. */
  readonly findings: readonly Finding[];
}

/** Reads stacks that are already parsed. Never throws, whatever JSON they hold; takes time in proportion to it. */
export function readManifest(
  sources: readonly ManifestStack[],
  options: ReadOptions = {},
  report: Report = new Report(),
): LoadResult {
  const wanted = options.stacks ?? [];
  const isSelected = (name: string): boolean => wanted.length === 0 || wanted.includes(name);
  const names = sources.map(({ name }) => name);
  for (const name of wanted)
    if (!names.includes(name))
      report.say(
        'stack-unknown',
        {},
        {
          summary: `the manifest has no stack ${JSON.stringify(name)}${report.didYouMean(name, names)}`,
          fix: `name one of ${names.map((known) => JSON.stringify(known)).join(', ')}`,
        },
      );
  const stacks = sources.map((source) => {
    const selected = isSelected(source.name);
    return readStack(source, selected, selected ? report : new Report());
  });
  const resources = stacks
    .flatMap((stack) => [...stack.resources.values()])
    .reduce((sum, named) => sum + named.size, 0);
  const scope = new Scope(new Ledger(report, resources), stacks);
  const hosts = new Map<string, { readonly host: HostDeclaration; readonly stack: string }>();
  const objects: DesiredObject[] = [];
  for (const stack of stacks.filter(({ selected }) => selected)) {
    const declared = readHosts(stack, scope);
    for (const host of declared.values()) if (host !== undefined) addHost(stack, host);
    for (const named of stack.resources.values())
      for (const resource of named.values())
        for (const object of readObjects(resource, declared, scope)) objects.push(object);
  }
  reportDuplicates(objects, report);
  return report.hasErrors ? { findings: report.list() } : { desired: state(), findings: report.list() };

  function addHost(stack: Stack, host: HostDeclaration): void {
    const known = hosts.get(host.name);
    if (known === undefined) hosts.set(host.name, { host, stack: stack.name });
    else if (canonicalJson(settingsOf(known.host)) !== canonicalJson(settingsOf(host)))
      report.say(
        'provider-conflict',
        { address: `${stack.name}/provider.${host.name}`, declaredAt: host.declaredAt },
        {
          summary: `stacks "${known.stack}" and "${stack.name}" both have a provider block "${host.name}", with different settings`,
          fix: `give one of them an alias, or plan one stack at a time with --stack ${stack.name}`,
        },
      );
  }

  function state(): DesiredState {
    const foreign = new Map<string, number>();
    for (const stack of stacks)
      if (stack.selected)
        for (const [provider, count] of stack.foreign) foreign.set(provider, (foreign.get(provider) ?? 0) + count);
    const declared = [...hosts.values()].map(({ host }) => host).sort((a, b) => (a.name < b.name ? -1 : 1));
    objects.sort(inOrder);
    return {
      hosts: declared,
      objects,
      foreign: Object.fromEntries([...foreign].sort()),
      digest: digestOf(declared, objects),
    };
  }
}

const settingsOf = ({ declaredAt: _, ...settings }: HostDeclaration): Omit<HostDeclaration, 'declaredAt'> => settings;

const RANK = new Map(KIND_NAMES.map((kind, rank) => [kind, rank]));

/** Kinds in the order of creation, then by identity, then by host. */
function inOrder(a: DesiredObject, b: DesiredObject): number {
  if (a.kind !== b.kind) return (RANK.get(a.kind) ?? 0) - (RANK.get(b.kind) ?? 0);
  if (a.identity !== b.identity) return a.identity < b.identity ? -1 : 1;
  return a.host < b.host ? -1 : a.host > b.host ? 1 : 0;
}

/** Covers what is wanted, and neither where nor under which name the program declares it. */
function digestOf(hosts: readonly HostDeclaration[], objects: readonly DesiredObject[]): string {
  const keys = new Map(
    objects.map(({ address, host, kind, identity }) => [address, `${host} ${objectKey(kind, identity)}`]),
  );
  // What most objects do not have is left out, since all that is there has to be put in order.
  const wanted = objects.map(({ kind, identity, host, attributes, dependsOn, lifecycle }) => {
    const after = dependsOn.map((address) => keys.get(address) ?? address).sort();
    const isLimited = lifecycle.preventDestroy || lifecycle.ignoreChanges.length > 0;
    const limits = isLimited ? lifecycle : undefined;
    return { kind, identity, host, attributes, dependsOn: after.length > 0 ? after : undefined, lifecycle: limits };
  });
  return digest({ hosts: hosts.map(settingsOf), objects: wanted });
}
