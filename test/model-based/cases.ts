/** Tries random cases, and tells a failing one as the shortest program found and the command that plays it again. */
import fc from 'fast-check';
import { anyProgram } from './arbitrary';
import { Tally, play } from './play';
import type { Project } from './process';
import type { Program } from './program';

export interface CaseSettings {
  readonly cases: number;
  readonly seed: number;
  /** Most applies of one program, besides the last ones. */
  readonly applies: number;
  /** Where fast-check found a failure. */
  readonly path?: string;
}

/** Programs that are tried at most to find a shorter one that fails. */
const SMALLER = 500;

/** What was tried, and what failed: nothing where it is absent. */
export interface Tried {
  readonly tally: Tally;
  readonly failure?: string;
}

export async function tryCases(
  { cases, seed, applies, path }: CaseSettings,
  project: Project,
  say: (line: string) => void,
): Promise<Tried> {
  const tally = new Tally();
  const start = Date.now();
  let left = Infinity;
  const property = fc.asyncProperty(anyProgram(applies), async (program) => {
    if (left-- <= 0) return;
    try {
      await play(asData(program), project, tally);
      if (tally.programs % 500 === 0) say(said(tally, start));
    } catch (thrown) {
      if (left > SMALLER) {
        left = SMALLER;
        say(`failed: ${String(thrown)}; looking for a shorter program`);
      }
      throw thrown;
    }
  });
  const found = await fc.check(property, { numRuns: cases, seed, ...(path === undefined ? {} : { path }) });
  say(said(tally, start));
  if (!found.failed) return { tally };
  const [program] = found.counterexample ?? [];
  const why = found.errorInstance instanceof Error ? (found.errorInstance.stack ?? '') : String(found.errorInstance);
  const failure = [
    why,
    '',
    `the shortest program found (after ${found.numShrinks} steps of making it smaller):`,
    JSON.stringify(program),
    '',
    'save it as program.json and play it again with',
    '  npm run test:model -- --replay program.json',
    'or find it again with',
    `  npm run test:model -- --cases ${cases} --applies ${applies} --seed ${seed} --path ${found.counterexamplePath ?? ''}`,
  ].join('\n');
  return { tally, failure };
}

/** Plays one program. */
export async function replay(text: string, project: Project, say: (line: string) => void): Promise<void> {
  const tally = new Tally();
  await play(JSON.parse(text) as Program, project, tally);
  say('nothing failed');
}

/** As it would be read from a file, so that a program that is played again is the same to the last detail. */
const asData = (program: Program): Program => JSON.parse(JSON.stringify(program)) as Program;

const said = (tally: Tally, start: number): string =>
  `${Object.entries(tally)
    .map(([name, count]) => (typeof count === 'number' ? `${count} ${name}` : JSON.stringify(count)))
    .join(', ')}, ${Math.round((Date.now() - start) / 1000)} s`;
