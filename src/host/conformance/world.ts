/** Where the conformance suite plays: throw-away names, and the model's sample values as they read there. */
import { isObject, parseDeclared } from '../../model';
import type { AttributesOf, KindName } from '../../model';
import type { HostContext } from '../port';

export interface World {
  /** A throw-away organisation; nothing of it may exist but what an earlier run of the suite left. @default organisations are left out */
  readonly organization?: string;
  /** A throw-away domain, in the place of the samples' acme.example. */
  readonly domain: string;
  /** The domain is there already and is left as it is; there are no others. @default false: it is made and removed */
  readonly existingDomain?: boolean;
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
export function moved(world: World, value: unknown): unknown {
  if (typeof value === 'string')
    // At one go: the name of a throw-away domain may hold one of those that it takes the place of.
    return value.replace(/acme(-labs)?\.example/g, (_, labs) =>
      labs === undefined ? world.domain : world.secondDomain,
    );
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
