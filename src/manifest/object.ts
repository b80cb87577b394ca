/** Which desired object a resource of the manifest declares. */
import { KINDS, attributeOf, parseDeclared, quote } from '../model';
import type { DesiredObject } from '../model';
import { attributesOf, declarableNames, describeProblem, modelValue, wouldShow } from './attributes';
import type { Problem } from './attributes';
import type { Instance } from './instances';
import { META_ARGUMENTS, UNSUPPORTED_ARGUMENTS, hostNameOf, readDependsOn, readLifecycle } from './meta';
import type { Hosts } from './provider';
import type { Scope } from './scope';
import type { Resource } from './stack';

/** Reads all objects that a resource block stands for; what is wrong with them is reported, once each. */
export function readObjects(resource: Resource, hosts: Hosts, scope: Scope): DesiredObject[] {
  const host = readHostName(resource, hosts, scope);
  const lifecycle = readLifecycle(resource, scope.ledger.report);
  const dependsOn = readDependsOn(resource, scope);
  const instances = scope.instances(resource, resource) ?? new Map<undefined, Instance>();
  const weight = Object.keys(resource.body).length + (dependsOn?.length ?? 0);
  return [...instances.values()].flatMap((instance) => {
    if (instances.size > 1 && !scope.ledger.copy(weight, resource)) return [];
    const attributes = readAttributes(instance, scope);
    if (attributes === undefined || host === undefined || lifecycle === undefined || dependsOn === undefined) return [];
    const { kind, declaredAt } = resource;
    const identity = attributes[KINDS[kind].identity as keyof typeof attributes] as unknown as string;
    const { address } = instance;
    const place = declaredAt === undefined ? { address } : { address, declaredAt };
    return [{ kind, identity, host, attributes, ...place, dependsOn, lifecycle }];
  });
}

function readHostName(resource: Resource, hosts: Hosts, { ledger }: Scope): string | undefined {
  const name = hostNameOf(resource);
  const { stack } = resource;
  if (typeof name === 'string' && hosts.has(name)) return hosts.get(name)?.name;
  const shown = typeof name === 'string' ? name : typeof name;
  const place = { ...resource, attribute: resource.body['provider'] === undefined ? undefined : 'provider' };
  ledger.report.sayOnce(`${stack.name} provider ${shown}`, 'provider-missing', place, () => ({
    summary: `stack "${stack.name}" has no provider block named ${quote(shown)}${ledger.report.didYouMean(shown, hosts.keys())}`,
    fix:
      hosts.size === 0
        ? 'add a MailProvider to the stack, which says which mail host its objects belong to'
        : `name one of the provider blocks it has: ${[...hosts.keys()].join(', ')}`,
  }));
  return undefined;
}

function readAttributes(instance: Instance, scope: Scope): DesiredObject['attributes'] | undefined {
  const { resource, address } = instance;
  const { kind, body, declaredAt } = resource;
  const { report } = scope.ledger;
  const known = attributesOf(kind);
  const written: Record<string, unknown> = {};
  const failed = new Set<string>();
  const refuse = (attribute: string, { code, said }: Problem): void => {
    failed.add(attribute);
    // All instances of a block have the same mistake, so it is said once for the block.
    report.sayOnce(
      `${resource.address} ${attribute} ${said.summary}`,
      code,
      { address, attribute, declaredAt },
      () => said,
    );
  };
  for (const name of Object.keys(body)) {
    if (META_ARGUMENTS.has(name)) continue;
    const named = known.get(name);
    if (named === undefined) refuse(name, UNSUPPORTED_ARGUMENTS.has(name) ? unsupported(name) : unknown(name));
    else {
      const found = scope.attribute(instance, name, named);
      if (found === undefined) failed.add(named.name);
      else if (found.sensitive !== undefined && !named.attribute.sensitive)
        refuse(named.name, wouldShow(named.name, found.sensitive));
      else written[named.name] = modelValue(found.value);
    }
  }
  const { attributes, problems } = parseDeclared(kind, written);
  for (const problem of problems)
    if (!failed.has(problem.attribute) || attributeOf(kind, problem.attribute) === undefined)
      refuse(problem.attribute, describeProblem(kind, problem));
  return failed.size === 0 ? attributes : undefined;

  function unknown(name: string): Problem {
    const summary = `a ${kind} has no attribute ${quote(name)}${report.didYouMean(name, declarableNames(kind))}`;
    return describeProblem(kind, { attribute: name, problem: summary, reason: 'unknown' });
  }
}

const unsupported = (name: string): Problem => ({
  code: 'meta-argument-unsupported',
  said: { summary: `${name} is not supported: it has no meaning for mail`, fix: 'remove it' },
});
