import { App, TerraformStack } from 'cdktf';
import { MailAlias, MailDomain, MailGroup, MailProvider, MailUser } from '../../src/constructs';
import { inFolder, problemsOf, synth, untyped } from './synthesis';

it('shows all problems of all constructs together, each with its construct', () => {
  const problems = problemsOf((stack) => {
    new MailUser(stack, 'ada', untyped({ email: 'ada', quota: '25 gigs', status: 'gone' }));
    new MailGroup(stack, 'team', { address: 'team@acme.example', members: ['ada@acme.example', 'nobody'] });
    new MailDomain(stack, 'domain', untyped({ name: 'acme.example', dkim: { keyLength: 1000 } }));
  });
  expect(problems).toEqual([
    '[acme/ada] email "ada" has no "@", write an address such as "ada@acme.example"',
    expect.stringMatching(/^\[acme\/ada\] quota "25 gigs" is not a size, write it like "25 GB"/),
    '[acme/ada] status "gone" is not one of "active", "locked", "closed"',
    '[acme/team] members[1] "nobody" has no "@", write an address such as "ada@acme.example"',
    '[acme/domain] dkim.keyLength 1000 is not one of 1024, 2048, 4096',
  ]);
});

describe('mistakes that TypeScript would catch are clear in JavaScript too', () => {
  const user = (props: unknown) => problemsOf((stack) => new MailUser(stack, 'ada', untyped(props)));
  const ada = { email: 'ada@acme.example' };

  it.each<[string, unknown, string]>([
    ['no props', undefined, 'a user needs "email" (email in the manifest)'],
    ['no address', {}, 'a user needs "email" (email in the manifest)'],
    ['a misspelt prop', { ...ada, qouta: '1 GB' }, 'a user has no attribute "qouta", did you mean "quota"?'],
    ['what the host tells', { ...ada, id: '7' }, 'id is told by the host and cannot be declared'],
    ['a text for a list', { ...ada, licences: 'a' }, 'licences expected a list, got "a"'],
    ['a member not there', { ...ada, licences: [undefined] }, 'licences[0] expected a text, got nothing'],
    ['a function', { ...ada, plan: () => 'pro' }, "plan expected a text, got () => 'pro'"],
    ['a provider by name', { ...ada, provider: 'mail.eu' }, 'provider is no MailProvider; pass the construct, such as provider: new MailProvider(this, "eu", { ... })'],
    ['a dependency by name', { ...ada, dependsOn: ['x'] }, 'dependsOn[0] is no construct'],
    ['no list of dependencies', { ...ada, dependsOn: 'x' }, 'dependsOn is no list of constructs'],
    ['lifecycle as text', { ...ada, lifecycle: 'keep' }, 'lifecycle is "keep", write it like { preventDestroy: true }'],
    ['a misspelt lifecycle', { ...ada, lifecycle: { preventDestory: true } }, 'lifecycle.preventDestory is not known here; allowed are preventDestroy and ignoreChanges'],
    ['a lifecycle of the wrong type', { ...ada, lifecycle: { preventDestroy: 'yes' } }, 'lifecycle.preventDestroy is "yes", write true or false'],
    ['a misspelt ignored attribute', { ...ada, lifecycle: { ignoreChanges: ['qouta'] } }, 'lifecycle.ignoreChanges names "qouta", but a user has no such attribute, did you mean "quota"?'],
    ['ignored attributes as text', { ...ada, lifecycle: { ignoreChanges: 'quota' } }, 'lifecycle.ignoreChanges is "quota", write "all" or a list of attributes'],
  ])('%s', (_, props, problem) => {
    expect(user(props)).toEqual([`[acme/ada] ${problem}`]);
  }); // prettier-ignore

  it('props that are no object', () => {
    expect(() => synth((stack) => new MailUser(stack, 'ada', untyped('ada@acme.example')))).toThrow(
      'acme/ada: a user takes an object of attributes, got "ada@acme.example"; write { email: ... }',
    );
  });

  it('a construct of the wrong kind', () => {
    const problems = problemsOf((stack) => {
      const ada = new MailUser(stack, 'ada', { email: 'ada@acme.example' });
      const domain = new MailDomain(stack, 'domain', { name: 'acme.example' });
      new MailDomain(stack, 'other', { name: 'acme.test', aliasOf: untyped(ada) });
      new MailGroup(stack, 'team', { address: 'team@acme.example', members: [ada, untyped(domain), untyped(stack)] });
      new MailUser(stack, 'bob', { email: 'bob@acme.example', forwarding: { to: [untyped(domain)] } });
    });
    expect(problems).toEqual([
      '[acme/other] aliasOf is the user acme/ada; it takes domain',
      '[acme/team] members[1] is the domain acme/domain; it takes user, alias, group',
      '[acme/bob] forwarding.to[0] is the domain acme/domain; it takes user, alias, group',
    ]);
  });

  it('a construct that has nothing to do with mail', () => {
    expect(
      problemsOf((stack) => new MailGroup(stack, 'g', { address: 'g@acme.example', members: [untyped(stack)] })),
    ).toEqual(['[acme/g] members[0] "the construct acme" has no "@", write an address such as "ada@acme.example"']);
  });
});

