/** Where the manifest and the values of its variables are on disk. */
import { readFile, readdir } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, normalize } from 'node:path';
import { isObject, quote } from '../model';
import { readManifest } from './read';
import type { LoadResult } from './read';
import { Report } from './report';
import type { ManifestStack } from './stack';
import { environmentVariables, fileVariables, isVariablesFile } from './variables';
import type { Variables } from './variables';

export interface LoadOptions {
  /** Names of the stacks to plan; the others only answer references. @default all */
  readonly stacks?: readonly string[];
  /** The environment, whose `TF_VAR_<name>` give values to variables. @default empty */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Directory of the program, whose files of variables are read before those next to a stack. @default none */
  readonly projectDirectory?: string;
  /** Values that count before all others, such as those of the command line. @default none */
  readonly variables?: Variables;
}

const AGAIN = 'run "mailstate plan" without --manifest, or "cdktf synth"';

/**
 * Loads what synthesis wrote into `directory`: an assembly (`manifest.json` and a folder for each stack), or a single stack (`cdk.tf.json`, or
 * any `*.tf.json`). Never throws: files that are missing or cannot be read are findings.
 */
export async function loadManifest(directory: string, options: LoadOptions = {}): Promise<LoadResult> {
  const report = new Report();
  const { stacks: wanted } = options;
  const fromProject = options.projectDirectory === undefined ? [] : await variablesIn(options.projectDirectory, report);
  const read = async (stack: Located): Promise<ManifestStack | undefined> => {
    const selected = wanted === undefined || wanted.length === 0 || wanted.includes(stack.name);
    const documents = await Promise.all(stack.files.map((path) => readJson(path, selected ? report : new Report())));
    if (documents.includes(undefined)) return undefined;
    const json = documents.length === 1 ? documents[0] : documents;
    return { name: stack.name, json, variables: await variablesOf(stack) };
  };
  const variablesOf = async (stack: Located): Promise<Variables> => {
    const folder = dirname(stack.files[0] ?? directory);
    const isProject =
      options.projectDirectory !== undefined && normalize(folder) === normalize(options.projectDirectory);
    return new Map([
      ...environmentVariables(options.env ?? {}),
      ...fromProject,
      ...(isProject ? [] : await variablesIn(folder, report)),
      ...(options.variables ?? []),
    ]);
  };
  const located = await locate(directory, report);
  const sources = await Promise.all(located.map(read));
  // A stack that could not be read was reported; that it is then not there is no second mistake.
  const unread = located.filter((_, i) => sources[i] === undefined).map(({ name }) => name);
  const whole = sources.filter((source) => source !== undefined);
  if (located.length === 0) return { findings: report.list() };
  const asked =
    wanted === undefined || wanted.length === 0 ? undefined : wanted.filter((name) => !unread.includes(name));
  if (asked?.length === 0) return { findings: report.list() };
  return readManifest(whole, { stacks: asked }, report);
}

/** The files of one stack. */
interface Located {
  readonly name: string;
  readonly files: readonly string[];
}

async function locate(directory: string, report: Report): Promise<readonly Located[]> {
  const place = { declaredAt: directory };
  let names: string[];
  try {
    names = await readdir(directory);
  } catch (thrown) {
    report.say('manifest-not-found', place, {
      summary: `the directory ${quote(directory)} ${reasonOf(thrown)}`,
      fix: AGAIN,
    });
    return [];
  }
  if (names.includes('manifest.json')) return assembly(directory, report);
  const files = names.includes('cdk.tf.json')
    ? ['cdk.tf.json']
    : names.filter((name) => name.endsWith('.tf.json')).sort();
  if (files.length > 0) return [{ name: basename(directory), files: files.map((name) => join(directory, name)) }];
  report.say('manifest-not-found', place, {
    summary: `the directory ${quote(directory)} holds neither manifest.json nor cdk.tf.json`,
    fix: names.includes('cdktf.json')
      ? `point to its folder of synthesised stacks, usually ${quote(join(directory, 'cdktf.out'))}`
      : AGAIN,
  });
  return [];
}

async function assembly(directory: string, report: Report): Promise<readonly Located[]> {
  const path = join(directory, 'manifest.json');
  const json = await readJson(path, report);
  if (json === undefined) return [];
  const stacks = isObject(json) && isObject(json['stacks']) ? Object.entries(json['stacks']) : undefined;
  const located = (stacks ?? []).flatMap(([key, stack]): Located[] => {
    const file = isObject(stack) ? stack['synthesizedStackPath'] : undefined;
    const name = isObject(stack) && typeof stack['name'] === 'string' ? stack['name'] : key;
    if (typeof file === 'string' && !isAbsolute(file) && !normalize(file).startsWith('..'))
      return [{ name, files: [join(directory, file)] }];
    report.say(
      'manifest-shape',
      { declaredAt: path },
      {
        summary: `the stack ${quote(name)} has no synthesizedStackPath inside the manifest's own directory`,
        fix: AGAIN,
      },
    );
    return [];
  });
  if (stacks === undefined || (stacks.length === 0 && located.length === 0))
    report.say('manifest-not-found', { declaredAt: path }, { summary: `${quote(path)} lists no stacks`, fix: AGAIN });
  return located;
}

async function readJson(path: string, report: Report): Promise<unknown> {
  try {
    return JSON.parse((await readFile(path, 'utf8')).replace(/^\uFEFF/, ''));
  } catch (thrown) {
    report.say(
      'manifest-unreadable',
      { declaredAt: path },
      { summary: `${quote(path)} ${reasonOf(thrown)}`, fix: AGAIN },
    );
    return undefined;
  }
}

async function variablesIn(directory: string, report: Report): Promise<Variables> {
  const names = await readdir(directory).catch(() => []);
  const files = await Promise.all(
    names.filter(isVariablesFile).map(async (name) => {
      const path = join(directory, name);
      const text = await readFile(path, 'utf8').catch((thrown: unknown) => {
        report.say(
          'manifest-unreadable',
          { declaredAt: path },
          {
            summary: `the file of variables ${quote(path)} ${reasonOf(thrown)}`,
            fix: 'let it be read, or remove it',
          },
        );
        return undefined;
      });
      return text === undefined ? [] : [{ name, path, text: text.replace(/^\uFEFF/, '') }];
    }),
  );
  return fileVariables(files.flat(), report);
}

/** Why a file could not be read. A parser's own message repeats a piece of the file, which may be a secret. */
function reasonOf(thrown: unknown): string {
  if (thrown instanceof SyntaxError) {
    if (thrown.message.includes('end of JSON')) return 'is not valid JSON: it ends too early';
    const position = /position \d+/.exec(thrown.message)?.[0];
    return position === undefined ? 'is not valid JSON' : `is not valid JSON at ${position}`;
  }
  const { code } = thrown as NodeJS.ErrnoException;
  return code === 'ENOENT' ? 'does not exist' : `cannot be read (${code ?? 'for an unknown reason'})`;
}
