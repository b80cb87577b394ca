/** Does mailstate keep its promises whatever is declared, whatever goes wrong, and whoever else works at the host? */
import { readFileSync } from 'node:fs';
import { scratch } from '../support/scratch';
import { replay, tryCases } from './cases';

const file = scratch();
const project = { journal: file('journal.ndjson'), audit: file('audit.ndjson') };
const said: string[] = [];
const say = (line: string): void => void said.push(line);
const program = process.env.MAILSTATE_REPLAY;

/** Always the same cases; `npm run test:model` tries others. */
const SETTINGS = { cases: 500, seed: 2026, applies: 4 };

describe('random cases', () => {
  it(
    program === undefined
      ? 'lose no mail, make nothing twice, come to what is declared, and do to the mail what was foretold'
      : `play ${program}`,
    async () => {
      if (program !== undefined) return replay(readFileSync(program, 'utf8'), project, say);
      const { tally, failure } = await tryCases(SETTINGS, project, say);
      if (failure !== undefined) throw new Error([...said, failure].join('\n'));
      // They are worth something only if all of it happened, and often.
      for (const count of [tally.changes, tally.blocked, tally.killed, tally.renamed, tally.deleted])
        expect(count).toBeGreaterThan(10);
      return undefined;
    },
    600_000,
  );
});
