/** What a right manifest comes to. */
import { readManifest } from '../../src/manifest';
import { MAIL, at, attributes, given, objects, read, shown, stack } from './fixture';

const user = (body: object): object => ({ email: 'ada@acme.example', ...body });
const users = (body: object, more: object = {}): { resource: object } => ({
  resource: { mail_user: { ada: user(body), ...more } },
});

describe('an object', () => {
  it('has the attributes of its resource, normalised', () => {
    const result = read({
      resource: {
        mail_user: {
          ada: at('acme/staff/ada', {
            email: ' Ada@ACME.example',
            given_name: 'Ada',
            quota: '25 GB',
            forwarding: { to: ['b@acme.example', 'a@acme.example'], keep_copy: true },
            phone: null,
          }),
        },
      },
    });
    expect(result.desired?.objects).toEqual([
      {
        kind: 'user',
        identity: 'ada@acme.example',
        host: 'mail',
        address: 'acme/mail_user.ada',
        declaredAt: 'acme/staff/ada',
        attributes: {
          email: 'ada@acme.example',
          givenName: 'Ada',
          quota: 25_000_000_000,
          forwarding: { to: ['a@acme.example', 'b@acme.example'], keepCopy: true },
          phone: null,
        },
        dependsOn: [],
        lifecycle: { preventDestroy: false, ignoreChanges: [] },
      },
    ]);
    expect(result.findings).toEqual([]);
  });

  it('carries its lifecycle', () => {
    const lifecycle = (written: unknown): unknown =>
      objects(read(users({ lifecycle: written })))['acme/mail_user.ada']?.lifecycle;
    expect(
      lifecycle({ prevent_destroy: true, ignore_changes: ['forwarding.to', 'given_name', 'forwarding[0]'] }),
    ).toEqual({
      preventDestroy: true,
      ignoreChanges: ['forwarding', 'givenName'],
    });
    expect(lifecycle([{ ignore_changes: 'all', create_before_destroy: true }])).toEqual({
      preventDestroy: false,
      ignoreChanges: 'all',
    });
    expect(lifecycle({ ignore_changes: ['all'] })).toEqual({ preventDestroy: false, ignoreChanges: 'all' });
  });

  it('depends on mail objects of its stack, and on nothing else', () => {
    const depends_on = ['mail_user.bob', 'null_resource.x', 'data.external.y', 'mail_user.team'];
    const team = { for_each: { b: 'b', a: 'a' }, email: '${each.key}@acme.example' };
    const result = read(users({ depends_on }, { bob: { email: 'bob@acme.example' }, team }));
    expect(objects(result)['acme/mail_user.ada']?.dependsOn).toEqual([
      'acme/mail_user.bob',
      'acme/mail_user.team["a"]',
      'acme/mail_user.team["b"]',
    ]);
  });

  it('belongs to the host of its provider block', () => {
    const provider = { mail: [MAIL, { ...MAIL, alias: 'eu', endpoint: 'https://eu.acme.example' }] };
    const result = read({
      provider,
      ...users({ provider: 'mail.eu' }, { bob: { email: 'bob@acme.example', provider: 'mail' } }),
    });
    expect(result.desired?.objects.map(({ identity, host }) => [identity, host])).toEqual([
      ['ada@acme.example', 'mail.eu'],
      ['bob@acme.example', 'mail'],
    ]);
  });

  it('may have the address of another at another host, for a move', () => {
    const provider = { mail: [MAIL, { ...MAIL, alias: 'eu' }] };
    const result = read({ provider, ...users({}, { moved: { email: 'ada@acme.example', provider: 'mail.eu' } }) });
    expect(result.desired?.objects.map(({ host }) => host)).toEqual(['mail', 'mail.eu']);
  });
});

