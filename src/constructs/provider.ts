/** How is a mail host declared: which it is, how it is reached, what the declarations own there? */
import type { Construct } from 'constructs';
import { explain, isObject, nearest, PROVIDER, quote } from '../model';
import type { Attribute } from '../model';
import { Declarations } from './declarations';
import { attributesToManifest, fullSample, isReference, toCheckable } from './declared-value';
import type { MailProviderProps } from './props.generated';
import { TerraformProvider, TerraformStack } from './terraform';

/** Versions of the Terraform provider that read what these constructs write. */
const VERSIONS = '~> 0.1';

/**
 * A mail host, written as Terraform's `provider "mail"` block. The only one of a stack serves all its objects; further
 * ones take an alias and are passed to objects as `provider`.
 *
 * @example
 * new MailProvider(this, 'mail', { host: 'sandbox', endpoint: 'http://127.0.0.1:8025', token: 'env:MAIL_TOKEN' });
 */
export class MailProvider extends TerraformProvider {
  private readonly attributes: Readonly<Record<string, unknown>>;
  private readonly givenAlias: string | undefined;

  constructor(scope: Construct, id: string, props: MailProviderProps) {
    const given: unknown = props ?? {};
    if (!isObject(given))
      throw new TypeError(
        `${scope.node.path}/${id}: a MailProvider takes an object, got ${quote(given)}; write { host: "sandbox", ... }`,
      );
    super(scope, id, {
      terraformResourceType: 'mail',
      terraformGeneratorMetadata: { providerName: 'mail', providerVersionConstraint: VERSIONS },
      terraformProviderSource: 'mailstate/mail',
    });
    const { alias, ...attributes } = given;
    this.attributes = attributes;
    this.givenAlias = alias as string | undefined;
    this.node.addValidation({ validate: () => [...aliasProblems(alias), ...attributeProblems(attributes)] });
    Declarations.of(TerraformStack.of(this));
  }

  override get alias(): string | undefined {
    return this.givenAlias;
  }

  protected override synthesizeAttributes(): { [name: string]: unknown } {
    // The CDK cannot spell the keys of null.
    const present = Object.entries(this.attributes).filter(([, value]) => value !== null);
    return attributesToManifest(PROVIDER, Object.fromEntries(present));
  }

  /** Adds the construct's path, which the CDK leaves out of provider blocks, and keeps keys such as codes, which it would respell. */
  override toTerraform(): { [name: string]: unknown } {
    const fragment = super.toTerraform() as { provider: { mail: Record<string, unknown>[] } };
    const overridden = this.rawOverrides as object;
    const attributes = Object.entries(this.synthesizeAttributes()).filter(([name]) => !(name in overridden));
    const own = { ...Object.fromEntries(attributes), '//': { metadata: { path: this.node.path } } };
    return { ...fragment, provider: { mail: fragment.provider.mail.map((block) => ({ ...block, ...own })) } };
  }
}

const aliasProblems = (alias: unknown): string[] =>
  alias === undefined || (typeof alias === 'string' && /^[a-zA-Z_][\w-]*$/.test(alias))
    ? []
    : [`alias is ${quote(alias)}; it takes letters, digits, _ and -, and starts with a letter`];

function attributeProblems(written: Readonly<Record<string, unknown>>): string[] {
  const known: Readonly<Record<string, Attribute>> = PROVIDER;
  const problems: string[] = [];
  for (const [name, value] of Object.entries(written)) {
    const attribute = Object.hasOwn(known, name) ? known[name] : undefined;
    if (attribute === undefined) {
      const near = nearest(name, [...Object.keys(known), 'alias']);
      problems.push(
        `a MailProvider has no attribute ${quote(name)}${near === undefined ? '' : `, did you mean ${quote(near)}?`}`,
      );
    } else if (value !== undefined && value !== null && !isReference(value)) {
      const result = attribute.type.safeParse(toCheckable(value, fullSample(attribute.samples)));
      if (!result.success)
        for (const { path, problem } of explain(result.error, attribute.sensitive ? '(secret)' : value))
          problems.push(`${name}${path} ${problem}`);
    }
  }
  for (const [name, attribute] of Object.entries(known))
    if (attribute.required && (written[name] === undefined || written[name] === null))
      problems.push(`a MailProvider needs ${quote(name)}, such as ${quote(attribute.samples[0])}`);
  return problems;
}
