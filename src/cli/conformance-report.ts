/** How is a conformance run told: what it will do, each case as it ends, and the sum of it? */
import { stageOf } from '../host/conformance';
import type { Occupant, World as Trial } from '../host/conformance';
import type { MailHost } from '../host';
import { KIND_NAMES, counted, plural, printable } from '../model';
import { paintFor } from './colour';
import { CommandError } from './exit';
import type { World } from './world';

/** What came of a case. */
export interface Told {
  readonly name: string;
  readonly outcome: 'ok' | 'failed' | 'not-supported';
  /** What was expected and what was seen, or why there was nothing to try. */
  readonly detail?: string;
}

export interface Result {
  /** Name of the host in the declarations. */
  readonly host: string;
  readonly driver: string;
  readonly domain: string;
  readonly cases: readonly Told[];
  /** Cases that were not come to. */
  readonly notTried: number;
  /** What is still at the host, and why. */
  readonly left: readonly string[];
  /** Whether somebody pressed Ctrl-C. */
  readonly stopped: boolean;
  readonly calls: number;
}

/** What will be created and removed, to be agreed to. */
export function announcement(host: MailHost, trial: Trial, endpoint: string | undefined): string {
  const names = stageOf(host, trial);
  const rows = KIND_NAMES.filter((kind) => names[kind].length > 0).map((kind) => [plural(kind), names[kind].join(', ')] as const); // prettier-ignore
  const width = Math.max(...rows.map(([title]) => title.length));
  const kept = trial.existingDomain === true ? `\nThe domain ${trial.domain} itself stays as it is.` : '';
  return `At host "${host.name}" (${host.driver}${endpoint === undefined ? '' : `, ${printable(endpoint)}`}) this creates, changes and removes again:

${rows.map(([title, list]) => `  ${title.padEnd(width)}  ${list}`).join('\n')}

Some of these the host must refuse. Nothing else is written.${kept}
`;
}

/** Objects that are named when a domain is refused. */
const MOST = 8;

/** The refusal of a domain that is no throw-away. */
export function occupied({ domain, existingDomain }: Trial, found: readonly Occupant[], why: string): CommandError {
  const named = found
    .slice(0, MOST)
    .map(({ kind, identity, how }) => `${kind} ${identity}${how === 'refers' ? `, which names an address in it` : ''}`);
  const more = found.length - named.length;
  const only = found.length === 1 && found[0]?.kind === 'domain' && found[0].identity === domain && existingDomain !== true; // prettier-ignore
  return new CommandError(
    `the domain ${JSON.stringify(domain)} ${why}: ${named.join('; ')}${more > 0 ? `; and ${more} more` : ''}`,
    {
      fix: only
        ? 'name a domain that is not there; or, if nobody needs it, give --existing-domain, and it is used and kept'
        : 'name a domain that is not there and that nobody needs, such as trial.acme.example',
    },
  );
}

const WORDS = { ok: 'ok', failed: 'failed', 'not-supported': 'not supported' } as const;
const WIDTH = WORDS['not-supported'].length;

/** Tells a run: lines to the standard output, or to the error output where the result is JSON. */
export function createTeller(world: World, format: 'text' | 'json', color: boolean) {
  const output = format === 'text' ? world.stdout : world.stderr;
  const paint = paintFor(output, world.env, color);
  const colours = { ok: paint.added, failed: paint.removed, 'not-supported': paint.faint } as const;
  const begun = world.clock.now();
  return {
    tell({ name, outcome, detail }: Told): void {
      const word = colours[outcome](WORDS[outcome].padEnd(WIDTH));
      const why = detail === undefined ? '' : outcome === 'failed' ? `\n${' '.repeat(WIDTH + 2)}${printable(detail)}` : `: ${printable(detail)}`; // prettier-ignore
      output.write(`${word}  ${printable(name)}${why}\n`);
    },
    stopping(): void {
      world.stderr.write('stopping: what was created is removed; Ctrl-C again ends at once and leaves it there\n');
    },
    /** Writes the sum; gives whether the host is conformant and as it was. */
    sum(result: Result): boolean {
      const of = (outcome: Told['outcome']): number => result.cases.filter((each) => each.outcome === outcome).length;
      const conformant = of('failed') === 0 && result.notTried === 0;
      const seconds = (world.clock.now() - begun) / 1000;
      if (format === 'json')
        world.stdout.write(`${JSON.stringify({ format: 'mailstate.conformance/1', conformant, ...result, seconds }, null, 2)}\n`); // prettier-ignore
      const parts = [
        `${of('ok')} ok`,
        ...(of('failed') > 0 ? [`${of('failed')} failed`] : []),
        `${of('not-supported')} not supported`,
        ...(result.notTried > 0 ? [`${result.notTried} not tried`] : []),
      ];
      const verdict = result.stopped ? 'Stopped' : conformant ? 'Conformant' : 'Not conformant';
      output.write(`\n${paint.strong(`${verdict}: ${parts.join(', ')}`)}, in ${seconds.toFixed(1)} s with ${counted(result.calls, 'call')}.\n`); // prettier-ignore
      output.write(`${remains(result)}\n`);
      return conformant && result.left.length === 0;
    },
  };
}

const remains = ({ left, domain }: Result): string =>
  left.length === 0
    ? `All that was created in ${domain} is removed.`
    : `Remove these by hand, they are still there:\n${left.map((each) => `  ${printable(each)}`).join('\n')}`;