describe('an expression', () => {
  const displayName = (text: unknown, json: object = {}, variables = given({})): unknown =>
    attributes(read({ ...users({ display_name: text }), ...json }, variables), 'mail_user.ada')['displayName'];

  it('refers to attributes of objects, through other references', () => {
    const result = read({
      resource: {
        mail_domain: { acme: { name: 'acme.example' } },
        mail_user: {
          ada: { email: 'ada@${mail_domain.acme.name}', forwarding: { to: ['${mail_group.all.address}'] } },
        },
        mail_group: {
          all: {
            address: 'all@acme.example',
            members: ['${mail_user.ada.email}', '${mail_user.ada.forwarding.to[0]}'],
          },
        },
      },
    });
    expect(attributes(result, 'mail_group.all')['members']).toEqual(['ada@acme.example', 'all@acme.example']);
  });

  it('may name an object whose other attributes refer back', () => {
    const result = read({
      resource: {
        mail_domain: { acme: { name: 'acme.example', catch_all: ['${mail_user.ada.email}'] } },
        mail_user: { ada: { email: 'ada@${mail_domain.acme.name}' } },
      },
    });
    expect(attributes(result, 'mail_domain.acme')['catchAll']).toEqual(['ada@acme.example']);
  });

  it('keeps the type of its value when it is the whole text', () => {
    const locals = { list: ['a', 'b'], no: false, copy: '${local.list}' };
    const result = read({ locals, ...users({ licences: '${local.copy}', must_change_password: '${local.no}' }) });
    expect(attributes(result, 'mail_user.ada')).toMatchObject({ licences: ['a', 'b'], mustChangePassword: false });
  });

  it('is put together with the text around it', () => {
    const locals = { n: 3, yes: true, people: { first: 'Ada' } };
    expect(displayName('${local.people.first} ${local.n} ${local.yes} $${x} %%{y}', { locals })).toBe(
      'Ada 3 true ${x} %{y}',
    );
  });

  it.each([
    ['string', '7', '7'],
    ['number', '7', '7'],
    ['bool', 'true', 'true'],
    ['list(string)', '["7", "8"]', '7'],
    [undefined, '7', '7'],
  ])('reads a variable of type %s from the environment', (type, text, shownAs) => {
    const index = type === 'list(string)' ? '[0]' : '';
    expect(displayName(`<\${var.x${index}}>`, { variable: { x: { type } } }, given({ x: text }))).toBe(`<${shownAs}>`);
  });

  it('takes the default of a variable that is not given, and not that of one that is', () => {
    const variable = { x: { type: 'string', default: 'by default' } };
    expect(displayName('${var.x}', { variable })).toBe('by default');
    expect(displayName('${var.x}', { variable }, given({ x: 'given' }))).toBe('given');
  });

  it('takes a reference to a secret from a sensitive variable', () => {
    const variable = { secret: { type: 'string', sensitive: true } };
    const result = read({ variable, ...users({ initial_password: '${var.secret}' }) }, given({ secret: 'env:ADA' }));
    expect(attributes(result, 'mail_user.ada')['initialPassword']).toBe('env:ADA');
  });

  it('reaches into another stack through its outputs', () => {
    const other = stack({
      resource: { mail_user: { bob: { email: 'bob@acme.example' } } },
      output: { 'cross-stack-output-bob': { sensitive: true, value: '${mail_user.bob.email}' } },
    }, 'my.people'); // prettier-ignore
    const remote = '${data.terraform_remote_state.cross-stack-reference-input-mypeople.outputs.cross-stack-output-bob}';
    const sources = [stack(users({ display_name: `<${remote}>` })), other];
    const { desired, findings } = readManifest(sources, { stacks: ['acme'] });
    expect(findings).toEqual([]);
    expect(desired?.objects.map(({ attributes: { displayName: name } }) => name)).toEqual(['<bob@acme.example>']);
  });
});

describe('a block for several objects', () => {
  it('counts', () => {
    const json = {
      resource: {
        mail_user: { box: { count: '${var.n}', email: 'box${count.index}@acme.example' } },
        mail_alias: { first: { address: 'first@acme.example', targets: ['${mail_user.box[1].email}'] } },
      },
    };
    const result = read({ variable: { n: { type: 'number', default: 2 } }, ...json });
    expect(Object.keys(objects(result))).toEqual([
      'acme/mail_user.box[0]',
      'acme/mail_user.box[1]',
      'acme/mail_alias.first',
    ]);
    expect(attributes(result, 'mail_alias.first')['targets']).toEqual(['box1@acme.example']);
  });

  it('goes through a map', () => {
    const for_each = { ada: { given: 'Ada' }, bob: { given: 'Bob' } };
    const result = read({
      resource: {
        mail_user: { staff: { for_each, email: '${each.key}@acme.example', given_name: '${each.value.given}' } },
      },
    });
    expect(attributes(result, 'mail_user.staff["bob"]')).toEqual({ email: 'bob@acme.example', givenName: 'Bob' });
  });

  it('goes through a set', () => {
    const staff = { for_each: '${toset(["ada", "bob"])}', email: '${each.value}@acme.example' };
    expect(Object.keys(objects(read({ resource: { mail_user: { staff } } })))).toHaveLength(2);
  });
});

