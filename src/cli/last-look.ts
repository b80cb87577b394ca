/** How much did the hosts hold when they were last looked at? Kept beside the journal, and missed by nobody where it is not there. */
import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { writeWhole } from '../apply';
import { KIND_NAMES } from '../model';
import type { LastLook } from '../plan';
import type { Project } from './project';

const FORMAT = 'mailstate.look/1';

const file = z.object({
  format: z.literal(FORMAT),
  looks: z.array(z.object({ host: z.string(), kind: z.enum(KIND_NAMES), count: z.int().min(0) })),
});

const pathIn = ({ folder }: Project): string => join(folder, '.mailstate', 'look.json');

/** What was remembered; nothing where it cannot be read. */
export async function rememberedLook(project: Project): Promise<LastLook> {
  try {
    return file.parse(JSON.parse(await readFile(pathIn(project), 'utf8'))).looks;
  } catch {
    return [];
  }
}

/** Remembers a look, as far as the folder may be written: without it only a check has less to go by. */
export async function rememberLook(project: Project, looks: LastLook): Promise<void> {
  const path = pathIn(project);
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeWhole(path, `${JSON.stringify({ format: FORMAT, looks }, null, 2)}\n`);
  } catch {
    // Best effort.
  }
}
