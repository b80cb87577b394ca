/** Which mail hosts the provider blocks of a stack declare. */
import { KIND_NAMES, PROVIDER, explain, quote, toSnakeCase } from '../model';
import type { Attribute, HostDeclaration, KindName, ScopeRule } from '../model';
import { SECRET_FIX, modelValue, wouldShow } from './attributes';
import type { Place } from './report';
import { resolveValue } from './resolve';
import type { Scope } from './scope';
import { pathOf } from './stack';
import type { Body, Stack } from './stack';

/** The hosts of a stack by name; undefined for one that is declared, but wrongly. */
export type Hosts = ReadonlyMap<string, HostDeclaration | undefined>;

const NAMED: ReadonlyMap<string, { readonly name: string; readonly attribute: Attribute }> = new Map(
  Object.entries(PROVIDER).map(([name, attribute]) => [toSnakeCase(name), { name, attribute: attribute as Attribute }]),
);

export function readHosts(stack: Stack, scope: Scope): Hosts {
  const { report } = scope.ledger;
  const hosts = new Map<string, HostDeclaration | undefined>();
  for (const body of stack.providers) {
    const alias = body['alias'] ?? undefined;
    const place = { address: `${stack.name}/provider.mail`, declaredAt: pathOf(body) };
    if (alias !== undefined && (typeof alias !== 'string' || !/^[A-Za-z_][A-Za-z0-9_-]*$/.test(alias))) {
      report.say(
        'provider-invalid',
        { ...place, attribute: 'alias' },
        {
          summary: `alias: ${quote(typeof alias === 'string' ? alias : typeof alias)} is not a name of letters, digits, _ and -, starting with a letter`,
          fix: 'write it like "eu"',
        },
      );
      continue;
    }
    const name = alias === undefined ? 'mail' : `mail.${alias}`;
    if (hosts.has(name))
      report.say(
        'provider-twice',
        { ...place, address: `${stack.name}/provider.${name}` },
        {
          summary: `stack "${stack.name}" has two provider blocks named "${name}"`,
          fix: alias === undefined ? 'give one of them an alias' : 'give one of them another alias',
        },
      );
    else hosts.set(name, readHost(stack, scope, name, body));
  }
  return hosts;
}

function readHost(stack: Stack, scope: Scope, name: string, body: Body): HostDeclaration | undefined {
  const { report } = scope.ledger;
  const declaredAt = pathOf(body);
  const at = (attribute: string): Place => ({ address: `${stack.name}/provider.${name}`, attribute, declaredAt });
  const settings: Record<string, unknown> = {};
  let whole = true;
  for (const [written, raw] of Object.entries(body)) {
    if (['//', 'alias', 'version'].includes(written) || raw === null) continue;
    const known = NAMED.get(written);
    if (known === undefined) {
      whole = false;
      report.say('provider-invalid', at(written), {
        summary: `the provider block has no setting ${quote(written)}${report.didYouMean(written, NAMED.keys())}`,
        fix: `correct the name; there are ${[...NAMED.keys()].join(', ')} and alias`,
      });
      continue;
    }
    const { sensitive, samples, type } = known.attribute;
    const place = { ...at(known.name), sensitive };
    const found = resolveValue(scope.ledger, place, scope.lookup(stack, place), raw);
    whole &&= found !== undefined;
    if (found === undefined || found.value === null) continue;
    if (found.sensitive !== undefined && !sensitive) {
      const { code, said } = wouldShow(known.name, found.sensitive);
      report.say(code, place, said);
      whole = false;
      continue;
    }
    const value = modelValue(found.value);
    const parsed = type.safeParse(value);
    if (parsed.success) settings[known.name] = parsed.data;
    else {
      whole = false;
      for (const { path, problem } of explain(parsed.error, sensitive ? '(secret)' : value))
        if (sensitive)
          report.say('secret-in-manifest', place, { summary: `${known.name} ${problem}`, fix: SECRET_FIX });
        else
          report.say('provider-invalid', place, {
            summary: `${known.name}${path}: ${problem}`,
            fix: `write it like ${JSON.stringify(samples[0])}`,
          });
    }
  }
  for (const [written, { name: setting, attribute }] of NAMED)
    if (attribute.required && (body[written] === undefined || body[written] === null)) {
      whole = false;
      report.say('provider-invalid', at(setting), {
        summary: `the provider block "${name}" lacks "${written}"`,
        fix: `write ${setting}, such as ${JSON.stringify(attribute.samples[0])}`,
      });
    }
  if (!whole) return undefined;
  const { host, scope: rules, options, thresholds, checks, ...rest } = settings;
  return {
    name,
    driver: host as string,
    ...(rest as Pick<HostDeclaration, 'endpoint' | 'username' | 'token' | 'secretRecipients'>),
    options: (options ?? {}) as HostDeclaration['options'],
    scope: {
      ...(Object.fromEntries(KIND_NAMES.map((kind) => [kind, 'keep'])) as Record<KindName, ScopeRule>),
      ...(rules as Partial<Record<KindName, ScopeRule>> | undefined),
    },
    thresholds: (thresholds ?? {}) as HostDeclaration['thresholds'],
    checks: (checks ?? {}) as HostDeclaration['checks'],
    ...(declaredAt === undefined ? {} : { declaredAt }),
  };
}
