/** How do the verbs become a command line with help, suggestions and wrapped text? */
import { Argument, Command } from 'commander';
import type { Help } from 'commander';
import { isColoured } from './colour';
import { EXIT_MEANINGS } from './exit';
import type { ExitCode } from './exit';
import type { Verb } from './verb';
import { verbs } from './verbs';
import { PROGRAM, versionOf } from './version';
import { columnsOf } from './world';
import type { World } from './world';

const DESCRIPTION =
  'Mail administration as code: declare organisations, domains, users, aliases and groups, review every change, apply it safely.';

/**
 * Builds the command line.
 * @param ended Told the exit code of the verb that was carried out.
 */
export function createProgram(world: World, ended: (code: ExitCode) => void = () => undefined): Command {
  const program = new Command(PROGRAM)
    .description(DESCRIPTION)
    .usage('<command> [options]')
    .helpOption('-h, --help', 'show help')
    .helpCommand('help [command]', 'show help for a command')
    .version(versionOf(), '-V, --version', 'print the version')
    .option('--no-color', 'no colours; NO_COLOR and FORCE_COLOR are heeded too')
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => world.stdout.write(text),
      writeErr: (text) => world.stderr.write(text),
      getOutHelpWidth: () => columnsOf(world.stdout),
      getErrHelpWidth: () => columnsOf(world.stderr),
      getOutHasColors: () => isColoured(world.stdout, world.env, true),
      getErrHasColors: () => isColoured(world.stderr, world.env, true),
      outputError: (text, write) => write(asMessage(text)),
    })
    .exitOverride();
  for (const verb of verbs()) addVerb(program, verb, world, ended);
  return program.addHelpText('after', ({ command }) =>
    command === program
      ? sections(command, world, [
          ['Exit codes:', EXIT_MEANINGS.map(([code, meaning]) => [String(code), meaning])],
          ['Environment:', ENVIRONMENT],
        ])
      : '',
  );
}

const ENVIRONMENT = [
  ['TF_VAR_<name>', 'value of a Terraform variable'],
  ['NO_COLOR, FORCE_COLOR', 'never or always colour'],
  ['MAILSTATE_DEBUG=1', 'show the stack trace of an error'],
] as const;

function addVerb(program: Command, verb: Verb, world: World, ended: (code: ExitCode) => void): void {
  const { name, argument, summary, description, options = [], examples, exitCodes = [], run } = verb;
  const command = program
    .command(name)
    .summary(summary)
    .description(description ?? `${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`)
    .helpOption('-h, --help', 'show help');
  if (argument !== undefined) {
    const declared = new Argument(argument.written, argument.description);
    command.addArgument(argument.choices === undefined ? declared : declared.choices(argument.choices));
  }
  for (const option of options) command.addOption(option);
  command.addHelpText('after', () =>
    sections(command, world, [
      ['Examples:', examples.map(([line, meaning]) => [`${PROGRAM} ${line}`, meaning])],
      [
        'Exit codes:',
        EXIT_MEANINGS.filter(([code]) => exitCodes.includes(code)).map(([code, says]) => [String(code), says]),
      ],
    ]),
  );
  command.action(async () => ended(await run(world, command.optsWithGlobals(), command.args[0], program)));
}

type Section = readonly [title: string, items: readonly (readonly [term: string, description: string])[]];

/** Writes lists as commander writes its own. */
function sections(command: Command, world: World, all: readonly Section[]): string {
  const helper: Help = command.createHelp();
  helper.prepareContext({ helpWidth: columnsOf(world.stdout) });
  return all
    .filter(([, items]) => items.length > 0)
    .map(([title, items]) => {
      const width = Math.max(...items.map(([term]) => term.length));
      // A long command leaves no room beside it, so what it does stands below.
      const lines = items.flatMap(([term, meaning]) =>
        width > 30
          ? [`  ${term}`, indented(helper.boxWrap(meaning, columnsOf(world.stdout) - INDENT))]
          : [helper.formatItem(term, width, meaning, helper)],
      );
      return `\n${[title, ...lines].join('\n')}`;
    })
    .join('\n');
}

const INDENT = 6;
const indented = (text: string): string => text.replace(/^/gm, ' '.repeat(INDENT));

/** Commander's messages in the form of all others: no colon after "error", no full stop. */
const asMessage = (text: string): string => {
  const [first = '', ...rest] = text.trimEnd().split('\n');
  const hint = rest.map((line) => line.replace(/^\((.*)\)$/, '$1').replace(/^Did you mean/, 'did you mean')).join(' ');
  const said = first
    .replace(/^error: /, 'error ')
    .replace(/\.$/, '')
    .replace('. Allowed', '; allowed');
  return `${said}${hint === '' ? '' : `; ${hint}`}\n    fix  see "${PROGRAM} --help"\n`;
};
