/** What a reference in a manifest names: a variable, a local value, an object's attribute, another stack's output. */
import { toSnakeCase } from '../model';
import { attributeProblem, attributesOf, declarableNames } from './attributes';
import type { Named } from './attributes';
import { readInput } from './input';
import { expand } from './instances';
import type { Instance, Instances } from './instances';
import type { Place } from './report';
import { descend, plain, resolveValue } from './resolve';
import type { Ledger, Lookup, Reference, Resolved } from './resolve';
import { RESOURCE_TYPES } from './stack';
import type { Resource, Stack } from './stack';

/** A reference, where it stands, and how many levels of references led to it. */
interface Asked {
  readonly stack: Stack;
  readonly place: Place;
  readonly reference: Reference;
  readonly depth: number;
}

/** What a reference led to, and the steps that remain to be taken from there. */
interface Reached {
  readonly found: Resolved | undefined;
  readonly path: Reference['steps'];
}

const REMOTE_PREFIX = 'cross-stack-reference-input-';
/** What the CDK keeps of a stack's name when it makes an identifier of it. */
const identifier = (name: string): string => name.replace(/[^A-Za-z0-9_-]/g, '');
const IN_TYPESCRIPT = 'compute the value in TypeScript, before synthesis';

export class Scope {
  private readonly usable = new Map<string, Resolved | undefined>();

  constructor(
    readonly ledger: Ledger,
    private readonly stacks: readonly Stack[],
  ) {}

  /** Finds what references mean inside a stack, and inside one object of it. */
  lookup(stack: Stack, place: Place, own?: Instance['own']): Lookup {
    return (reference, depth) => {
      const asked = { stack, place, reference, depth };
      const reached = this.reach(asked, own);
      const end = reached?.found === undefined ? undefined : descend(reached.found, reached.path);
      if (end === undefined || 'found' in end) return end?.found;
      return this.unknown(
        asked,
        () => `there is no ${JSON.stringify(end.missing)} in it`,
        'correct the name or the number',
      );
    };
  }

  /** Resolves one attribute, by its name in the manifest. */
  attribute(instance: Instance, written: string, named: Named, depth = 0): Resolved | undefined {
    const { resource, address, own } = instance;
    const raw = resource.body[written];
    const asIs = plain(raw);
    // Each instance of a block has a copy of what the block says.
    if (asIs !== undefined) return own === undefined || this.ledger.copy(asIs.size, resource) ? asIs : undefined;
    const { sensitive } = named.attribute;
    const place = { address, attribute: named.name, declaredAt: resource.declaredAt, sensitive };
    return this.ledger.once(`${address}.${written}`, place, () =>
      resolveValue(this.ledger, place, this.lookup(resource.stack, place, own), raw, depth),
    );
  }

  /** The objects that a resource block stands for; undefined once it has been reported that they are not known. */
  instances(resource: Resource, place: Place, depth = 0): Instances | undefined {
    const { body, address, declaredAt, stack } = resource;
    const { count, for_each: each } = body;
    if (count === undefined && each === undefined) return new Map([[undefined, { resource, address }]]);
    return this.ledger.once(`${address}[*]`, place, () => {
      const argument = count === undefined ? 'for_each' : 'count';
      const at = { address, attribute: argument, declaredAt };
      const found = resolveValue(this.ledger, at, this.lookup(stack, at), body[argument], depth + 1);
      return found === undefined ? undefined : expand(this.ledger, resource, argument, found);
    });
  }

  private reach(asked: Asked, own: Instance['own']): Reached | undefined {
    const { stack, place, reference } = asked;
    const { root, steps } = reference;
    const [first = '', ...path] = steps;
    if (root === own?.root) {
      const found = own.values.get(String(first));
      if (found !== undefined) return { found, path };
      const all = [...own.values.keys()].map((key) => `${root}.${key}`).join(' and ');
      return this.unknown(asked, () => `inside the block there is only ${all}`, 'correct the name');
    }
    if (root === 'var') return { found: readInput(this.ledger, stack, String(first), place), path };
    if (root === 'local') return { found: this.local(asked, String(first)), path };
    if (root === 'data' && first === 'terraform_remote_state' && path[1] === 'outputs')
      return { found: this.output(asked, String(path[0]), String(path[2])), path: path.slice(3) };
    if (RESOURCE_TYPES.has(root)) return this.object(asked, String(first), path);
    if (root === 'each' || root === 'count')
      return this.unsupported(asked, `means something only with ${root === 'each' ? 'for_each' : 'count'}`);
    const said = 'is no mail object of this manifest, so only Terraform knows its value';
    return this.unsupported(asked, said, `${IN_TYPESCRIPT}; for the characters themselves write "$\${"`);
  }

  private local(asked: Asked, name: string): Resolved | undefined {
    const { stack, place, depth } = asked;
    if (!stack.locals.has(name)) {
      const said = (): string => `stack "${stack.name}" has no local value ${this.near(name, stack.locals.keys())}`;
      return this.unknown(asked, said, 'declare it, or correct the name');
    }
    const at = { address: `${stack.name}/local.${name}` };
    return this.ledger.once(at.address, place, () =>
      resolveValue(this.ledger, at, this.lookup(stack, at), stack.locals.get(name), depth + 1),
    );
  }

