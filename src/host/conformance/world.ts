/** Where the conformance suite plays: throw-away names, and the model's sample values as they read there. */
import { KINDS, attributeOf, declarableAttributes, isObject, parseDeclared } from '../../model';
import type { AttributesOf, KindName } from '../../model';
import type { HostContext } from '../port';

export interface World {
  /** A throw-away organisation; nothing of it may exist but what an earlier run of the suite left. */
  readonly organization: string;
  /** A throw-away domain, in the place of the samples' acme.example. */
  readonly domain: string;
  /** A second one, in the place of the samples' acme-labs.example. */
  readonly secondDomain: string;
  readonly context: HostContext;
  /**
   * Two sample values for attributes whose values only the host can name, such as its plans: `user.plan`.
   * @default the model's samples
   */
  readonly samples?: Readonly<Record<string, readonly [unknown, unknown]>>;
}

/** Puts the throw-away domains in the place of those of the samples. */
function moved(world: World, value: unknown): unknown {
  if (typeof value === 'string')
    return value.replaceAll('acme-labs.example', world.secondDomain).replaceAll('acme.example', world.domain);
  if (Array.isArray(value)) return value.map((member) => moved(world, member));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, moved(world, inner)]));
}

/** An address in the throw-away domain. */
export const addressIn = (world: World, localPart: string): string => `${localPart}@${world.domain}`;

/** Normalises what the suite declares, as the manifest's loader does. */
export function declared<K extends KindName>(kind: K, written: Readonly<Record<string, unknown>>): AttributesOf<K> {
  const { attributes, problems } = parseDeclared(kind, written);
  const [problem] = problems;
  if (problem !== undefined) throw new Error(`the sample of ${kind}.${problem.attribute}: ${problem.problem}`);
  return attributes;
}

/** The two values that an attribute is set to, normalised. */
export function samplesOf(world: World, kind: KindName, name: string): readonly [unknown, unknown] {
  const attribute = attributeOf(kind, name);
  const [first, second] = world.samples?.[`${kind}.${name}`] ?? attribute?.samples ?? [];
  return [attribute?.type.parse(moved(world, first)), attribute?.type.parse(moved(world, second))];
}

/** The least that an object can be created with at this host: identity, required attributes, a first password. */
export function minimal(
  world: World,
  kind: KindName,
  identity: string,
  supports: readonly string[],
): AttributesOf<KindName> {
  const written: Record<string, unknown> = { [KINDS[kind].identity]: identity };
  for (const name of declarableAttributes(kind)) {
    const attribute = attributeOf(kind, name);
    const needed = attribute?.required === true || attribute?.sensitive === true;
    if (needed && !(name in written) && supports.includes(name)) written[name] = samplesOf(world, kind, name)[0];
  }
  return declared(kind, written);
}
