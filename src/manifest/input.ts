/** Which value a variable of a stack has. */
import type { Place } from './report';
import { plain } from './resolve';
import type { Ledger, Resolved } from './resolve';
import type { Stack } from './stack';
import { convertVariable } from './variables';

/** Resolves `var.<name>`; undefined once it has been reported why it has no value. */
export function readInput(ledger: Ledger, stack: Stack, name: string, place: Place): Resolved | undefined {
  const { report } = ledger;
  const body = stack.variables.get(name);
  if (body === undefined) {
    report.sayOnce(`${stack.name} var.${name}`, 'reference-unknown', place, () => ({
      summary: `stack "${stack.name}" declares no variable ${JSON.stringify(name)}${report.didYouMean(name, stack.variables.keys())}`,
      fix: 'declare it with TerraformVariable, or correct the name',
    }));
    return undefined;
  }
  const { default: preset, type, sensitive } = body;
  const given = stack.given.get(name) ?? (preset === undefined ? undefined : { value: preset, source: 'its default' });
  if (given === undefined) {
    report.sayOnce(`${stack.name} var.${name}`, 'variable-missing', place, () => ({
      summary: `the variable "${name}" has no value`,
      fix: `set the environment variable TF_VAR_${name}, or write ${name} = ... into terraform.tfvars`,
    }));
    return undefined;
  }
  const value = convertVariable(given, type);
  const found = value === undefined ? undefined : plain(value, false);
  if (found === undefined) {
    report.sayOnce(`${stack.name} var.${name}`, 'variable-invalid', place, () => ({
      summary: `the value of the variable "${name}", from ${given.source}, is not of its type, ${typeof type === 'string' ? type : 'any'}`,
      fix: 'write a value of that type',
    }));
    return undefined;
  }
  // Whatever stands here but a plain "no" is taken for a yes, since showing a secret cannot be undone.
  const isOpen = sensitive === undefined || sensitive === null || sensitive === false;
  return isOpen ? found : { ...found, sensitive: name };
}
