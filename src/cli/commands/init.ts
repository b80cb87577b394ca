/** `mailstate init`: a ready project in an empty folder. */
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { DRIVERS } from '../../drivers';
import { nearest } from '../../model';
import { CommandError, EXIT } from '../exit';
import type { ExitCode } from '../exit';
import type { CommonOptions } from '../options';
import { NEXT_COMMANDS, projectFiles } from '../project-files';
import type { World } from '../world';

export interface InitOptions extends CommonOptions {
  /** Name of a driver. */
  readonly host: string;
}

export async function init(world: World, { host }: InitOptions, folder = '.'): Promise<ExitCode> {
  if (!Object.hasOwn(DRIVERS, host)) {
    const near = nearest(host, Object.keys(DRIVERS));
    throw new CommandError(
      `--host ${host}: there is no driver of that name${near === undefined ? '' : `, did you mean ${JSON.stringify(near)}?`}`,
      { fix: `drivers are ${Object.keys(DRIVERS).join(', ')}` },
    );
  }
  const directory = resolve(world.cwd, folder);
  const files = projectFiles(basename(directory), host);
  await mkdir(directory, { recursive: true });
  const present = new Set(await readdir(directory));
  const inTheWay = files.filter(({ name }) => present.has(name)).map(({ name }) => name);
  if (inTheWay.length > 0)
    throw new CommandError(`${directory} already has ${inTheWay.join(', ')}; nothing was written`, {
      fix: 'move these away, or name an empty folder: mailstate init FOLDER',
    });
  for (const { name, text } of files) await writeFile(join(directory, name), text, { flag: 'wx' });
  const enter =
    directory === resolve(world.cwd) ? [] : [`cd ${/^[\w./-]+$/.test(folder) ? folder : JSON.stringify(folder)}`];
  const next = [...enter, ...NEXT_COMMANDS].map((command) => `  ${command}`).join('\n');
  world.stdout.write(`Wrote ${files.map(({ name }) => name).join(', ')} to ${directory}.\n\nNext:\n\n${next}\n`);
  return EXIT.done;
}
