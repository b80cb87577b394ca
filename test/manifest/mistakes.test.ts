/** Mistakes that people make in declarations: each gives one finding that names the thing, its place and the next step. */
import { readManifest } from '../../src/manifest';
import type { Variables } from '../../src/manifest';
import type { Finding } from '../../src/model';
import type { Block } from './fixture';
import { MAIL, at, given, stack } from './fixture';

const ada = (body: Block = {}): Block => at('acme/staff/ada', { email: 'ada@acme.example', ...body });
const users = (body: Block, more: Block = {}): Block => ({ resource: { mail_user: { ada: ada(body), ...more } } });
const providers = (...mail: Block[]): Block => ({ provider: { mail } });
const variable = (name: string, body: Block, use: Block): Block => ({ variable: { [name]: body }, ...users(use) });

interface Mistake {
  readonly name: string;
  readonly json: Block;
  readonly variables?: Variables;
  readonly finding: Partial<Finding>;
}

const ADA = { address: 'acme/mail_user.ada', declaredAt: 'acme/staff/ada' };

const MISTAKES: readonly Mistake[] = [
  {
    name: 'a misspelt attribute',
    json: users({ gven_name: 'Ada' }),
    finding: {
      ...ADA,
      code: 'attribute-unknown',
      attribute: 'gven_name',
      summary: 'a user has no attribute "gven_name", did you mean "given_name"?',
      fix: 'correct the name, or remove the attribute',
    },
  },
  {
    name: 'an attribute in camelCase',
    json: users({ givenName: 'Ada' }),
    finding: {
      ...ADA,
      code: 'attribute-unknown',
      summary: 'a user has no attribute "givenName", did you mean "given_name"?',
    },
  },
  {
    name: 'an address without a domain',
    json: users({ email: 'ada' }),
    finding: {
      ...ADA,
      code: 'attribute-invalid',
      attribute: 'email',
      summary: 'email: "ada" has no "@", write an address such as "ada@acme.example"',
      fix: 'write it like "ada@acme.example"',
    },
  },
  {
    name: 'a text where true or false belongs',
    json: users({ must_change_password: 'yes' }),
    finding: {
      ...ADA,
      code: 'attribute-invalid',
      attribute: 'mustChangePassword',
      summary: 'mustChangePassword: expected true or false, got "yes"',
    },
  },
  {
    name: 'an unknown field of a structured value',
    json: users({ forwarding: { too: ['ada@acme.example'] } }),
    finding: {
      ...ADA,
      code: 'attribute-invalid',
      attribute: 'forwarding',
      summary: 'forwarding: has the unknown field "too"',
    },
  },
  {
    name: 'a required attribute left out, though others refer to it',
    json: {
      resource: {
        mail_user: { ada: at('acme/staff/ada', { given_name: 'Ada' }) },
        mail_group: { all: { address: 'all@acme.example', members: ['${mail_user.ada.email}'] } },
      },
    },
    finding: {
      ...ADA,
      code: 'attribute-missing',
      attribute: 'email',
      summary: 'a user needs "email" (email in the manifest)',
      fix: 'declare email, such as "ada@acme.example"',
    },
  },
  {
    name: 'an attribute that only the host can tell',
    json: users({ used_bytes: 5 }),
    finding: { ...ADA, code: 'attribute-computed', attribute: 'usedBytes', fix: 'remove the attribute' },
  },
  {
    name: 'an invalid address that fifty groups refer to',
    json: {
      resource: {
        mail_user: { ada: ada({ email: 'ada@' }) },
        mail_group: Object.fromEntries(
          Array.from({ length: 50 }, (_, i) => [
            `g${i}`,
            { address: `g${i}@acme.example`, members: ['${mail_user.ada.email}'] },
          ]),
        ),
      },
    },
    finding: {
      ...ADA,
      code: 'attribute-invalid',
      attribute: 'email',
      summary: 'email: "ada@" has nothing after the "@"',
    },
  },
  {
    name: 'a password in the code',
    json: users({ initial_password: 'hunter2' }),
    finding: { ...ADA, code: 'secret-in-manifest', attribute: 'initialPassword' },
  },
  {
    name: 'a misspelt resource type',
    json: { resource: { mail_usr: { ada: ada() } } },
    finding: {
      code: 'resource-type-unknown',
      address: 'acme/mail_usr.ada',
      declaredAt: 'acme/staff/ada',
      summary: 'there is no resource type "mail_usr", did you mean "mail_user"?',
    },
  },
  {
    name: 'a reference to an object that is not declared',
    json: users({ display_name: '${mail_user.adda.display_name}' }),
    finding: {
      ...ADA,
      code: 'reference-unknown',
      attribute: 'displayName',
      summary:
        '${mail_user.adda.display_name} leads nowhere: stack "acme" has no mail_user "adda", did you mean "ada"?',
      fix: 'declare it, or correct the name',
    },
  },
  {
    name: 'a reference to an attribute that does not exist',
    json: {
      resource: {
        mail_user: { ada: ada() },
        mail_alias: { info: at('acme/info', { address: 'info@acme.example', targets: ['${mail_user.ada.emial}'] }) },
      },
    },
    finding: {
      code: 'reference-unknown',
      address: 'acme/mail_alias.info',
      attribute: 'targets',
      declaredAt: 'acme/info',
      summary: '${mail_user.ada.emial} leads nowhere: a user has no attribute "emial", did you mean "email"?',
    },
  },
  {
    name: 'a reference to a whole object',
    json: {
      resource: {
        mail_user: { ada: ada() },
        mail_alias: { info: { address: 'info@acme.example', targets: ['${mail_user.ada}'] } },
      },
    },
    finding: {
      code: 'reference-unknown',
      summary: '${mail_user.ada} leads nowhere: it names a whole object',
      fix: 'name an attribute, such as mail_user.ada.email',
    },
  },
  {
    name: 'a reference to an attribute that is left out',
    json: users({ display_name: '${mail_user.ada.given_name}' }),
    finding: {
      ...ADA,
      code: 'reference-not-declared',
      summary: '${mail_user.ada.given_name} asks for an attribute that acme/mail_user.ada does not declare',
    },
  },
  {
    name: 'a reference to what only the host knows',
    json: users({ display_name: '${mail_user.ada.id}' }),
    finding: {
      ...ADA,
      code: 'reference-computed',
      attribute: 'displayName',
      summary: '${mail_user.ada.id} asks for an attribute that only the host can tell',
    },
  },
  {
    name: 'a reference to a resource of another provider',
    json: users({ display_name: '${random_pet.name.id}' }),
    finding: {
      ...ADA,
      code: 'expression-unsupported',
      summary: '${random_pet.name.id} is no mail object of this manifest, so only Terraform knows its value',
    },
  },
  {
    name: 'a function call',
    json: users({ display_name: '${join(" ", ["Ada", "Lovelace"])}' }),
    finding: {
      ...ADA,
      code: 'expression-unsupported',
      attribute: 'displayName',
      summary:
        '"${join(\\" \\", [\\"Ada\\", \\"Lovelace\\"])}" calls the function "join", which only Terraform can compute',
      fix: 'compute the value in TypeScript, before synthesis',
    },
  },
  {
    name: 'a condition',
    json: { locals: { x: true }, ...users({ display_name: '${local.x ? "a" : "b"}' }) },
    finding: {
      ...ADA,
      code: 'expression-unsupported',
      summary: '"${local.x ? \\"a\\" : \\"b\\"}" has a condition, which only Terraform can compute',
    },
  },
  {
    name: 'a "for"',
    json: users({ licences: '${[for name in ["a"] : name]}' }),
    finding: { ...ADA, code: 'expression-unsupported', attribute: 'licences' },
  },
  {
    name: 'a template directive',
    json: users({ display_name: '%{if true}Ada%{endif}' }),
    finding: { ...ADA, code: 'expression-unsupported', attribute: 'displayName' },
  },
  {
    name: 'an expression without an end',
    json: users({ display_name: 'Ada ${local.x' }),
    finding: {
      ...ADA,
      code: 'expression-invalid',
      summary: '"Ada ${local.x" lacks a "}"',
      fix: 'correct the expression; for the characters themselves write "$${" or "%%{"',
    },
  },
  {
    name: 'a list inside a text',
    json: { locals: { names: ['a'] }, ...users({ display_name: 'Ada ${local.names}' }) },
    finding: { ...ADA, code: 'expression-unsupported', attribute: 'displayName' },
  },
  {
    name: 'values that refer to each other in a ring',
    json: users(
      { display_name: '${mail_user.bob.display_name}' },
      { bob: { email: 'bob@acme.example', display_name: '${mail_user.ada.display_name}' } },
    ),
    finding: {
      code: 'reference-cycle',
      summary:
        'values refer to each other in a ring: acme/mail_user.ada.display_name → acme/mail_user.bob.display_name → acme/mail_user.ada.display_name',
      fix: 'write one of them without a reference',
    },
  },
  {
    name: 'a local value that is not there',
    json: { locals: { domain: 'acme.example' }, ...users({ display_name: '${local.domian}' }) },
    finding: {
      ...ADA,
      code: 'reference-unknown',
      summary: '${local.domian} leads nowhere: stack "acme" has no local value "domian", did you mean "domain"?',
    },
  },
  {
    name: 'a mistake in a local value that many use',
    json: {
      locals: { title: '${upper("x")}' },
      ...users({ display_name: '${local.title}', given_name: '${local.title}' }),
    },
    finding: { code: 'expression-unsupported', address: 'acme/local.title' },
  },
  {
    name: 'a variable without a value',
    json: variable('plan', { type: 'string' }, { plan: '${var.plan}', display_name: '${var.plan}' }),
    finding: {
      ...ADA,
      code: 'variable-missing',
      summary: 'the variable "plan" has no value',
      fix: 'set the environment variable TF_VAR_plan, or write plan = ... into terraform.tfvars',
    },
  },
  {
    name: 'a variable that is not declared',
    json: variable('plan', { type: 'string', default: 'pro' }, { plan: '${var.plam}' }),
    finding: {
      ...ADA,
      code: 'reference-unknown',
      summary: 'stack "acme" declares no variable "plam", did you mean "plan"?',
    },
  },
  {
    name: 'a variable of the wrong type',
    json: variable('reset', { type: 'bool' }, { must_change_password: '${var.reset}' }),
    variables: given({ reset: 'perhaps' }),
    finding: {
      ...ADA,
      code: 'variable-invalid',
      summary: 'the value of the variable "reset", from TF_VAR_reset, is not of its type, bool',
    },
  },
  {
    name: 'a sensitive variable in an attribute that plans show',
    json: variable('phone', { type: 'string', sensitive: true }, { phone: '${var.phone}' }),
    variables: given({ phone: 'hunter2' }),
    finding: {
      ...ADA,
      code: 'secret-would-show',
      attribute: 'phone',
      summary: 'phone takes its value from the sensitive variable "phone", and plans would show it',
    },
  },
  {
    name: 'a password from a variable',
    json: variable('secret', { type: 'string', sensitive: true }, { initial_password: '${var.secret}' }),
    variables: given({ secret: 'hunter2' }),
    finding: { ...ADA, code: 'secret-in-manifest', attribute: 'initialPassword' },
  },
  {
    name: 'a provisioner',
    json: users({ provisioner: [{ 'local-exec': { command: 'true' } }] }),
    finding: {
      ...ADA,
      code: 'meta-argument-unsupported',
      attribute: 'provisioner',
      summary: 'provisioner is not supported: it has no meaning for mail',
    },
  },
  {
    name: 'a count that is no number',
    json: users({ count: 'many' }),
    finding: {
      ...ADA,
      code: 'instances-invalid',
      attribute: 'count',
      summary: 'count must be a whole number from 0 to 100000',
    },
  },
  {
    name: 'a prevent_destroy that is not understood',
    json: users({ lifecycle: { prevent_destroy: 'yes' } }),
    finding: {
      ...ADA,
      code: 'lifecycle-invalid',
      attribute: 'lifecycle',
      summary: 'prevent_destroy must be true or false, got string',
    },
  },
  {
    name: 'a misspelt attribute in ignore_changes',
    json: users({ lifecycle: { ignore_changes: ['qouta'] } }),
    finding: {
      ...ADA,
      code: 'lifecycle-invalid',
      summary: 'ignore_changes names "qouta", which is no attribute of a user, did you mean "quota"?',
    },
  },
  {
    name: 'a precondition',
    json: users({ lifecycle: { precondition: [{ condition: '${1 == 1}', error_message: 'no' }] } }),
    finding: { ...ADA, code: 'meta-argument-unsupported', attribute: 'lifecycle' },
  },
  {
    name: 'a dependency on an object that is not declared',
    json: users({ depends_on: ['mail_user.adda'] }),
    finding: {
      ...ADA,
      code: 'depends-on-unknown',
      attribute: 'depends_on',
      summary: 'depends_on names mail_user.adda, which stack "acme" does not have, did you mean "ada"?',
    },
  },
  {
    name: 'no provider block',
    json: { provider: {}, ...users({}, { bob: { email: 'bob@acme.example' } }) },
    finding: {
      ...ADA,
      code: 'provider-missing',
      summary: 'stack "acme" has no provider block named "mail"',
      detail: 'also in acme/mail_user.bob',
      fix: 'add a MailProvider to the stack, which says which mail host its objects belong to',
    },
  },
  {
    name: 'a provider alias that is not there',
    json: { ...providers(MAIL, { ...MAIL, alias: 'eu' }), ...users({ provider: 'mail.ue' }) },
    finding: {
      ...ADA,
      code: 'provider-missing',
      attribute: 'provider',
      summary: 'stack "acme" has no provider block named "mail.ue", did you mean "mail.eu"?',
      fix: 'name one of the provider blocks it has: mail, mail.eu',
    },
  },
  {
    name: 'two provider blocks with one alias',
    json: { ...providers(MAIL, { ...MAIL, alias: 'eu' }, { ...MAIL, alias: 'eu' }), ...users({}) },
    finding: {
      code: 'provider-twice',
      address: 'acme/provider.mail.eu',
      summary: 'stack "acme" has two provider blocks named "mail.eu"',
      fix: 'give one of them another alias',
    },
  },
  {
    name: 'a misspelt setting of the provider',
    json: { ...providers({ ...MAIL, endpiont: 'x' }), ...users({}) },
    finding: {
      code: 'provider-invalid',
      address: 'acme/provider.mail',
      attribute: 'endpiont',
      summary: 'the provider block has no setting "endpiont", did you mean "endpoint"?',
    },
  },
  {
    name: 'a provider without a host',
    json: { ...providers({ token: 'env:X' }), ...users({}) },
    finding: {
      code: 'provider-invalid',
      address: 'acme/provider.mail',
      attribute: 'host',
      summary: 'the provider block "mail" lacks "host"',
      fix: 'write host, such as "sandbox"',
    },
  },
  {
    name: 'a scope policy that would remove mailboxes',
    json: { ...providers({ ...MAIL, scope: { user: 'remove' } }), ...users({}) },
    finding: {
      code: 'provider-invalid',
      attribute: 'scope',
      summary: 'scope.user: "remove" is not one of "keep", "close"',
    },
  },
  {
    name: 'a token in the code',
    json: { ...providers({ ...MAIL, token: 'hunter2' }), ...users({}) },
    finding: { code: 'secret-in-manifest', address: 'acme/provider.mail', attribute: 'token' },
  },
  {
    name: 'a token from a variable',
    json: { variable: { token: { type: 'string' } }, ...providers({ ...MAIL, token: '${var.token}' }), ...users({}) },
    variables: given({ token: 'hunter2' }),
    finding: { code: 'secret-in-manifest', address: 'acme/provider.mail', attribute: 'token' },
  },
  {
    name: 'two users with one address',
    json: users({}, { twin: at('acme/twin', { email: 'Ada@ACME.example' }) }),
    finding: {
      code: 'declared-twice',
      address: 'acme/mail_user.twin',
      declaredAt: 'acme/twin',
      summary: 'the user "ada@acme.example" is declared twice: by acme/mail_user.ada and by acme/mail_user.twin',
    },
  },
  {
    name: 'an alias with the address of a user',
    json: {
      resource: {
        mail_user: { ada: ada() },
        mail_alias: { info: { address: 'ada@acme.example', targets: ['x@acme.example'] } },
      },
    },
    finding: {
      code: 'address-taken',
      address: 'acme/mail_alias.info',
      summary:
        'the address "ada@acme.example" is both that of the user acme/mail_user.ada and of the alias acme/mail_alias.info',
    },
  },
  {
    name: 'a list where an object belongs',
    json: { resource: { mail_user: { ada: 'ada@acme.example' } } },
    finding: {
      code: 'manifest-shape',
      summary: 'stack "acme" has a string instead of an object at "resource.mail_user.ada"',
    },
  },
  {
    name: 'values nested beyond measure',
    json: users({ licences: Array.from({ length: 3000 }).reduce<unknown>((inner) => [inner], 'x') as unknown[] }),
    finding: { ...ADA, code: 'expression-too-large', attribute: 'licences' },
  },
  {
    name: 'brackets nested beyond measure',
    json: users({ licences: `\${${'['.repeat(5000)}` }),
    finding: { ...ADA, code: 'expression-unsupported', attribute: 'licences' },
  },
  {
    name: 'values that double at every step',
    json: {
      locals: Object.fromEntries([
        ['x0', 'ha'],
        ...Array.from({ length: 60 }, (_, i) => [`x${i + 1}`, `\${local.x${i}}\${local.x${i}}`]),
      ]),
      ...users({ display_name: '${local.x60}' }),
    },
    finding: { code: 'expression-too-large', summary: 'values that refer to each other grow beyond what can be held' },
  },
];

describe('one mistake gives one finding', () => {
  it.each(MISTAKES.map((mistake) => [mistake.name, mistake] as const))('%s', (_, { json, variables, finding }) => {
    const { desired, findings } = readManifest([stack(json, 'acme', variables)]);
    expect(findings).toEqual([expect.objectContaining({ severity: 'error', ...finding })]);
    expect(desired).toBeUndefined();
    expect(findings[0]?.fix).toMatch(/^[^A-Z].*[^.]$/);
    expect(findings[0]?.summary).toMatch(/[^.]$/);
    expect(JSON.stringify(findings)).not.toContain('hunter2');
  });
});
