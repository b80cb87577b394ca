/** Which values is an attribute set to? The model's samples, moved into the throw-away domain and fitted to the rules of the host. */
import { KINDS, attributeOf, declarableAttributes, equalJson, isObject } from '../../model';
import type { AttributesOf, KindName } from '../../model';
import type { HostRule, ValueLimit } from '../port';
import { declared, moved } from './world';
import type { World } from './world';

/** The two values that an attribute is set to, normalised. */
export function samplesOf(world: World, kind: KindName, name: string): readonly [unknown, unknown] {
  const attribute = attributeOf(kind, name);
  const [first, second] = world.samples?.[`${kind}.${name}`] ?? attribute?.samples ?? [];
  return [attribute?.type.parse(moved(world, first)), attribute?.type.parse(moved(world, second))];
}

/** The samples as far as the host allows them, and what it allows in the place of the others. */
export function allowedSamples(
  rules: readonly HostRule[],
  world: World,
  kind: KindName,
  name: string,
): readonly [unknown, unknown] {
  const [first, second] = samplesOf(world, kind, name);
  const fitted = (sample: unknown, turn: number): unknown =>
    rules.reduce((value, rule) => {
      if (rule.rule !== 'value' || rule.kind !== kind || rule.attribute !== name) return value;
      if (rule.field === undefined) return fit(rule.must, value, turn);
      return isObject(value) && value[rule.field] !== undefined
        ? { ...value, [rule.field]: fit(rule.must, value[rule.field], turn) }
        : value;
    }, sample);
  return [fitted(first, 0), fitted(second, 1)];
}

/** The value, or one near it that is allowed; which of several depends on whose turn it is. */
function fit(must: ValueLimit, value: unknown, turn: number): unknown {
  if ('oneOf' in must)
    return must.oneOf.some((allowed) => equalJson(allowed, value)) ? value : must.oneOf[turn % must.oneOf.length];
  if ('multipleOf' in must)
    return typeof value === 'number' ? Math.ceil(value / must.multipleOf) * must.multipleOf : value;
  if ('longest' in must) return typeof value === 'string' ? value.slice(0, must.longest) : value;
  return typeof value === 'boolean' && value === must.not ? !value : value;
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
