/** Reduces a connected host to the data that planning needs. */
import type { HostFacts, MailHost } from './port';

export function factsOf(host: MailHost): HostFacts {
  const kinds = Object.fromEntries(
    Object.entries(host.handlers).map(([kind, handler]) => [
      kind,
      { supports: handler.supports, rename: handler.rename !== undefined, close: handler.close !== undefined },
    ]),
  );
  return { name: host.name, driver: host.driver, kinds, limits: host.limits, effects: host.effects, rules: host.rules };
}
