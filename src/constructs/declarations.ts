/** Which mail objects and hosts does a stack declare, and do they fit together? */
import { Construct } from 'constructs';
import type { IValidation } from 'constructs';
import type { KindName } from '../model';
import { isReference } from './declared-value';
import { TerraformStack } from './terraform';
import type { TerraformProvider } from './terraform';

/** One declared object, as far as it is known. */
export interface Declaration {
  readonly kind: KindName;
  /** The normalised address or name, where it is known. */
  readonly identity: unknown;
  /** Name of the host's provider block, where one was given. */
  readonly host?: string;
  readonly declaredAt: string;
}

const ID = '(mail declarations)';
const DEFAULT_HOST = 'mail';

/** Users, aliases and groups share one space of addresses. */
const spaceOf = (kind: KindName): string => (kind === 'organization' || kind === 'domain' ? kind : 'address');

/** The mail declarations of one stack. It keeps no resource; it checks once what no construct can check alone. */
export class Declarations extends Construct implements IValidation {
  private readonly sources: (() => Iterable<Declaration>)[] = [];

  private constructor(private readonly stack: TerraformStack) {
    super(stack, ID);
    stack.node.addValidation(this);
  }

  static of(stack: TerraformStack): Declarations {
    const known = stack.node.tryFindChild(ID);
    return known instanceof Declarations ? known : new Declarations(stack);
  }

  /** Adds objects, listed when the stack is validated. */
  add(source: () => Iterable<Declaration>): void {
    this.sources.push(source);
  }

  validate(): string[] {
    const hosts = this.hosts();
    const problems = [...hosts.entries()].flatMap(([host, [first, ...others]]) =>
      others.map(
        (other) =>
          `${first?.node.path} and ${other.node.path} both configure the host "${host}"; give one of them an alias`,
      ),
    );
    const spaces = new Map<string, Map<string, Declaration>>();
    const homeless = new Map<string, Declaration[]>();
    for (const source of this.sources)
      for (const declaration of source()) {
        const { kind, identity, host = DEFAULT_HOST, declaredAt } = declaration;
        if (!hosts.has(host)) homeless.set(host, [...(homeless.get(host) ?? []).slice(0, 3), declaration]);
        if (typeof identity !== 'string' || isReference(identity)) continue;
        const space = `${host} ${spaceOf(kind)}`;
        const seen = spaces.get(space) ?? new Map<string, Declaration>();
        const first = seen.get(identity);
        if (first === undefined) spaces.set(space, seen.set(identity, declaration));
        else
          problems.push(
            `"${identity}" is declared twice: as ${first.kind} by ${first.declaredAt} and as ${kind} by ${declaredAt}; keep one of them`,
          );
      }
    return [...problems, ...[...homeless].map(([host, declarations]) => homelessText(host, declarations, hosts))];
  }

  /** The provider blocks of this stack by name. */
  private hosts(): Map<string, TerraformProvider[]> {
    const hosts = new Map<string, TerraformProvider[]>();
    for (const provider of this.stack.allProviders())
      if (provider.terraformResourceType === 'mail' && TerraformStack.of(provider) === this.stack)
        hosts.set(provider.fqn, [...(hosts.get(provider.fqn) ?? []), provider]);
    return hosts;
  }
}

function homelessText(host: string, objects: readonly Declaration[], hosts: ReadonlyMap<string, unknown>): string {
  const who = objects.slice(0, 3).map(({ declaredAt }) => declaredAt);
  const names = `${who.join(', ')}${objects.length > 3 ? ' and more' : ''}`;
  if (host !== DEFAULT_HOST)
    return `${names}: the provider "${host}" belongs to another stack; give this stack a MailProvider with that alias`;
  return hosts.size === 0
    ? `${names}: the stack has no MailProvider; add one, such as new MailProvider(this, "mail", { host: "sandbox" })`
    : `${names}: no provider is given, and every MailProvider of the stack has an alias (${[...hosts.keys()].join(', ')}); pass provider, or leave out one alias`;
}
