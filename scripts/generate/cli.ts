/** What does the command line take? The page docs/reference/cli.md, from the verbs themselves. */
import { Command } from 'commander';
import type { Option } from 'commander';
import { EXIT_MEANINGS } from '../../src/cli/exit';
import type { Verb } from '../../src/cli/verb';
import { verbs } from '../../src/cli/verbs';
import { PROGRAM } from '../../src/cli/version';
import { code, page, table } from './markdown';

/** The page. */
export function cliPage(): string {
  const all = verbs();
  return page(
    '# Command line',
    table(
      ['command', 'what it does'],
      all.map(({ name, summary }) => [`[${code(`${PROGRAM} ${name}`)}](#${PROGRAM}-${name})`, summary]),
    ),
    'Results (a plan, a report, JSON) go to the standard output; progress, questions, notes and errors to the error output. `--no-color`, `NO_COLOR` and `FORCE_COLOR` are heeded everywhere. `MAILSTATE_DEBUG=1` adds the stack trace to an error.',
    '## Exit codes',
    table(['code', 'meaning'], EXIT_MEANINGS.map(([exit, meaning]) => [String(exit), meaning])),
    ...all.flatMap(section),
  ); // prettier-ignore
}

function section({ name, argument, summary, description, options = [], examples, exitCodes }: Verb): string[] {
  const usage = [PROGRAM, name, ...(argument === undefined ? [] : [argument.written]), ...(options.length === 0 ? [] : ['[options]'])]; // prettier-ignore
  const taken = argument === undefined ? [] : [[code(argument.written), `${argument.description}${argument.choices === undefined ? '' : `: ${argument.choices.join(', ')}`}`, '']]; // prettier-ignore
  const rows = [...taken, ...options.map((option) => [code(option.flags), option.description, defaultOf(option)])];
  const width = Math.max(...examples.map(([line]) => line.length));
  return [
    `## ${PROGRAM} ${name}`,
    description ?? `${summary[0]?.toUpperCase()}${summary.slice(1)}.`,
    code(usage.join(' ')),
    ...(rows.length === 0 ? [] : [table(['', 'meaning', 'default'], rows)]),
    `\`\`\`sh\n${examples.map(([line, meaning]) => `${PROGRAM} ${line.padEnd(width)}   # ${meaning}`).join('\n')}\n\`\`\``,
    ...(exitCodes === undefined ? [] : [`Exit codes: ${exitCodes.join(', ')}.`]),
  ];
}

/** A default as the help shows it. */
function defaultOf(option: Option): string {
  const shown = new Command().createHelp().optionDescription(option);
  return /\(.*?default: "?([^")]*)"?\)$/.exec(shown)?.[1] ?? '';
}
