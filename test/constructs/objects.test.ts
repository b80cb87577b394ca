import { TerraformOutput, TerraformStack, TerraformVariable } from 'cdktf';
import { MailAlias, MailDomain, MailGroup, MailOrganization, MailProvider, MailUser } from '../../src/constructs';
import { KINDS, KIND_NAMES, declarableAttributes, resourceType, toSnakeCase, snakeKeys } from '../../src/model';
import type { KindName } from '../../src/model';
import { synth, synthApp, synthTexts, untyped } from './synthesis';

const CONSTRUCTS = {
  organization: MailOrganization,
  domain: MailDomain,
  user: MailUser,
  alias: MailAlias,
  group: MailGroup,
};

const samplesOf = (kind: KindName, which: 0 | 1) =>
  Object.fromEntries(declarableAttributes(kind).map((name) => [name, KINDS[kind].attributes[name]?.samples[which]]));

describe.each(KIND_NAMES)('a %s', (kind) => {
  it.each([0, 1] as const)('is written with every attribute of the model (sample %d)', (which) => {
    const declared = samplesOf(kind, which);
    const manifest = synth((stack) => new CONSTRUCTS[kind](stack, 'it', untyped(declared)));
    const { '//': metadata, ...written } = manifest.resource?.[resourceType(kind)]?.['it'] ?? {};
    expect(written).toEqual(snakeKeys(declared));
    expect(metadata).toEqual({ metadata: { path: 'acme/it', uniqueId: 'it' } });
  });

  it('refers to itself by its identity', () => {
    const name = toSnakeCase(KINDS[kind].identity);
    const { output } = synth((stack) => {
      const it = new CONSTRUCTS[kind](stack, 'it', untyped(samplesOf(kind, 0)));
      new TerraformOutput(stack, 'reference', { value: it.reference });
      expect(it.declaredIdentity).toBe(KINDS[kind].attributes[KINDS[kind].identity]?.samples[0]);
    });
    expect(output?.['reference']?.['value']).toBe(`\${${resourceType(kind)}.it.${name}}`);
  });
});

it('writes constructs as references wherever an address or domain may stand', () => {
  const { resource } = synth((stack) => {
    const domain = new MailDomain(stack, 'domain', { name: 'acme.example' });
    const ada = new MailUser(stack, 'ada', { email: `ada@${domain.name}` });
    const info = new MailAlias(stack, 'info', { address: 'info@acme.example', targets: [ada] });
    const team = new MailGroup(stack, 'team', { address: 'team@acme.example', members: [ada, info, 'x@y.example'] });
    new MailGroup(stack, 'all', { address: 'all@acme.example', members: [team], owners: [ada.email] });
    new MailDomain(stack, 'other', { name: 'acme.test', aliasOf: domain, catchAll: [team], postmaster: ada });
    new MailUser(stack, 'grace', { email: 'grace@acme.example', forwarding: { to: [ada], keepCopy: true }, delegates: [ada] });
    new MailOrganization(stack, 'org', { name: 'acme', administrators: [ada] });
  }); // prettier-ignore
  const ada = '${mail_user.ada.email}';
  expect(resource).toMatchObject({
    mail_user: {
      ada: { email: 'ada@${mail_domain.domain.name}' },
      grace: { forwarding: { to: [ada], keep_copy: true }, delegates: [ada] },
    },
    mail_alias: { info: { targets: [ada] } },
    mail_group: {
      team: { members: [ada, '${mail_alias.info.address}', 'x@y.example'] },
      all: { members: ['${mail_group.team.address}'], owners: [ada] },
    },
    mail_domain: {
      other: { alias_of: '${mail_domain.domain.name}', catch_all: ['${mail_group.team.address}'], postmaster: ada },
    },
    mail_organization: { org: { administrators: [ada] } },
  });
});

it('offers the identity as a reference and as it was declared', () => {
  synth((stack) => {
    expect(new MailUser(stack, 'u', { email: 'Ada@acme.example' }).emailInput).toBe('Ada@acme.example');
    expect(new MailAlias(stack, 'a', { address: 'a@acme.example', targets: ['x@y.example'] }).addressInput).toBe(
      'a@acme.example',
    );
    const group = new MailGroup(stack, 'g', { address: 'g@acme.example' });
    expect([group.addressInput, group.address]).toEqual(['g@acme.example', group.reference]);
    const organization = new MailOrganization(stack, 'o', { name: 'acme' });
    expect([organization.nameInput, organization.name]).toEqual(['acme', organization.reference]);
    const domain = new MailDomain(stack, 'd', { name: 'acme.example' });
    expect(domain.nameInput).toBe('acme.example');
  });
});

