/** Where is the project, and how is its program run? */
import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { isObject } from '../model';
import { CommandError } from './exit';
import type { World } from './world';

export interface Project {
  /** The folder of cdktf.json; where there is none, the one in which the program was started. */
  readonly folder: string;
  /** The parsed cdktf.json. */
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** Looks for cdktf.json in this folder and those above it. */
export async function findProject({ cwd }: World): Promise<Project> {
  for (let folder = resolve(cwd); ; folder = dirname(folder)) {
    const text = await readFile(join(folder, 'cdktf.json'), 'utf8').catch(() => undefined);
    if (text !== undefined) return { folder, settings: parsed(text, join(folder, 'cdktf.json')) };
    if (folder === dirname(folder)) return { folder: resolve(cwd) };
  }
}

function parsed(text: string, path: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (cause) {
    throw new CommandError(`${path} is not valid JSON: ${cause instanceof Error ? cause.message : ''}`, { cause });
  }
  if (isObject(value)) return value;
  throw new CommandError(`${path} holds no JSON object`, {
    fix: 'write it like { "language": "typescript", "app": "npx ts-node main.ts" }',
  });
}
