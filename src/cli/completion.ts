/** Which script completes commands in a shell? It is made from the command line itself, so it never lags behind. */
import type { Command, Option } from 'commander';
import type { Shell } from './shells';

/** What can be completed of one option. */
interface CompletedOption {
  readonly flag: string;
  readonly short?: string;
  readonly description: string;
  readonly takesValue: boolean;
  readonly choices: readonly string[];
}

interface CompletedVerb {
  readonly name: string;
  readonly summary: string;
  readonly options: readonly CompletedOption[];
  /** Values of its argument, where they are few. */
  readonly choices: readonly string[];
  readonly takesArgument: boolean;
}

interface CompletedProgram {
  readonly name: string;
  readonly verbs: readonly CompletedVerb[];
  readonly options: readonly CompletedOption[];
}

const completedOption = ({ long, short, description, required, argChoices }: Option): CompletedOption => ({
  flag: long ?? '',
  ...(short === undefined ? {} : { short }),
  description,
  takesValue: required,
  choices: argChoices ?? [],
});

function completed(program: Command): CompletedProgram {
  const common = program.createHelp().visibleOptions(program).map(completedOption);
  const verbs = program.commands.map((command): CompletedVerb => {
    const [argument] = command.registeredArguments;
    const own = command.createHelp().visibleOptions(command).map(completedOption);
    return {
      name: command.name(),
      summary: command.summary(),
      options: [...own, ...common.filter(({ flag }) => flag === '--no-color')],
      choices: argument?.argChoices ?? [],
      takesArgument: argument !== undefined,
    };
  });
  return { name: program.name(), verbs, options: common };
}

export function completionScript(program: Command, shell: Shell): string {
  const all = completed(program);
  switch (shell) {
    case 'bash':
      return bash(all);
    case 'zsh':
      return zsh(all);
    case 'fish':
      return fish(all);
    default:
      return shell satisfies never;
  }
}

/** A text in single quotes, as all three shells read it. */
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

function bash({ name, verbs, options }: CompletedProgram): string {
  const words = (verb: CompletedVerb): string => [...verb.options.map(({ flag }) => flag), ...verb.choices].join(' ');
  const choices = new Map<string, CompletedOption>();
  // It is completed by the flag alone: with whatever any verb takes there.
  for (const option of verbs.flatMap((verb) => verb.options)) {
    const known = choices.get(option.flag)?.choices ?? [];
    choices.set(option.flag, { ...option, choices: [...new Set([...known, ...option.choices])] });
  }
  const valued = [...choices.values()].filter(({ takesValue }) => takesValue);
  return `# bash completion of ${name}
_${name}() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD - 1]} words=
  case $before in
${valued.map((option) => `    ${option.flag}) ${option.choices.length === 0 ? 'return' : `words=${quoted(option.choices.join(' '))}`} ;;`).join('\n')}
    *)
      if [ "$COMP_CWORD" -eq 1 ]; then
        words=${quoted([...verbs.map((verb) => verb.name), ...options.map(({ flag }) => flag)].join(' '))}
      else
        case \${COMP_WORDS[1]} in
${verbs.map((verb) => `          ${verb.name}) words=${quoted(words(verb))} ;;`).join('\n')}
        esac
      fi
      ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$word"))
}
complete -o default -F _${name} ${name}
`;
}

function zsh({ name, verbs, options }: CompletedProgram): string {
  // A colon ends a field and a bracket the description.
  const plain = (text: string): string => text.replace(/[[\]:\\]/g, '\\$&');
  const spec = ({ flag, description, takesValue, choices }: CompletedOption): string => {
    const value = choices.length > 0 ? `:value:(${choices.join(' ')})` : ':value:_files';
    return quoted(`*${flag}[${plain(description)}]${takesValue ? value : ''}`);
  };
  const rest = (verb: CompletedVerb): string[] =>
    verb.choices.length > 0
      ? [quoted(`:value:(${verb.choices.join(' ')})`)]
      : verb.takesArgument
        ? [quoted(':file:_files')]
        : [];
  return `#compdef ${name}
_${name}() {
  local -a verbs
  verbs=(
${verbs.map((verb) => `    ${quoted(`${verb.name}:${verb.summary}`)}`).join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe command verbs
    _arguments ${options.map(spec).join(' ')}
    return
  fi
  local verb=\${words[2]}
  shift words
  (( CURRENT-- ))
  case $verb in
${verbs.map((verb) => `    ${verb.name}) _arguments ${[...verb.options.map(spec), ...rest(verb)].join(' ')} ;;`).join('\n')}
  esac
}
if [ "$funcstack[1]" = "_${name}" ]; then
  _${name} "$@"
else
  compdef _${name} ${name}
fi
`;
}

function fish({ name, verbs, options }: CompletedProgram): string {
  const option = (condition: string, { flag, short, description, takesValue, choices }: CompletedOption): string =>
    [
      `complete -c ${name} -n ${quoted(condition)} -l ${flag.replace(/^--/, '')}`,
      ...(short === undefined ? [] : [`-s ${short.replace(/^-/, '')}`]),
      ...(choices.length > 0 ? [`-x -a ${quoted(choices.join(' '))}`] : takesValue ? ['-r'] : []),
      `-d ${quoted(description)}`,
    ].join(' ');
  const lines = verbs.flatMap((verb) => {
    const isHere = `__fish_seen_subcommand_from ${verb.name}`;
    return [
      `complete -c ${name} -f -n __fish_use_subcommand -a ${verb.name} -d ${quoted(verb.summary)}`,
      ...verb.options.map((each) => option(isHere, each)),
      ...(verb.choices.length > 0
        ? [`complete -c ${name} -f -n ${quoted(isHere)} -a ${quoted(verb.choices.join(' '))}`]
        : []),
    ];
  });
  return [
    `# fish completion of ${name}`,
    ...options.map((each) => option('__fish_use_subcommand', each)),
    ...lines,
    '',
  ].join('\n');
}
