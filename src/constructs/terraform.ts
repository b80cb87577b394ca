/** What of the CDK do the constructs build on? The one file that names it, so that `cdktf` and its fork `cdktn` both fit. */
import type { TerraformStack } from 'cdktf';

export { Lazy, ref, TerraformElement, TerraformProvider, TerraformResource, TerraformStack, Token } from 'cdktf';
export type { ITerraformDependable, TerraformResourceLifecycle } from 'cdktf';

/** Resources of one type by name, as Terraform's JSON has them. */
export type Resources = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/**
 * Adds resources to what a stack synthesises, as they stand: they hold no tokens. The CDK walks every value of a stack
 * up to three times in search of tokens, which at 100,000 resources costs several times as much as all the rest.
 * An override of the stack (`stack.addOverride`) on one of the resources still counts.
 */
export function addResources(stack: TerraformStack, type: string, resources: () => Resources): void {
  const synthesize = stack.toTerraform.bind(stack);
  stack.toTerraform = () => {
    const manifest = synthesize() as { resource?: Record<string, Record<string, object>> };
    const ofType = ((manifest.resource ??= {})[type] ??= {});
    for (const [name, resource] of Object.entries(resources())) {
      const present = ofType[name];
      // What is there is an override of this resource, unless it has a construct of its own.
      if (present !== undefined && '//' in present)
        throw new Error(
          `${stack.node.path} has a construct that takes the name ${type}.${name} of a table's row; give it another id`,
        );
      ofType[name] = present === undefined ? resource : { ...resource, ...present };
    }
    return manifest;
  };
}