it('names both constructs that declare one address, whatever the spelling', () => {
  expect(
    problemsOf((stack) => {
      new MailUser(stack, 'ada', { email: 'ada@acme.example' });
      new MailUser(stack, 'again', { email: ' Ada@ACME.example' });
      new MailAlias(stack, 'alias', { address: 'ada@acme.example', targets: ['x@y.example'] });
    }),
  ).toEqual([
    '[acme] "ada@acme.example" is declared twice: as user by acme/ada and as user by acme/again; keep one of them',
    '[acme] "ada@acme.example" is declared twice: as user by acme/ada and as alias by acme/alias; keep one of them',
  ]);
});

it('takes one address at two hosts', () => {
  const both = (stack: TerraformStack) => {
    const provider = new MailProvider(stack, 'eu', { host: 'sandbox', alias: 'eu' });
    new MailUser(stack, 'here', { email: 'ada@acme.example' });
    new MailUser(stack, 'there', { email: 'ada@acme.example', provider });
  };
  expect(problemsOf(both)).toEqual([]);
});

describe('a plain password', () => {
  const declare = (stack: TerraformStack) =>
    new MailUser(stack, 'ada', { email: 'ada@acme.example', initialPassword: 'hunter2' });

  it('is refused and not repeated', () => {
    const problems = problemsOf(declare);
    expect(problems).toEqual([
      expect.stringContaining('[acme/ada] initialPassword is not a reference to a secret; write "env:NAME"'),
    ]);
    expect(problems.join()).not.toContain('hunter2');
  });

  it('reaches no manifest even where validation is skipped', () => {
    inFolder((outdir) => {
      const stack = new TerraformStack(new App({ outdir, skipValidation: true }), 'acme');
      declare(stack);
      expect(JSON.stringify(stack.toTerraform())).not.toContain('hunter2');
    });
  });
});

it('checks what stands beside references', () => {
  const problems = problemsOf((stack) => {
    const ada = new MailUser(stack, 'ada', { email: 'ada@acme.example' });
    new MailGroup(stack, 'team', { address: 'team@acme.example', members: [ada.email, '${var.other}', ada, 'nobody'] });
    new MailUser(stack, 'bob', { email: 'bob@acme.example', postalAddress: { country: '${var.country}', city: '' } });
  });
  expect(problems).toEqual([
    '[acme/team] members[3] "nobody" has no "@", write an address such as "ada@acme.example"',
    expect.stringMatching(/^\[acme\/bob\] postalAddress\.city is empty/),
  ]);
});

it('refuses an object outside a stack', () => {
  inFolder((outdir) => {
    const app = new App({ outdir });
    expect(() => new MailUser(app, 'ada', { email: 'ada@acme.example' })).toThrow(/No stack/);
  });
});