it('keeps null, which clears, apart from what is left out', () => {
  const { resource } = synth(
    (stack) => new MailUser(stack, 'ada', { email: 'ada@acme.example', displayName: null, department: undefined }),
  );
  const written = resource?.['mail_user']?.['ada'];
  expect(written).toHaveProperty('display_name', null);
  expect(written).not.toHaveProperty('department');
});

it('writes meta-arguments the way Terraform knows them', () => {
  const { resource } = synth((stack) => {
    const eu = new MailProvider(stack, 'eu', { host: 'sandbox', alias: 'eu' });
    const domain = new MailDomain(stack, 'domain', { name: 'acme.example' });
    new MailUser(stack, 'ada', {
      email: 'ada@acme.example',
      provider: eu,
      dependsOn: [domain],
      lifecycle: { preventDestroy: true, ignoreChanges: ['givenName', 'quota'] },
    });
    new MailUser(stack, 'bob', { email: 'bob@acme.example', lifecycle: { ignoreChanges: 'all' } });
  });
  expect(resource?.['mail_user']).toMatchObject({
    ada: {
      provider: 'mail.eu',
      depends_on: ['mail_domain.domain'],
      lifecycle: { prevent_destroy: true, ignore_changes: ['given_name', 'quota'] },
    },
    bob: { lifecycle: { ignore_changes: 'all' } },
  });
});

it('leaves variables and hand-written expressions to be evaluated later', () => {
  const { resource } = synth((stack) => {
    const plan = new TerraformVariable(stack, 'plan', { type: 'string' });
    const members = new TerraformVariable(stack, 'members', { type: 'list(string)' });
    new MailUser(stack, 'ada', { email: 'ada@${var.zone}', plan: plan.stringValue, quota: '${var.quota}' });
    new MailGroup(stack, 'all', { address: 'all@acme.example', members: members.listValue });
  });
  expect(resource).toMatchObject({
    mail_user: { ada: { email: 'ada@${var.zone}', plan: '${var.plan}', quota: '${var.quota}' } },
    mail_group: { all: { members: '${var.members}' } },
  });
});

it('refers across stacks by the remote state that the CDK makes, also where the same construct is used in its own stack', () => {
  const stacks = synthApp((app) => {
    const people = new TerraformStack(app, 'people');
    const lists = new TerraformStack(app, 'lists');
    for (const stack of [people, lists]) new MailProvider(stack, 'mail', { host: 'sandbox' });
    const ada = new MailUser(people, 'ada', { email: 'ada@acme.example' });
    new MailGroup(people, 'team', { address: 'team@acme.example', members: [ada] });
    new MailAlias(lists, 'info', { address: 'info@acme.example', targets: [ada] });
  });
  const output = 'cross-stack-output-mail_useradaemail';
  const data = 'cross-stack-reference-input-people';
  expect(stacks['people']?.resource?.['mail_group']?.['team']?.['members']).toEqual(['${mail_user.ada.email}']);
  expect(stacks['people']?.output?.[output]?.['value']).toBe('${mail_user.ada.email}');
  expect(stacks['lists']?.data?.['terraform_remote_state']).toHaveProperty([data]);
  expect(stacks['lists']?.resource?.['mail_alias']?.['info']?.['targets']).toEqual([
    `\${data.terraform_remote_state.${data}.outputs.${output}}`,
  ]);
});

it('synthesises the same text every time', () => {
  const text = () =>
    synthTexts((app) => {
      const stack = new TerraformStack(app, 'acme');
      new MailProvider(stack, 'mail', { host: 'sandbox', scope: { alias: 'remove' } });
      const ada = new MailUser(stack, 'ada', { email: 'ada@acme.example', licences: ['b', 'a'] });
      new MailGroup(stack, 'team', { address: 'team@acme.example', members: [ada, 'x@y.example'] });
    })['acme'];
  expect(text()).toBe(text());
});
