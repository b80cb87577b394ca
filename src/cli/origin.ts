/** Who applies, and from which source? Facts for the audit. */
import type { Origin } from '../apply';
import type { World } from './world';

/** The page of the job, where a CI system tells enough to name it. */
function job(env: World['env']): string | undefined {
  if (env.GITHUB_RUN_ID !== undefined)
    return `${env.GITHUB_SERVER_URL ?? ''}/${env.GITHUB_REPOSITORY ?? ''}/actions/runs/${env.GITHUB_RUN_ID}`;
  return env.CI_JOB_URL ?? env.BUILD_URL ?? (env.CI === undefined ? undefined : 'ci');
}

export async function originOf({ env, user: account, shell }: World, folder: string): Promise<Origin> {
  const user = env.GITHUB_ACTOR ?? env.GITLAB_USER_LOGIN ?? account;
  const ci = job(env);
  const settings = { cwd: folder, env };
  const commit = await shell('git rev-parse --verify HEAD', settings);
  const who = { user, ...(ci === undefined ? {} : { ci }) };
  if (commit.code !== 0) return { who };
  const status = await shell('git status --porcelain', settings);
  return { who, git: { commit: commit.stdout.trim(), dirty: status.stdout.trim() !== '' } };
}
