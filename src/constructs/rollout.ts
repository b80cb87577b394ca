/** How does a team that runs Terraform roll its mail declarations out along with the rest? */
import { createRequire } from 'node:module';
import type * as Provider from '@cdktf/provider-null/lib/provider';
import type * as Resources from '@cdktf/provider-null/lib/resource';
import { Construct } from 'constructs';
import { digest, isObject, quote } from '../model';
import { Lazy, TerraformStack } from './terraform';
import type { ITerraformDependable } from './terraform';

const load = createRequire(__filename);

/** The optional peer, with a message that says what to install where it is absent. */
function nullProvider(): typeof Provider & typeof Resources {
  try {
    load.resolve('@cdktf/provider-null/package.json');
  } catch (cause) {
    const message = 'mailstate/rollout needs another package; run "npm install @cdktf/provider-null@11"';
    throw new Error(message, { cause });
  }
  return {
    ...(load('@cdktf/provider-null/lib/provider') as typeof Provider),
    ...(load('@cdktf/provider-null/lib/resource') as typeof Resources),
  };
}
const { NullProvider, Resource } = nullProvider();

export interface MailRolloutProps {
  /** The stack that holds the mail declarations. Create it before the stack of the rollout. */
  readonly stack: TerraformStack;
  /**
   * Folder with the synthesised stacks, from the folder in which Terraform runs.
   * @default '../..', where the CDK puts it
   */
  readonly manifest?: string;
  /**
   * Command that carries the declarations out. It runs whenever they change, never when the resource is destroyed.
   * @default mailstate apply --manifest <manifest> --stack <stack> --yes
   * @example 'npx mailstate apply mail.plan.json'
   */
  readonly command?: string;
  /**
   * What must be there first, such as the DNS records of a domain.
   * @default nothing
   */
  readonly dependsOn?: readonly ITerraformDependable[];
}

const SHELL_SAFE = /^[\w./:@%+=-]+$/;
const shellQuote = (word: string): string => (SHELL_SAFE.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`);

/** Blocks of a stack besides its mail resources that decide what is declared. */
const BLOCKS = ['variable', 'locals'];

/**
 * Applies a stack's mail declarations from within Terraform: a `null_resource` that runs the command whenever their digest changes.
 *
 * @example
 * new MailRollout(infrastructure, 'mail', { stack: mail, dependsOn: [mxRecord] });
 */
export class MailRollout extends Construct {
  /** Digest of the mail declarations, known at synthesis. */
  readonly digest: string;
  private reading = false;

  constructor(scope: Construct, id: string, props: MailRolloutProps) {
    super(scope, id);
    const { stack, manifest = '../..', dependsOn } = (props ?? {}) as Partial<MailRolloutProps>;
    if (!TerraformStack.isStack(stack))
      throw new TypeError(
        `${this.node.path}: a rollout needs the stack of the mail declarations, got ${isObject(stack) ? 'another construct' : quote(stack)}`,
      );
    this.digest = Lazy.stringValue({
      // Other stacks may still be adding to the declarations while the CDK prepares them.
      produce: (context) => (context.preparing ? 'preparing' : this.digestOf(stack)),
    });
    const own = TerraformStack.of(this);
    if (!own.allProviders().some(({ terraformResourceType }) => terraformResourceType === 'null'))
      new NullProvider(own, 'null');
    const command =
      props.command ?? `mailstate apply --manifest ${shellQuote(manifest)} --stack ${shellQuote(stack.node.id)} --yes`;
    new Resource(this, 'apply', {
      triggers: { digest: this.digest },
      dependsOn: dependsOn === undefined ? undefined : [...dependsOn],
      provisioners: [{ type: 'local-exec', command }],
    });
  }

  private digestOf(stack: TerraformStack): string {
    // In the stack of the rollout itself, reading the manifest asks for the digest again; the digest is no part of what it reads.
    if (this.reading) return 'reading';
    this.reading = true;
    try {
      return digest(mailDeclarations(stack.toTerraform()));
    } finally {
      this.reading = false;
    }
  }
}

/** The part of a manifest that declares mail, without the constructs' paths, so that moving code changes nothing. */
function mailDeclarations(manifest: unknown): unknown {
  const { resource, provider, ...others } = isObject(manifest) ? manifest : {};
  const mail = Object.entries(isObject(resource) ? resource : {}).filter(([type]) => type.startsWith('mail_'));
  const blocks = Object.entries(others).filter(([name]) => BLOCKS.includes(name));
  return withoutPaths({
    ...Object.fromEntries(blocks),
    resource: Object.fromEntries(mail),
    provider: isObject(provider) ? provider['mail'] : undefined,
  });
}

function withoutPaths(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutPaths);
  if (!isObject(value)) return value;
  const kept = Object.entries(value).filter(([key]) => key !== '//');
  return Object.fromEntries(kept.map(([key, inner]) => [key, withoutPaths(inner)]));
}