  private output(asked: Asked, source: string, name: string): Resolved | undefined {
    const wanted = source.startsWith(REMOTE_PREFIX) ? source.slice(REMOTE_PREFIX.length) : '';
    const other =
      this.stacks.find((stack) => stack.name === wanted) ??
      this.stacks.find((stack) => wanted !== '' && identifier(stack.name) === identifier(wanted));
    if (other === undefined)
      return this.unsupported(asked, 'is the state of a stack outside this manifest, which only Terraform knows');
    const body = other.outputs.get(name);
    if (body === undefined) {
      const said = (): string => `stack "${other.name}" has no output ${this.near(name, other.outputs.keys())}`;
      return this.unknown(asked, said, 'synthesise all stacks again, or correct the name');
    }
    const at = { address: `${other.name}/output.${name}` };
    return this.ledger.once(at.address, asked.place, () =>
      resolveValue(this.ledger, at, this.lookup(other, at), body['value'], asked.depth + 1),
    );
  }

  private object(asked: Asked, name: string, steps: Reference['steps']): Reached | undefined {
    const { stack, place, depth } = asked;
    const { root } = asked.reference;
    const named = stack.resources.get(root);
    const resource = named?.get(name);
    if (resource === undefined) {
      const said = (): string => `stack "${stack.name}" has no ${root} ${this.near(name, named?.keys() ?? [])}`;
      return this.unknown(asked, said, 'declare it, or correct the name');
    }
    const instances = this.instances(resource, place, depth + 1);
    if (instances === undefined) return undefined;
    const single = instances.get(undefined);
    const [key, ...inside] = steps;
    const instance = single ?? instances.get(key);
    if (instance === undefined) {
      const some = [...instances.keys()].slice(0, 3).map((known) => `[${JSON.stringify(known)}]`);
      const said = (): string => `${root}.${name} has ${instances.size} instances: ${some.join(', ')}`;
      return this.unknown(asked, said, 'name one of the instances');
    }
    const [step, ...path] = single === undefined ? inside : steps;
    const attributes = attributesOf(resource.kind);
    const attribute = attributes.get(String(step));
    if (attribute === undefined) {
      const said = (): string =>
        step === undefined
          ? 'it names a whole object'
          : `a ${resource.kind} has no attribute ${this.near(String(step), declarableNames(resource.kind))}`;
      return this.unknown(
        asked,
        said,
        `name an attribute, such as ${root}.${name}.${declarableNames(resource.kind)[0]}`,
      );
    }
    return { found: this.declared(asked, instance, String(step), attribute), path };
  }

  /** An attribute that others may use. An invalid one is reported where it is declared, and not again where it is used. */
  private declared(
    { reference, place, depth }: Asked,
    instance: Instance,
    step: string,
    named: Named,
  ): Resolved | undefined {
    const { report } = this.ledger;
    const { resource, address } = instance;
    const { body, kind, declaredAt, stack } = resource;
    if (named.attribute.computed) {
      report.say('reference-computed', place, {
        summary: `\${${reference.text}} asks for an attribute that only the host can tell`,
        fix: 'refer to a declared attribute, such as the address',
      });
      return undefined;
    }
    if (!Object.hasOwn(body, step)) {
      // A required attribute that is not there is reported with its object.
      if (!named.attribute.required || !stack.selected)
        report.say('reference-not-declared', place, {
          summary: `\${${reference.text}} asks for an attribute that ${address} does not declare`,
          fix: `declare ${toSnakeCase(named.name)} there, or write the value here`,
        });
      return undefined;
    }
    const key = `${address}.${step}`;
    if (this.usable.has(key)) return this.usable.get(key);
    const found = this.attribute(instance, step, named, depth + 1);
    const problem = found === undefined ? undefined : attributeProblem(kind, named, found);
    // An object of a stack that is not planned is not read on its own, so nobody else says it.
    if (problem !== undefined && !stack.selected)
      report.say(problem.code, { address, attribute: named.name, declaredAt }, problem.said);
    this.usable.set(key, problem === undefined ? found : undefined);
    return this.usable.get(key);
  }

  private near(name: string, known: Iterable<string>): string {
    return JSON.stringify(name) + this.ledger.report.didYouMean(name, known);
  }

  private unknown({ stack, place, reference }: Asked, said: () => string, fix: string): undefined {
    this.ledger.report.sayOnce(`${stack.name} ${reference.text}`, 'reference-unknown', place, () => ({
      summary: `\${${reference.text}} leads nowhere: ${said()}`,
      fix,
    }));
    return undefined;
  }

  private unsupported({ place, reference }: Asked, said: string, fix = IN_TYPESCRIPT): undefined {
    this.ledger.report.say('expression-unsupported', place, {
      summary: `\${${reference.text}} ${said}`,
      fix,
    });
    return undefined;
  }
}
