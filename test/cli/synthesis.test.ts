import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { World } from '../../src/cli/world';
import { terminal } from '../support/terminal';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mailstate-synthesis-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const settings = (value: unknown): Promise<void> => writeFile(join(folder, 'cdktf.json'), JSON.stringify(value));

/** A program that synthesises one stack, or says something and fails. */
function program(fails?: { readonly stderr: string; readonly stdout?: string; readonly code?: number }) {
  const calls: { command: string; cwd: string; env: Record<string, string | undefined> }[] = [];
  const shell: World['shell'] = async (command, { cwd, env }) => {
    calls.push({ command, cwd, env: { ...env } });
    if (fails !== undefined) return { code: fails.code ?? 1, stdout: fails.stdout ?? '', stderr: fails.stderr };
    const outdir = env.CDKTF_OUTDIR ?? '';
    await mkdir(join(outdir, 'stacks', 'acme'), { recursive: true });
    const stacks = { acme: { name: 'acme', synthesizedStackPath: 'stacks/acme/cdk.tf.json' } };
    const provider = { mail: [{ host: 'sandbox', token: 'env:MAIL_TOKEN' }] };
    const stack = { provider, resource: { mail_domain: { acme: { name: 'acme.example' } } } };
    await writeFile(join(outdir, 'manifest.json'), JSON.stringify({ version: '0.21.0', stacks }));
    await writeFile(join(outdir, 'stacks', 'acme', 'cdk.tf.json'), JSON.stringify(stack));
    return { code: 0, stdout: 'said by the program\n', stderr: '' };
  };
  return { calls, shell };
}

describe('the program of cdktf.json', () => {
  it('is run in its folder with what the CDK expects, from a folder below too', async () => {
    await settings({ app: 'npx ts-node main.ts', output: 'out', context: { region: 'eu' } });
    await mkdir(join(folder, 'deep', 'er'), { recursive: true });
    const { calls, shell } = program();
    const { run, stdout, stderr } = terminal({ cwd: join(folder, 'deep', 'er'), env: { PATH: '/bin' }, shell });
    expect(await run('validate')).toBe(0);
    expect(calls).toEqual([
      {
        command: 'npx ts-node main.ts',
        cwd: folder,
        env: { PATH: '/bin', CDKTF_OUTDIR: join(folder, 'out'), CDKTF_CONTEXT_JSON: '{"region":"eu"}' },
      },
    ]);
    expect(stdout.text).toBe('Valid: 1 domain.\n');
    expect(stderr.text).toBe('said by the program\n');
  });

  it('is not run where a manifest is given', async () => {
    await settings({ app: 'false' });
    const { calls, shell } = program();
    expect(await terminal({ cwd: folder, shell }).run('validate', '--manifest', 'nowhere')).toBe(1);
    expect(calls).toEqual([]);
  });

  it('is missed where there is no cdktf.json', async () => {
    const { run, stderr } = terminal({ cwd: folder });
    expect(await run('plan')).toBe(1);
    expect(stderr.text).toContain(`there is no cdktf.json in ${folder} or above it`);
    expect(stderr.text).toContain('mailstate init');
  });

  it.each([
    [{ language: 'typescript' }, 'has no "app"'],
    [{ app: ' ' }, 'has no "app"'],
    [{ app: 'x', output: 7 }, 'is no text'],
    [[], 'holds no JSON object'],
  ])('is missed where cdktf.json is %j', async (value, said) => {
    await settings(value);
    const { run, stderr } = terminal({ cwd: folder });
    expect(await run('validate')).toBe(1);
    expect(stderr.text).toContain(said);
  });

  it('that writes nothing does not pass with what an earlier run wrote', async () => {
    await settings({ app: 'main' });
    await terminal({ cwd: folder, shell: program().shell }).run('validate');
    const { run, stderr } = terminal({ cwd: folder, shell: program({ code: 0, stderr: '' }).shell });
    expect(await run('validate')).toBe(1);
    expect(stderr.text).toContain('call app.synth()');
  });
});

describe('a program that fails', () => {
  async function said(stderr: string, stdout = ''): Promise<string> {
    await settings({ app: 'npx ts-node main.ts' });
    const here = terminal({ cwd: folder, shell: program({ stderr, stdout }).shell });
    expect(await here.run('plan')).toBe(1);
    expect(here.stdout.text).toBe('');
    return here.stderr.text;
  }

  it('shows the validations of the constructs as they are, without a stack trace', async () => {
    const text = await said(`/project/node_modules/cdktf/lib/app.js:93
                throw (0, errors_1.appValidationFailure)(errorList);
                ^
Error: App-level validation failed with the following errors:
  [acme/ada] email "ada@" has no domain
  [acme/info] targets is missing

Validations allow for dynamic verification of your project.
To skip validations, add 'skipValidation: true' to your App config.
    at App.synth (/project/node_modules/cdktf/lib/app.js:93:23)
    at Object.<anonymous> (/project/main.ts:9:5)

Node.js v20.18.0
`);
    expect(text).toBe(`error "npx ts-node main.ts" failed (exit code 1):
App-level validation failed with the following errors:
  [acme/ada] email "ada@" has no domain
  [acme/info] targets is missing
    fix  correct the program, then run again
`);
  });

  it('shows what the compiler refuses', async () => {
    const text = await said(`/project/node_modules/ts-node/src/index.ts:859
    return new TSError(diagnosticText, diagnosticCodes, diagnostics);
           ^
TSError: ⨯ Unable to compile TypeScript:
main.ts(2,7): error TS2322: Type 'number' is not assignable to type 'string'.

    at createTSError (/project/node_modules/ts-node/src/index.ts:859:12) {
  diagnosticCodes: [ 2322 ]
}
`);
    expect(text).toContain(`TSError: ⨯ Unable to compile TypeScript:
main.ts(2,7): error TS2322: Type 'number' is not assignable to type 'string'.
    fix  `);
  });

  it('shows the last lines where nothing looks like an error', async () => {
    expect(await said('sh: ts-node: not found\n')).toContain('sh: ts-node: not found');
    expect(await said('', 'only this\n')).toContain('only this');
    expect(await said('')).toContain('it said nothing');
  });

  it('cannot steer the terminal with what it says', async () => {
    expect(await said('Error: \u001b[2Jgone\n')).not.toContain('\u001b');
  });
});
