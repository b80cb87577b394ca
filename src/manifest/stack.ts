/** What one stack of the manifest holds, by name: mail resources, provider blocks, variables, locals, outputs. */
import { KINDS, KIND_NAMES, isObject, quote, resourceType } from '../model';
import type { KindName } from '../model';
import type { Report } from './report';
import type { Variables } from './variables';

/** One stack as synthesis wrote it. */
export interface ManifestStack {
  readonly name: string;
  /** The parsed `cdk.tf.json`; a list of documents where a stack is spread over several files. */
  readonly json: unknown;
  /** Values for its variables, from the files next to it. @default none */
  readonly variables?: Variables;
}

export type Body = Readonly<Record<string, unknown>>;

/** One `resource` block of the mail provider. */
export interface Resource {
  readonly stack: Stack;
  readonly kind: KindName;
  readonly body: Body;
  /** Such as `acme/mail_user.ada`. */
  readonly address: string;
  readonly declaredAt?: string;
}

export interface Stack {
  readonly name: string;
  /** Whether it is to be planned; the others only answer references. */
  readonly selected: boolean;
  readonly given: Variables;
  readonly resources: ReadonlyMap<string, ReadonlyMap<string, Resource>>;
  readonly providers: readonly Body[];
  readonly variables: ReadonlyMap<string, Body>;
  readonly locals: ReadonlyMap<string, unknown>;
  readonly outputs: ReadonlyMap<string, Body>;
  /** Resources of other providers, by provider. */
  readonly foreign: ReadonlyMap<string, number>;
}

/** The kinds by the name of their resource type. */
export const RESOURCE_TYPES: ReadonlyMap<string, KindName> = new Map(
  KIND_NAMES.map((kind) => [resourceType(KINDS[kind].name), kind]),
);

/** The construct's path, which the CDK writes into every resource. */
export function pathOf(body: Body): string | undefined {
  const comment = body['//'];
  const metadata = isObject(comment) ? comment['metadata'] : undefined;
  const path = isObject(metadata) ? metadata['path'] : undefined;
  return typeof path === 'string' ? path : undefined;
}

/** The bodies at one place: Terraform's JSON allows a block or a list of blocks everywhere. */
function bodies(value: unknown, where: string, stack: string, report: Report): Body[] {
  if (value === undefined || value === null) return [];
  const written: unknown[] = Array.isArray(value) ? value : [value];
  return written.filter((body): body is Body => {
    if (isObject(body)) return true;
    const said = {
      summary: `stack "${stack}" has a ${Array.isArray(body) ? 'list' : body === null ? 'null' : typeof body} instead of an object at "${where}"`,
      fix: SHAPE_FIX,
    };
    report.sayOnce(`${stack} ${where}`, 'manifest-shape', { declaredAt: stack }, () => said);
    return false;
  });
}

const SHAPE_FIX = 'run "cdktf synth" again; if it stays so, look for an override that writes this place';

/** Reads the parts of a stack. What is not in the form of Terraform's JSON syntax is reported and left out. */
export function readStack(source: ManifestStack, selected: boolean, report: Report): Stack {
  const blocks = (value: unknown, where: string): Body[] => bodies(value, where, source.name, report);
  const documents = blocks(source.json, 'the top');
  const sections = (name: string): Body[] => documents.flatMap((document) => blocks(document[name], name));
  const labelled = (name: string): Map<string, Body> =>
    new Map(
      sections(name).flatMap((section) =>
        Object.entries(section).flatMap(([label, value]) =>
          blocks(value, `${name}.${label}`).map((body): [string, Body] => [label, body]),
        ),
      ),
    );
  const resources = new Map<string, Map<string, Resource>>();
  const foreign = new Map<string, number>();
  const stack: Stack = {
    name: source.name,
    selected,
    given: source.variables ?? new Map(),
    resources,
    providers: sections('provider').flatMap((section) => blocks(section['mail'], 'provider.mail')),
    variables: labelled('variable'),
    locals: new Map(sections('locals').flatMap((section) => Object.entries(section))),
    outputs: labelled('output'),
    foreign,
  };
  for (const section of sections('resource'))
    for (const [type, value] of Object.entries(section))
      for (const named of blocks(value, `resource.${type}`)) readType(type, named);
  if (sections('module').some((section) => Object.keys(section).length > 0))
    report.say(
      'module-not-seen',
      { declaredAt: source.name },
      {
        summary: `stack "${source.name}" uses Terraform modules; mail objects inside them are not seen`,
        fix: 'declare mail objects in the program itself',
      },
    );
  return stack;

  function readType(type: string, named: Body): void {
    const kind = RESOURCE_TYPES.get(type);
    const provider = type.split('_', 1)[0] || type;
    if (kind === undefined && provider !== 'mail') {
      foreign.set(provider, (foreign.get(provider) ?? 0) + Object.keys(named).length);
      return;
    }
    const known = resources.get(type) ?? new Map<string, Resource>();
    resources.set(type, known);
    for (const [name, value] of Object.entries(named))
      for (const body of blocks(value, `resource.${type}.${name}`)) {
        const address = `${source.name}/${type}.${name}`;
        const place = { address, declaredAt: pathOf(body) };
        if (kind === undefined)
          report.say('resource-type-unknown', place, {
            summary: `there is no resource type ${quote(type)}${report.didYouMean(type, RESOURCE_TYPES.keys())}`,
            fix: `use one of ${[...RESOURCE_TYPES.keys()].join(', ')}`,
          });
        else if (known.has(name))
          report.say('declared-twice', place, {
            summary: `${type}.${name} is declared twice in stack "${source.name}"`,
            fix: 'give one of the two another name, or remove it',
          });
        else known.set(name, { stack, kind, body, ...place });
      }
  }
}
