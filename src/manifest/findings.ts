/** What can be wrong with a manifest, and what to do about it. */
import { defineFindings } from '../model';

export const MANIFEST_FINDINGS = defineFindings({
  'manifest-not-found': {
    severity: 'error',
    meaning: 'There is no manifest in the directory.',
    remedy: 'Synthesise the program, or point to the directory that synthesis wrote.',
  },
  'manifest-unreadable': {
    severity: 'error',
    meaning: 'A file of the manifest, or a file of variables, cannot be read or is not valid JSON.',
    remedy: 'Synthesise again; correct a file of variables by hand.',
  },
  'manifest-shape': {
    severity: 'error',
    meaning: 'A part of the manifest does not have the form that Terraform’s JSON syntax gives it.',
    remedy: 'Synthesise again; look for an override that writes this place.',
  },
  'stack-unknown': {
    severity: 'error',
    meaning: 'A stack was asked for that the manifest does not hold.',
    remedy: 'Name one of the stacks that the finding lists.',
  },
  'resource-type-unknown': {
    severity: 'error',
    meaning: 'A resource of the mail provider is of no kind that exists.',
    remedy: 'Use one of the five: mail_organization, mail_domain, mail_user, mail_alias, mail_group.',
  },
  'attribute-unknown': {
    severity: 'error',
    meaning: 'An object has an attribute that its kind does not have.',
    remedy: 'Correct the name, or remove the attribute.',
  },
  'attribute-computed': {
    severity: 'error',
    meaning: 'An attribute was declared that only the host can tell.',
    remedy: 'Remove the attribute.',
  },
  'attribute-missing': {
    severity: 'error',
    meaning: 'An object lacks an attribute that its kind requires.',
    remedy: 'Declare the attribute.',
  },
  'attribute-invalid': {
    severity: 'error',
    meaning: 'The value of an attribute is not of an allowed form.',
    remedy: 'Write the value as the finding says.',
  },
  'secret-in-manifest': {
    severity: 'error',
    meaning: 'A secret, or something else that is no reference to one, stands where a reference to a secret belongs.',
    remedy:
      'Write "env:NAME", "file:PATH" or "command:..."; change the secret if it was real, since it is in the manifest.',
  },
  'secret-would-show': {
    severity: 'error',
    meaning: 'A sensitive variable gives the value of an attribute that plans show.',
    remedy: 'Make the variable not sensitive, or declare the attribute another way.',
  },
  'meta-argument-unsupported': {
    severity: 'error',
    meaning: 'A resource has one of Terraform’s own arguments that has no meaning for mail.',
    remedy: 'Remove the argument.',
  },
  'instances-invalid': {
    severity: 'error',
    meaning: 'A count or for_each does not say which instances there are.',
    remedy: 'Write a whole number for count; a map, or a set of texts, for for_each.',
  },
  'lifecycle-invalid': {
    severity: 'error',
    meaning: 'A lifecycle block cannot be understood, so that what it protects is not known.',
    remedy: 'Write prevent_destroy as true or false, and ignore_changes as a list of attributes or "all".',
  },
  'depends-on-unknown': {
    severity: 'error',
    meaning: 'An entry of depends_on names no mail object of the stack.',
    remedy: 'Correct the entry, or remove it.',
  },
  'expression-unsupported': {
    severity: 'error',
    meaning: 'An expression computes something that only Terraform can compute.',
    remedy: 'Compute the value in TypeScript, before synthesis.',
  },
  'expression-invalid': {
    severity: 'error',
    meaning: 'A text has "${" or "%{" in it, but what follows is no expression.',
    remedy: 'Correct the expression; for the characters themselves write "$${" or "%%{".',
  },
  'expression-too-large': {
    severity: 'error',
    meaning: 'Values that refer to each other grow beyond what can be held, or are nested too deeply.',
    remedy: 'Compute the value in TypeScript, before synthesis.',
  },
  'reference-unknown': {
    severity: 'error',
    meaning: 'An expression names an object, attribute, variable, local value or output that is not there.',
    remedy: 'Correct the name, or declare what it names.',
  },
  'reference-not-declared': {
    severity: 'error',
    meaning: 'An expression asks for an attribute that the object does not declare.',
    remedy: 'Declare the attribute, or write the value in place of the expression.',
  },
  'reference-computed': {
    severity: 'error',
    meaning: 'An expression asks for an attribute that only the host can tell.',
    remedy: 'Refer to a declared attribute, such as the address.',
  },
  'reference-cycle': {
    severity: 'error',
    meaning: 'Values refer to each other in a ring, so none of them has a value.',
    remedy: 'Write one value of the ring without a reference.',
  },
  'variable-missing': {
    severity: 'error',
    meaning: 'A variable has neither a value nor a default.',
    remedy: 'Set the environment variable TF_VAR_<name>, or write the value into terraform.tfvars.',
  },
  'variable-invalid': {
    severity: 'error',
    meaning: 'The value of a variable is not of the type that the variable declares.',
    remedy: 'Write the value in the declared type.',
  },
  'provider-missing': {
    severity: 'error',
    meaning: 'A mail object belongs to a provider block that its stack does not have, so its host is not known.',
    remedy: 'Add the provider block, or correct the name.',
  },
  'provider-twice': {
    severity: 'error',
    meaning: 'Two provider blocks have the same name, so it is not known which host is meant.',
    remedy: 'Give one of the blocks an alias.',
  },
  'provider-conflict': {
    severity: 'error',
    meaning: 'Two stacks have a provider block of the same name with different settings.',
    remedy: 'Give one of them an alias, make the settings equal, or plan one stack at a time.',
  },
  'provider-invalid': {
    severity: 'error',
    meaning: 'A setting of a provider block is unknown, missing or of the wrong form.',
    remedy: 'Write the setting as the finding says.',
  },
  'declared-twice': {
    severity: 'error',
    meaning: 'Two resources declare the same object at one host.',
    remedy: 'Remove one of the two.',
  },
  'address-taken': {
    severity: 'error',
    meaning: 'Objects of two kinds have the same address at one host, so it is not known who receives its mail.',
    remedy: 'Give one of them another address, or remove it.',
  },
  'module-not-seen': {
    severity: 'info',
    meaning: 'The stack uses a Terraform module; mail objects inside it cannot be seen.',
    remedy: 'Declare mail objects in the program itself.',
  },
});

export type ManifestFindingCode = keyof typeof MANIFEST_FINDINGS;
