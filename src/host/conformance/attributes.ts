/** Whether a host keeps every attribute that its driver says it supports. */
import { KINDS, attributeOf, declarableAttributes, equalJson, isObject } from '../../model';
import type { KindName } from '../../model';
import { refusedValue } from '../values';
import { must } from './actor';
import type { Actor } from './actor';
import { notSupported } from './case';
import type { ConformanceCase } from './case';
import { allowedSamples } from './samples';

/** One case for each attribute that can be declared: set to its first sample, changed to the second, cleared. */
export function attributeCases(actor: Actor, kind: KindName, identity: string): ConformanceCase[] {
  const supported = actor.handler(kind)?.supports ?? [];
  const tested = declarableAttributes(kind).filter((name) => {
    const attribute = attributeOf(kind, name);
    const steers = attribute?.planOnly === true || attribute?.createOnly === true;
    return name !== KINDS[kind].identity && !steers;
  });
  const isSupported = (name: string): boolean => (supported as readonly string[]).includes(name);
  const isRefused = (name: string, value: unknown): boolean =>
    refusedValue(actor.host.rules, kind, { [name]: value }) !== undefined;
  // A required attribute cannot be cleared anywhere, and some cannot be cleared at this host.
  const isClearable = (name: string): boolean => attributeOf(kind, name)?.required !== true && !isRefused(name, null);
  return tested.map((name) => {
    if (!isSupported(name)) return notSupported(`${kind}.${name} is kept`, 'the driver cannot store it at this host');
    return {
      name: `${kind}.${name} is set, changed${isClearable(name) ? ' and cleared' : ''}`,
      async run() {
        const [first, second] = allowedSamples(actor.host.rules, actor.world, kind, name);
        await actor.settle(kind, identity, { [name]: first });
        const changed = await actor.settle(kind, identity, { [name]: second });
        if (isObject(first) && isObject(second)) {
          const kept = (changed.attributes as Readonly<Record<string, unknown>>)[name];
          const expected = { ...first, ...second };
          must(
            isObject(kept) && Object.entries(expected).every(([field, value]) => equalJson(kept[field], value)),
            () =>
              `${kind}.${name}: a field that was left out should stay, expected ${JSON.stringify(expected)}, read back ${JSON.stringify(kept)}`,
          );
        }
        if (isClearable(name)) await actor.settle(kind, identity, { [name]: null });
      },
    };
  });
}
