/** Mistakes about objects: values, names, references, renames. */
import { ada, and, there } from './mistake';
import type { Mistake, Values } from './mistake';

const ADA = 'acme/ada (acme/mail_user.ada)';

const value = (name: string, attribute: string, more: Values, says: string, fix: string): Mistake => ({
  name,
  declare: ada(more),
  code: 'attribute-invalid',
  says,
  at: `${ADA}, ${attribute}`,
  fix,
});

export const ABOUT_OBJECTS: readonly Mistake[] = [
  value('a text where true or false belongs', 'mustChangePassword', { must_change_password: 'yes' }, 'mustChangePassword: expected true or false, got "yes"', 'write it like true'), // prettier-ignore
  value('a bad quota', 'quota', { quota: '10 gigs' }, 'quota: "10 gigs" is not a size, write it like "25 GB" or "512 MiB" (B, KB, MB, GB, TB, KiB, MiB, GiB, TiB)', 'write it like "10 GB"'), // prettier-ignore
  value('a date as it is spoken', 'birthDate', { birth_date: '31.12.1990' }, 'birthDate: "31.12.1990" is not a date, write it like "1990-12-31"', 'write it like "1985-12-10"'), // prettier-ignore
  value('a status that there is not', 'status', { status: 'disabled' }, 'status: "disabled" is not one of "active", "locked", "closed"', 'write it like "active"'), // prettier-ignore
  value('an address without a domain', 'email', { email: 'ada' }, 'email: "ada" has no "@", write an address such as "ada@acme.example"', 'write it like "ada@acme.example"'), // prettier-ignore
  value('a telephone number without a country', 'phone', { phone: '0123 456' }, 'phone: "0123 456" is not a telephone number with a country code, write it like "+33 1 23 45 67 89" (E.164)', 'write it like "+33 1 23 45 67 89"'), // prettier-ignore
  {
    name: 'a misspelt attribute',
    declare: ada({ gven_name: 'Ada' }),
    code: 'attribute-unknown',
    says: 'a user has no attribute "gven_name", did you mean "given_name"?',
    at: `${ADA}, gven_name`,
    fix: 'correct the name, or remove the attribute',
  },
  {
    name: 'a misspelt kind',
    declare: and('mail_usr', { bob: { email: 'bob@acme.example' } }),
    code: 'resource-type-unknown',
    says: 'there is no resource type "mail_usr", did you mean "mail_user"?',
    at: 'acme/bob (acme/mail_usr.bob)',
    fix: 'use one of mail_organization, mail_domain, mail_user, mail_alias, mail_group',
  },
  {
    name: 'a password in the code',
    declare: ada({ initial_password: 'hunter2' }),
    code: 'secret-in-manifest',
    says: 'initialPassword is not a reference to a secret; write "env:NAME", "file:PATH", "command:..." or "generated", never the secret itself',
    at: `${ADA}, initialPassword`,
    fix: 'write "env:NAME", "file:PATH" or "command:..."; if a real secret was written here, change it, since the manifest holds it',
  },
  {
    name: 'two users with one address',
    declare: and('mail_user', { twin: { email: 'ADA@acme.example' } }),
    code: 'declared-twice',
    says: 'the user "ada@acme.example" is declared twice: by acme/mail_user.ada and by acme/mail_user.twin',
    at: 'acme/twin (acme/mail_user.twin)',
    fix: 'remove one of the two',
  },
  {
    name: 'an alias in front of a user',
    declare: and('mail_alias', { info: { address: 'ada@acme.example', targets: ['grace@acme.example'] } }),
    code: 'address-taken',
    says: 'the address "ada@acme.example" is both that of the user acme/mail_user.ada and of the alias acme/mail_alias.info',
    at: 'acme/info (acme/mail_alias.info)',
    fix: 'give one of them another address, or remove it',
  },
  {
    name: 'a member that does not exist',
    declare: and('mail_group', { team: { address: 'team@acme.example', members: ['adda@acme.example'] } }),
    code: 'reference-missing',
    says: 'group "team@acme.example" names "adda@acme.example" in members, which is neither declared nor at host "mail"',
    at: 'acme/team (acme/mail_group.team), members',
    fix: 'did you mean "ada@acme.example"? otherwise declare "adda@acme.example"',
    exit: 4,
  },
  {
    name: 'a group as a delegate',
    declare: ada({ delegates: ['team@acme.example'] }),
    code: 'reference-missing',
    says: 'user "ada@acme.example" names "team@acme.example" in delegates, but it is a group, and delegates takes users only',
    at: `${ADA}, delegates`,
    fix: 'name a user, or take it out',
    exit: 4,
  },
  {
    name: 'groups in a circle',
    declare: and('mail_group', {
      a: { address: 'a@acme.example', members: ['b@acme.example'] },
      b: { address: 'b@acme.example', members: ['a@acme.example'] },
    }),
    code: 'mail-loop',
    says: '"a@acme.example", "b@acme.example" lead back to themselves through one another',
    at: 'acme/a (acme/mail_group.a), members',
    fix: 'take one of them out of the other’s members or targets',
    exit: 4,
  },
  {
    name: 'a domain that is not declared',
    declare: and('mail_user', { bob: { email: 'bob@acme.exmple' } }),
    code: 'domain-missing',
    says: 'user "bob@acme.exmple" is in the domain "acme.exmple", which is neither declared nor at host "mail"',
    at: 'acme/bob (acme/mail_user.bob)',
    fix: 'did you mean "acme.example"? otherwise declare the domain "acme.exmple"',
    exit: 4,
  },
  {
    name: 'a reference to a resource that is not declared',
    declare: and('mail_alias', { info: { address: 'info@acme.example', targets: ['${mail_user.adda.email}'] } }),
    code: 'reference-unknown',
    says: '${mail_user.adda.email} leads nowhere: stack "acme" has no mail_user "adda", did you mean "ada"?',
    at: 'acme/info (acme/mail_alias.info), targets',
    fix: 'declare it, or correct the name',
  },
  {
    name: 'a function in an expression',
    declare: ada({ display_name: '${upper("ada")}' }),
    code: 'expression-unsupported',
    says: '"${upper(\\"ada\\")}" calls the function "upper", which only Terraform can compute',
    at: `${ADA}, displayName`,
    fix: 'compute the value in TypeScript, before synthesis',
  },
  {
    name: 'a variable without a value',
    declare: ada({ plan: '${var.plan}' }),
    variables: { plan: { type: 'string' } },
    code: 'variable-missing',
    says: 'the variable "plan" has no value',
    at: `${ADA}, plan`,
    fix: 'set the environment variable TF_VAR_plan, or write plan = ... into terraform.tfvars',
  },
  {
    name: 'a provider alias that is not there',
    declare: ada({ provider: 'mail.eu' }),
    code: 'provider-missing',
    says: 'stack "acme" has no provider block named "mail.eu"',
    at: `${ADA}, provider`,
    fix: 'name one of the provider blocks it has: mail',
  },
  {
    name: 'two that were previously the same',
    declare: and('mail_user', {
      ada: { email: 'ada@acme.example', previously: ['old@acme.example'] },
      grace: { email: 'grace@acme.example', previously: ['old@acme.example'] },
    }),
    ...there('users', { email: 'old@acme.example' }),
    code: 'rename-claimed-twice',
    says: '"grace@acme.example" and "ada@acme.example" both say that they were previously "old@acme.example"',
    at: 'acme/grace (acme/mail_user.grace), previously',
    fix: 'take "old@acme.example" out of the previously of one of them',
    exit: 4,
  },
  {
    name: 'a rename onto somebody who is there',
    declare: ada({ previously: ['old@acme.example'] }),
    ...there('users', { email: 'old@acme.example' }, { email: 'ada@acme.example' }),
    code: 'previous-still-there',
    says: 'user "ada@acme.example" is at the host, and so is what it previously was: "old@acme.example"',
    at: `${ADA}, previously`,
    fix: 'look which of them is in use, then take previously out of the code',
    exit: 0,
  },
  {
    name: 'a rename of somebody who is declared',
    declare: ada({ previously: ['grace@acme.example'] }),
    ...there('users', { email: 'grace@acme.example' }),
    code: 'rename-source-declared',
    says: 'user "ada@acme.example" was previously "grace@acme.example", which is declared as well (acme/mail_user.grace)',
    at: `${ADA}, previously`,
    fix: 'to rename, apply without acme/mail_user.grace first and add it in a second plan; otherwise take "grace@acme.example" out of previously',
    exit: 4,
  },
  {
    name: 'a user whose address is a group at the host',
    ...there('groups', { address: 'ada@acme.example' }),
    code: 'address-occupied',
    says: '"ada@acme.example" is declared as user, but is a group at host "mail"',
    at: ADA,
    fix: 'declare it as group, or remove the group at the host first',
    exit: 4,
  },
  {
    name: 'closing what must not be closed',
    declare: ada({ status: 'closed', lifecycle: { prevent_destroy: true } }),
    ...there('users', { email: 'ada@acme.example', status: 'active' }),
    code: 'prevent-destroy',
    says: 'user "ada@acme.example" would be closed, but its lifecycle has prevent_destroy',
    at: `${ADA}, status`,
    fix: 'take prevent_destroy out of its lifecycle first, in a change of its own',
    exit: 4,
  },
];
