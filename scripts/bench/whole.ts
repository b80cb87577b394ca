/** What do whole commands take, process start and network included, and what does Terraform take for as many resources? */
import { spawnSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { company } from './company';
import { median } from './measure';
import { lasting } from './program';
import { TOKEN, hostProcess } from './server';

/** Seconds; absent where it was not finished within the limit. */
export interface Whole {
  readonly plan?: number;
  readonly apply?: number;
}

/** Plans and applies a company at a host that has only its domains. */
export async function mailstate(main: string, folder: string, size: number, limit: number): Promise<Whole> {
  const server = hostProcess();
  try {
    const endpoint = await server.restart({ size, drift: 'create' });
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'cdk.tf.json'), JSON.stringify(company(size, endpoint)));
    const options = { cwd: folder, env: { MAIL_TOKEN: TOKEN }, limit };
    const plan = await lasting(process.execPath, [main, 'plan', '--manifest', '.'], options);
    const apply = await lasting(process.execPath, [main, 'apply', '--manifest', '.', '--yes'], options);
    return { plan, apply };
  } finally {
    await server.stop();
  }
}

export const hasTerraform = (): boolean => spawnSync('terraform', ['version'], { stdio: 'ignore' }).error === undefined;

/** Plans and applies as many resources of the provider that is built into Terraform, which calls nobody. */
export async function terraform(folder: string, size: number, limit: number): Promise<Whole> {
  await mkdir(folder, { recursive: true });
  const resources = Array.from({ length: size }, (_, i) => [
    `person${i}`,
    { input: { email: `person${i}@company.example`, department: 'Research', quota: '10 GB' } },
  ]);
  const stack = { resource: { terraform_data: Object.fromEntries(resources) as unknown } };
  await writeFile(join(folder, 'main.tf.json'), JSON.stringify(stack));
  await writeFile(join(folder, 'empty.tfrc'), '');
  const env = { TF_CLI_CONFIG_FILE: join(folder, 'empty.tfrc'), CHECKPOINT_DISABLE: '1', TF_IN_AUTOMATION: '1' };
  const options = { cwd: folder, env, limit };
  await lasting('terraform', ['init', '-input=false'], options);
  const plan = await lasting('terraform', ['plan', '-input=false', '-out=plan'], options);
  if (plan === undefined) return {};
  return { plan, apply: await lasting('terraform', ['apply', '-input=false', 'plan'], options) };
}

/** Milliseconds from start to end, of a command and of node that does nothing, by turns; the middle of each. */
export async function startUp(main: string, rounds: number): Promise<{ readonly help: number; readonly node: number }> {
  const [help, node]: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    help.push(((await lasting(process.execPath, [main, '--help'], { limit: 20 })) ?? NaN) * 1000);
    node.push(((await lasting(process.execPath, ['-e', '0'], { limit: 20 })) ?? NaN) * 1000);
  }
  return { help: median(help), node: median(node) };
}
