/** Finding the manifest and its variables on disk. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { loadManifest } from '../../src/manifest';
import type { Block } from './fixture';
import { MAIL, shown } from './fixture';

let directory: string;
beforeEach(async () => void (directory = await mkdtemp(join(tmpdir(), 'mailstate-manifest-'))));
afterEach(() => rm(directory, { recursive: true }));

async function write(files: Readonly<Record<string, unknown>>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(directory, name)), { recursive: true });
    await writeFile(join(directory, name), typeof content === 'string' ? content : JSON.stringify(content));
  }
}

const one = (name: string, more: Block = {}): Block => ({
  provider: { mail: [MAIL] },
  resource: { mail_user: { [name]: { email: `${name}@acme.example`, ...more } } },
});
const assembly = (...names: string[]): Block => ({
  version: '0.21.0',
  stacks: Object.fromEntries(names.map((name) => [name, { name, synthesizedStackPath: `stacks/${name}/cdk.tf.json` }])),
});
const addresses = (result: Awaited<ReturnType<typeof loadManifest>>): string[] | undefined =>
  result.desired?.objects.map(({ address }) => address);

describe('a directory', () => {
  it('may hold an assembly of stacks', async () => {
    await write({
      'manifest.json': assembly('a', 'b'),
      'stacks/a/cdk.tf.json': one('ada'),
      'stacks/b/cdk.tf.json': one('bob'),
    });
    expect(addresses(await loadManifest(directory))).toEqual(['a/mail_user.ada', 'b/mail_user.bob']);
    expect(addresses(await loadManifest(directory, { stacks: ['b'] }))).toEqual(['b/mail_user.bob']);
  });

  it('may hold one stack', async () => {
    await write({ 'acme/cdk.tf.json': `\uFEFF${JSON.stringify(one('ada'))}` });
    expect(addresses(await loadManifest(join(directory, 'acme')))).toEqual(['acme/mail_user.ada']);
  });

  it('may hold one stack in several files', async () => {
    await write({
      'acme/a.tf.json': { provider: { mail: MAIL } },
      'acme/b.tf.json': { resource: { mail_user: { ada: { email: 'ada@acme.example' } } } },
    });
    expect(addresses(await loadManifest(join(directory, 'acme')))).toEqual(['acme/mail_user.ada']);
  });
});

describe('a mistake', () => {
  const only = async (path = directory, stacks?: string[]): Promise<string[]> => {
    const { desired, findings } = await loadManifest(path, { stacks });
    expect(desired).toBeUndefined();
    return findings.map(({ code, summary, fix }) => `${code} | ${summary} | ${fix}`.replaceAll(directory, '.'));
  };
  const again = 'run "mailstate plan" without --manifest, or "cdktf synth"';

  it('in the path is named', async () => {
    expect(await only(join(directory, 'nowhere'))).toEqual([
      `manifest-not-found | the directory "./nowhere" does not exist | ${again}`,
    ]);
    await write({ file: 'x' });
    expect(await only(join(directory, 'file'))).toEqual([
      `manifest-not-found | the directory "./file" cannot be read (ENOTDIR) | ${again}`,
    ]);
  });

  it('of pointing to the program instead of what it wrote is named', async () => {
    await write({ 'cdktf.json': {} });
    expect(await only()).toEqual([
      'manifest-not-found | the directory "." holds neither manifest.json nor cdk.tf.json | point to its folder of synthesised stacks, usually "./cdktf.out"',
    ]);
  });

  it('in the JSON is named with its file, without repeating the file', async () => {
    await write({ 'manifest.json': assembly('a'), 'stacks/a/cdk.tf.json': '{"password": hunter2}' });
    expect(await only()).toEqual([`manifest-unreadable | "./stacks/a/cdk.tf.json" is not valid JSON | ${again}`]);
    expect(await only(directory, ['a'])).toHaveLength(1);
    await write({ 'stacks/a/cdk.tf.json': '{' });
    expect((await only())[0]).toContain('is not valid JSON');
  });

  it.each([
    ['no stacks', { stacks: {} }, 'manifest-not-found'],
    ['nothing of the kind', [1], 'manifest-not-found'],
    ['a stack outside', { stacks: { a: { synthesizedStackPath: '../../cdk.tf.json' } } }, 'manifest-shape'],
    ['a stack without a path', { stacks: { a: 'x' } }, 'manifest-shape'],
    ['a stack that is not there', assembly('a'), 'manifest-unreadable'],
  ])('of an assembly with %s is named', async (_, json, code) => {
    await write({ 'manifest.json': json });
    expect((await loadManifest(directory)).findings.map((finding) => finding.code)).toEqual([code]);
  });

  it('in a stack that is not asked for does no harm', async () => {
    await write({
      'manifest.json': assembly('a', 'b'),
      'stacks/a/cdk.tf.json': one('ada'),
      'stacks/b/cdk.tf.json': '{',
    });
    expect(addresses(await loadManifest(directory, { stacks: ['a'] }))).toEqual(['a/mail_user.ada']);
  });
});

describe('variables', () => {
  const stack = {
    variable: { x: { type: 'string', default: 'default' } },
    ...one('ada', { display_name: '${var.x}' }),
  };
  const value = async (options = {}): Promise<unknown> => {
    const { desired, findings } = await loadManifest(directory, {
      projectDirectory: join(directory, 'project'),
      ...options,
    });
    return desired?.objects[0]?.attributes['displayName' as never] ?? shown(findings);
  };

  it('come from the environment, then from files, then from the caller, the later counting', async () => {
    await write({ 'cdk.tf.json': stack });
    expect(await value()).toBe('default');
    const env = { TF_VAR_x: 'environment', TF_VAR_unused: '', x: 'not this' };
    expect(await value({ env })).toBe('environment');
    const later: [string, unknown][] = [
      ['project/terraform.tfvars', 'x = "1"'],
      ['project/terraform.tfvars.json', { x: '2' }],
      ['project/a.auto.tfvars.json', { x: '3' }],
      ['project/b.auto.tfvars', 'x = "4"'],
      ['terraform.tfvars', 'x = 5'],
      ['z.auto.tfvars', 'x = "6"'],
    ];
    for (const [i, [name, content]] of later.entries()) {
      await write({ [name]: content });
      expect(await value({ env })).toBe(String(i + 1));
    }
    expect(await value({ env, variables: new Map([['x', { value: 'caller', source: '--var' }]]) })).toBe('caller');
  });

  it('in a file that cannot be read are reported with its line, and no value is repeated', async () => {
    await write({ 'cdk.tf.json': stack, 'project/terraform.tfvars': 'y = 1\nx = hunter2("a")\n' });
    expect(await value()).toEqual([
      'manifest-unreadable | the file of variables cannot be read: line 2 has something other than a plain value',
    ]);
    await write({ 'project/terraform.tfvars': 'x = local.hunter2' });
    expect(await value()).toEqual([
      'manifest-unreadable | the file of variables cannot be read: line 1 has something other than a plain value',
    ]);
    await write({ 'project/terraform.tfvars': '', 'project/x.auto.tfvars.json': '{"x": hunter2}' });
    expect(await value()).toEqual(['manifest-unreadable | the file of variables is not a JSON object']);
  });
});