describe('a provider block', () => {
  it('declares a host, with all scopes at keep unless said otherwise', () => {
    const mail = {
      ...MAIL,
      username: 'ops',
      scope: { alias: 'remove' },
      thresholds: { removal_count: 5 },
      checks: { 'mail-loop': 'warning' },
      options: { timeout_seconds: 9 },
    };
    expect(read({ provider: { mail } }).desired?.hosts).toEqual([
      {
        name: 'mail',
        driver: 'sandbox',
        endpoint: MAIL.endpoint,
        username: 'ops',
        token: 'env:MAIL_TOKEN',
        options: { timeoutSeconds: 9 },
        scope: { organization: 'keep', domain: 'keep', user: 'keep', alias: 'remove', group: 'keep' },
        thresholds: { removalCount: 5 },
        checks: { 'mail-loop': 'warning' },
      },
    ]);
  });

  it('may be the same in several stacks, but not different', () => {
    const both = (endpoint: string): ReturnType<typeof readManifest> =>
      readManifest([stack({}, 'a'), stack({ provider: { mail: { ...MAIL, endpoint } } }, 'b')]);
    expect(both(MAIL.endpoint).desired?.hosts).toHaveLength(1);
    expect(shown(both('https://elsewhere.example').findings)).toEqual([
      'provider-conflict | b/provider.mail | stacks "a" and "b" both have a provider block "mail", with different settings',
    ]);
  });
});

describe('the rest of a manifest', () => {
  it('is counted by provider and left alone', () => {
    const resource = {
      null_resource: { a: {}, b: {} },
      aws_s3_bucket: { c: { bucket: '${upper("x")}' } },
      terraform_data: { d: {} },
    };
    const rest = {
      data: { aws_ami: { x: {} } },
      output: { y: { value: '${upper("y")}' } },
      moved: [{ from: 'a', to: 'b' }],
      import: [],
      terraform: {},
    };
    const result = read({ resource, ...rest });
    expect(result).toMatchObject({
      findings: [],
      desired: { objects: [], foreign: { aws: 1, null: 2, terraform: 1 } },
    });
  });

  it('tells of modules, which it cannot see into', () => {
    const result = read({ module: { staff: { source: './staff' } } });
    expect(result.findings).toMatchObject([{ severity: 'info', code: 'module-not-seen' }]);
    expect(result.desired).toBeDefined();
  });

  it('is read from several documents and lists of blocks alike', () => {
    const json = [
      { provider: [{ mail: MAIL }] },
      { resource: [{ mail_user: [{ ada: [{ email: 'ada@acme.example' }] }] }] },
    ];
    expect(Object.keys(objects(readManifest([{ name: 'acme', json }])))).toEqual(['acme/mail_user.ada']);
  });
});

describe('stacks', () => {
  const sources = [stack(users({}), 'one'), stack({ resource: { mail_user: { bad: {} } } }, 'two')];

  it('are all read unless some are named', () => {
    expect(shown(readManifest(sources).findings)).toHaveLength(1);
    expect(readManifest(sources, { stacks: ['one'] }).desired?.objects).toHaveLength(1);
  });

  it('are listed when an unknown one is named', () => {
    expect(readManifest(sources, { stacks: ['tow'] }).findings).toEqual([
      {
        severity: 'error',
        code: 'stack-unknown',
        summary: 'the manifest has no stack "tow", did you mean "two"?',
        fix: 'name one of "one", "two"',
      },
    ]);
  });

  it('that are not read are reported where others refer to what is wrong in them', () => {
    const people = stack(
      { resource: { mail_user: { bob: { email: 'bob' } } }, output: { bob: { value: '${mail_user.bob.email}' } } },
      'people',
    );
    const one = stack(
      users({ display_name: '${data.terraform_remote_state.cross-stack-reference-input-people.outputs.bob}' }),
    );
    expect(shown(readManifest([one, people], { stacks: ['acme'] }).findings)).toEqual([
      'attribute-invalid | people/mail_user.bob | email | email: "bob" has no "@", write an address such as "ada@acme.example"',
    ]);
  });
});
