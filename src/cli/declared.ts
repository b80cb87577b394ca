/** What is declared: the program run or its manifest read, and everything that is wrong with it said at once. */
import { resolve } from 'node:path';
import { loadManifest } from '../manifest';
import type { GivenVariable, LoadResult } from '../manifest';
import type { DesiredState } from '../model';
import { renderFindings } from '../plan';
import { paintFor } from './colour';
import { CommandError } from './exit';
import type { DeclaredOptions } from './options';
import { findProject } from './project';
import type { Project } from './project';
import { synthesise } from './synthesis';
import type { World } from './world';

export interface Declared extends LoadResult {
  readonly project: Project;
}

/** Loads the declarations, right or wrong. */
export async function loadDeclared(world: World, options: DeclaredOptions): Promise<Declared> {
  const project = await findProject(world);
  const directory =
    options.manifest === undefined ? await synthesise(project, world) : resolve(world.cwd, options.manifest);
  const variables = options.var.map(([name, value]): [string, GivenVariable] => [
    name,
    { value, source: `--var ${name}`, isText: true },
  ]);
  const loaded = await loadManifest(directory, {
    stacks: options.stack,
    env: world.env,
    projectDirectory: project.folder,
    variables: new Map(variables),
  });
  return { ...loaded, project };
}

/** What is declared, without a mistake, and where. */
export interface DeclaredState {
  readonly desired: DesiredState;
  readonly project: Project;
}

/**
 * Loads the declarations for work with their hosts; says on the error output what is worth knowing.
 * @throws CommandError with everything that is wrong.
 */
export async function desiredState(world: World, options: DeclaredOptions): Promise<DeclaredState> {
  const { desired, findings, project } = await loadDeclared(world, options);
  if (desired === undefined) throw notLoaded(findings);
  if (findings.length > 0)
    world.stderr.write(`${renderFindings(findings, paintFor(world.stderr, world.env, options.color))}\n`);
  return { desired, project };
}

/** Ends a command whose declarations hold errors. */
export function notLoaded(findings: LoadResult['findings']): CommandError {
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  return new CommandError(`the declarations hold ${errors === 1 ? 'a mistake' : `${errors} mistakes`}`, { findings });
}
