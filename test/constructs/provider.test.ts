import { MailProvider, MailUser } from '../../src/constructs';
import { PROVIDER, snakeKeys } from '../../src/model';
import { problemsOf, synth, synthApp, untyped } from './synthesis';
import { TerraformStack } from 'cdktf';

const samples = (which: 0 | 1) =>
  Object.fromEntries(Object.entries(PROVIDER).map(([name, attribute]) => [name, attribute.samples[which]]));

it.each([0, 1] as const)(
  'writes every attribute of the provider block, and where it is declared (sample %d)',
  (which) => {
    const { provider, terraform } = synth(
      (stack) => new MailProvider(stack, 'eu', untyped({ ...samples(which), alias: 'eu' })),
    );
    expect(provider?.['mail']).toEqual([
      { host: 'sandbox', '//': { metadata: { path: 'acme/mail' } } },
      { ...(snakeKeys(samples(which)) as object), alias: 'eu', '//': { metadata: { path: 'acme/eu' } } },
    ]);
    expect(terraform?.required_providers?.['mail']).toEqual({ source: 'mailstate/mail', version: '~> 0.1' });
  },
);

it('may be overridden in part', () => {
  const { provider } = synth((stack) => {
    const eu = new MailProvider(stack, 'eu', { host: 'sandbox', alias: 'eu', scope: { alias: 'remove' } });
    eu.addOverride('scope.user', 'close');
  });
  expect(provider?.['mail']?.[1]).toMatchObject({ host: 'sandbox', scope: { alias: 'remove', user: 'close' } });
});

it('leaves out what is null', () => {
  const { provider } = synth(
    (stack) => new MailProvider(stack, 'eu', untyped({ host: 'x', alias: 'eu', token: null })),
  );
  expect(provider?.['mail']?.[1]).not.toHaveProperty('token');
});

it('serves all objects of the stack when it is the only one', () => {
  const { resource } = synth((stack) => new MailUser(stack, 'ada', { email: 'ada@acme.example' }));
  expect(resource?.['mail_user']?.['ada']).not.toHaveProperty('provider');
});

it('says all that is wrong with it, and repeats no token', () => {
  const problems = problemsOf((stack) => {
    new MailProvider(stack, 'a', untyped({ alias: '9', tokn: 'x', token: 'hunter2', thresholds: { removals: 4 } }));
  });
  expect(problems).toEqual([
    '[acme/a] alias is "9"; it takes letters, digits, _ and -, and starts with a letter',
    '[acme/a] a MailProvider has no attribute "tokn", did you mean "token"?',
    expect.stringContaining('[acme/a] token is not a reference to a secret; write "env:NAME"'),
    '[acme/a] thresholds.removals 4 is above the most allowed, 1',
    '[acme/a] a MailProvider needs "host", such as "sandbox"',
  ]);
  expect(problems.join()).not.toContain('hunter2');
});

it('says which two blocks configure one host', () => {
  expect(problemsOf((stack) => new MailProvider(stack, 'again', { host: 'sandbox' }))).toEqual([
    '[acme] acme/mail and acme/again both configure the host "mail"; give one of them an alias',
  ]);
});

describe('a stack whose objects have no host', () => {
  const failing = (build: (stack: TerraformStack) => void) => () =>
    synthApp((app) => build(new TerraformStack(app, 'acme')));
  const user = (stack: TerraformStack, id = 'ada') => new MailUser(stack, id, { email: `${id}@acme.example` });

  it('is told to add a provider', () => {
    expect(failing(user)).toThrow('acme/ada: the stack has no MailProvider; add one, such as new MailProvider');
  });

  it('is told which aliases there are', () => {
    const build = (stack: TerraformStack) => {
      new MailProvider(stack, 'eu', { host: 'sandbox', alias: 'eu' });
      for (const id of ['a', 'b', 'c', 'd']) user(stack, id);
    };
    expect(failing(build)).toThrow(
      'acme/a, acme/b, acme/c and more: no provider is given, and every MailProvider of the stack has an alias (mail.eu)',
    );
  });

  it('is told that a provider belongs to another stack', () => {
    const build = () =>
      synthApp((app) => {
        const eu = new MailProvider(new TerraformStack(app, 'eu'), 'eu', { host: 'sandbox', alias: 'eu' });
        new MailUser(new TerraformStack(app, 'acme'), 'ada', { email: 'ada@acme.example', provider: eu });
      });
    expect(build).toThrow('acme/ada: the provider "mail.eu" belongs to another stack');
  });
});

it('refuses anything but an object at once', () => {
  expect(() => synth((stack) => new MailProvider(stack, 'eu', untyped('sandbox')))).toThrow(
    'acme/eu: a MailProvider takes an object, got "sandbox"',
  );
});
