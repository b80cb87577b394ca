/** What do all mail constructs have in common: how are they written, referred to and checked? */
import type { Construct } from 'constructs';
import { isObject, KINDS, quote, resourceType, toSnakeCase } from '../model';
import type { AttributeName, KindName } from '../model';
import { checkAttributes, lifecycleProblems, problemText, providerProblems } from './check';
import { Declarations } from './declarations';
import { attributesToManifest } from './declared-value';
import type { Referable } from './declared-value';
import { TerraformResource, TerraformStack } from './terraform';
import type { ITerraformDependable, TerraformProvider, TerraformResourceLifecycle } from './terraform';

/** How far the tool may go with an object. */
export interface MailLifecycle<K extends KindName = KindName> {
  /**
   * Never close or remove it, even when it is no longer declared or its host would do so.
   * @default false
   */
  readonly preventDestroy?: boolean;
  /**
   * Attributes left as the host has them once the object exists, or all of them.
   * @default none
   */
  readonly ignoreChanges?: readonly AttributeName<K>[] | 'all';
}

/** What can be said of every object besides its attributes. */
export interface MailMeta<K extends KindName = KindName> {
  /**
   * The MailProvider of the host that keeps it.
   * @default the MailProvider of the stack that has no alias
   */
  readonly provider?: TerraformProvider;
  /**
   * What must be there first. Objects that it names (targets, members, its domain) always are; no need to list them.
   * @default nothing more
   */
  readonly dependsOn?: readonly ITerraformDependable[];
  /**
   * Limits to what may be done to it.
   * @default no limits
   */
  readonly lifecycle?: MailLifecycle<K>;
}

/** An address, or the construct that has it. */
export type AddressLike = string | MailObject<'user'> | MailObject<'alias'> | MailObject<'group'>;

/** The address of a user, or its construct. */
export type UserLike = string | MailObject<'user'>;

/** A domain name, or the construct of the domain. */
export type DomainLike = string | MailObject<'domain'>;

const isDependable = (value: unknown): value is ITerraformDependable => isObject(value) && 'fqn' in value;

/** Spells the names in `ignoreChanges` the way Terraform knows them. */
export const toTerraformLifecycle = (lifecycle: MailLifecycle | undefined): TerraformResourceLifecycle | undefined =>
  isObject(lifecycle)
    ? {
        ...lifecycle,
        ignoreChanges: Array.isArray(lifecycle.ignoreChanges)
          ? lifecycle.ignoreChanges.map((name) => toSnakeCase(String(name)))
          : (lifecycle.ignoreChanges as 'all' | undefined),
      }
    : undefined;

/** One object of a mail host. Use its kinds: MailOrganization, MailDomain, MailUser, MailAlias, MailGroup. */
export abstract class MailObject<K extends KindName> extends TerraformResource implements Referable {
  private readonly attributes: Readonly<Record<string, unknown>>;
  private token: string | undefined;

  protected constructor(
    readonly kind: K,
    scope: Construct,
    id: string,
    props: MailMeta<K>,
  ) {
    const given: unknown = props ?? {};
    if (!isObject(given))
      throw new TypeError(
        `${scope.node.path}/${id}: a ${kind} takes an object of attributes, got ${quote(given)}; write { ${KINDS[kind].identity}: ... }`,
      );
    const { provider, dependsOn, lifecycle, ...attributes } = given as MailMeta<K>;
    const dependencies: readonly unknown[] = Array.isArray(dependsOn) ? dependsOn : [];
    super(scope, id, {
      terraformResourceType: resourceType(kind),
      dependsOn: dependencies.length === 0 ? undefined : dependencies.filter(isDependable),
      provider,
      lifecycle: toTerraformLifecycle(lifecycle),
    });
    this.attributes = attributes;
    this.node.addValidation({
      validate: () => [
        ...checkAttributes(kind, attributes).problems.map(problemText),
        ...providerProblems(provider),
        ...(dependsOn === undefined || Array.isArray(dependsOn) ? [] : ['dependsOn is no list of constructs']),
        ...dependencies.flatMap((value, i) => (isDependable(value) ? [] : [`dependsOn[${i}] is no construct`])),
        ...lifecycleProblems(kind, lifecycle),
      ],
    });
    Declarations.of(TerraformStack.of(this)).add(() => [
      {
        kind,
        identity: checkAttributes(kind, attributes).attributes[KINDS[kind].identity as AttributeName<K>] as unknown,
        host: this.provider?.fqn,
        declaredAt: this.node.path,
      },
    ]);
  }

  /** Terraform's reference to the address or name, such as `${mail_user.ada.email}`. */
  get reference(): string {
    // One token for all uses: the CDK notes on the token itself that another stack refers to it. Asking for the
    // fully qualified name lets the CDK refuse a later change of the resource's name.
    if (this.token === undefined && this.fqn !== '')
      this.token = this.getStringAttribute(toSnakeCase(KINDS[this.kind].identity));
    return this.token ?? '';
  }

  /** The address or name as it was declared, for use at synthesis; {@link reference} also orders the work. */
  get declaredIdentity(): string {
    return this.attributes[KINDS[this.kind].identity] as string;
  }

  protected override synthesizeAttributes(): { [name: string]: unknown } {
    return attributesToManifest(KINDS[this.kind].attributes, this.attributes);
  }
}
