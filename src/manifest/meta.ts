/** What Terraform's own arguments say about an object: what comes first, what is protected, which host it belongs to. */
import { isObject, quote, toCamelCase } from '../model';
import type { Lifecycle } from '../model';
import { attributesOf, declarableNames } from './attributes';
import { Refused, readExpression } from './expression';
import type { Place, Report } from './report';
import type { Scope } from './scope';
import { RESOURCE_TYPES } from './stack';
import type { Resource } from './stack';

/** Arguments that are Terraform's own. Source: Terraform documentation, "Meta-arguments". */
export const META_ARGUMENTS: ReadonlySet<string> = new Set([
  '//',
  'depends_on',
  'provider',
  'lifecycle',
  'count',
  'for_each',
]);

/** Those that would change what is done, in ways that do not exist for mail. */
export const UNSUPPORTED_ARGUMENTS: ReadonlySet<string> = new Set(['connection', 'provisioner', 'dynamic']);

/** Parts of a lifecycle block with nothing to do here: an object is never replaced. */
const IDLE = new Set(['//', 'create_before_destroy']);
const GUARDS = new Set(['precondition', 'postcondition', 'replace_triggered_by']);
const NONE: Lifecycle = { preventDestroy: false, ignoreChanges: [] };

/** Reads a `lifecycle` block; undefined once it has been reported that it cannot be understood. */
export function readLifecycle({ body, kind, address, declaredAt }: Resource, report: Report): Lifecycle | undefined {
  const written = body['lifecycle'];
  if (written === undefined || written === null) return NONE;
  const place = { address, attribute: 'lifecycle', declaredAt };
  const refuse = (
    summary: string,
    fix = 'write prevent_destroy as true or false, ignore_changes as a list or "all"',
  ): undefined => {
    report.say('lifecycle-invalid', place, { summary, fix });
  };
  const blocks: readonly unknown[] = Array.isArray(written) ? written : [written];
  let preventDestroy = false;
  const ignored: string[] = [];
  let all = false;
  for (const block of blocks) {
    if (!isObject(block)) return refuse(`lifecycle must be an object with named fields, got ${typeof block}`);
    for (const [name, value] of Object.entries(block)) {
      if (value === null || IDLE.has(name)) continue;
      if (name === 'prevent_destroy') {
        if (typeof value !== 'boolean') return refuse(`prevent_destroy must be true or false, got ${typeof value}`);
        preventDestroy ||= value;
      } else if (name === 'ignore_changes') {
        const entries: readonly unknown[] = Array.isArray(value) ? value : [value];
        if (entries.length === 1 && (entries[0] === 'all' || entries[0] === '*')) all = true;
        else
          for (const entry of entries) {
            const attribute = typeof entry === 'string' ? topAttribute(entry, kind) : undefined;
            if (attribute === undefined) {
              const near = typeof entry === 'string' ? report.didYouMean(entry, declarableNames(kind)) : '';
              const what = typeof entry === 'string' ? quote(entry) : `a value of type ${typeof entry}`;
              return refuse(
                `ignore_changes names ${what}, which is no attribute of a ${kind}${near}`,
                'correct the name, or remove it from the list',
              );
            }
            ignored.push(attribute);
          }
      } else if (GUARDS.has(name)) {
        report.sayOnce(`${address} ${name}`, 'meta-argument-unsupported', place, () => ({
          summary: `lifecycle.${name} is not supported: only Terraform can evaluate it`,
          fix: 'remove it, and check the condition in TypeScript, before synthesis',
        }));
        return undefined;
      } else
        return refuse(
          `lifecycle has the unknown field ${quote(name)}${report.didYouMean(name, ['prevent_destroy', 'ignore_changes'])}`,
        );
    }
  }
  return { preventDestroy, ignoreChanges: all ? 'all' : [...new Set(ignored)].sort() };
}

/** The attribute that an entry of ignore_changes is about: `forwarding.to` and `forwarding[0]` are about `forwarding`. */
function topAttribute(entry: string, kind: Resource['kind']): string | undefined {
  const end = entry.search(/[.[]/);
  const name = end < 0 ? entry : entry.slice(0, end);
  return attributesOf(kind).get(name)?.name ?? attributesOf(kind).get(toCamelCase(name))?.name;
}

/** Reads `depends_on` into the addresses of the mail objects that must be there first; resources of others have no part in this. */
export function readDependsOn(resource: Resource, scope: Scope): readonly string[] | undefined {
  const { body, address, declaredAt, stack } = resource;
  const written = body['depends_on'];
  if (written === undefined || written === null) return [];
  const { report } = scope.ledger;
  const place: Place = { address, attribute: 'depends_on', declaredAt };
  const refuse = (cause: string, summary: string): void =>
    report.sayOnce(`${address} depends_on ${cause}`, 'depends-on-unknown', place, () => ({
      summary,
      fix: 'correct the entry, or remove it; entries are written like "mail_user.ada"',
    }));
  const addresses = new Set<string>();
  let whole = true;
  for (const entry of Array.isArray(written) ? (written as unknown[]) : [written]) {
    const meant = typeof entry === 'string' ? targetOf(entry) : undefined;
    if (meant === undefined) {
      refuse('?', `depends_on has ${quote(typeof entry === 'string' ? entry : typeof entry)}, which names no resource`);
      whole = false;
      continue;
    }
    const { type, name, key } = meant;
    if (!RESOURCE_TYPES.has(type)) continue;
    const named = stack.resources.get(type);
    const known = named?.get(name);
    const instances = known === undefined ? undefined : scope.instances(known, place);
    if (known !== undefined && instances === undefined) continue;
    const targets =
      key === undefined ? [...(instances?.values() ?? [])] : [instances?.get(key) ?? instances?.get(undefined)];
    if (instances === undefined || targets.includes(undefined)) {
      const near = known === undefined ? report.didYouMean(name, named?.keys() ?? []) : '';
      const shown =
        key === undefined || known === undefined ? `${type}.${name}` : `${type}.${name}[${JSON.stringify(key)}]`;
      refuse(shown, `depends_on names ${shown}, which stack "${stack.name}" does not have${near}`);
      whole = false;
    } else if (scope.ledger.copy(targets.length, place))
      for (const target of targets) if (target !== undefined) addresses.add(target.address);
  }
  return whole ? [...addresses].sort() : undefined;
}

function targetOf(entry: string): { type: string; name: string; key: string | number | undefined } | undefined {
  try {
    const expression = readExpression(entry);
    if (expression.type !== 'reference') return undefined;
    const [name, key] = expression.steps;
    return { type: expression.root, name: String(name), key };
  } catch (thrown) {
    if (thrown instanceof Refused) return undefined;
    throw thrown;
  }
}

/** The name of the host an object belongs to, as its provider block has it. */
export const hostNameOf = (resource: Resource): unknown => resource.body['provider'] ?? 'mail';
