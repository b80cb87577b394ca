/** Which verbs are there, with which options and examples? */
import { createRequire } from 'node:module';
import { Option } from 'commander';
import type * as Apply from './commands/apply';
import type * as Completion from './commands/completion';
import type * as Conformance from './commands/conformance';
import type * as Drift from './commands/drift';
import type * as History from './commands/history';
import type * as Init from './commands/init';
import type * as Plan from './commands/plan';
import type * as Route from './commands/route';
import type * as Sandbox from './commands/sandbox';
import type * as Show from './commands/show';
import type * as Validate from './commands/validate';
import type * as Version from './commands/version';
import { EXIT } from './exit';
import { declaredOptions, detailedExitCode, duration, formatOption, planningOptions, port, since } from './options';
import { SHELLS } from './shells';
import type { Verb } from './verb';

/** Loads a part of the program when it is needed: most of it is not, to show a help text. */
const load = createRequire(__filename);

/** Verbs in the order in which a newcomer meets them. */
export const verbs = (): readonly Verb[] => [
  {
    name: 'init',
    summary: 'write a ready project into an empty folder',
    argument: { written: '[folder]', description: 'where to write it (default: here)' },
    options: [new Option('--host <driver>', 'sort of mail host that the project starts with').default('sandbox')],
    examples: [
      ['init', 'starts a project in this folder'],
      ['init acme-mail', 'starts one in the folder acme-mail'],
    ],
    run: (world, options, folder) =>
      (load('./commands/init') as typeof Init).init(world, options as Init.InitOptions, folder),
  },
  {
    name: 'validate',
    summary: 'check the declarations without asking any host',
    options: [...declaredOptions(), formatOption()],
    examples: [
      ['validate', 'runs the program of cdktf.json and checks what it declares'],
      ['validate --manifest cdktf.out --stack acme', 'checks one stack that is synthesised already'],
    ],
    run: (world, options) =>
      (load('./commands/validate') as typeof Validate).validate(world, options as Validate.ValidateOptions),
  },
  {
    name: 'plan',
    summary: 'show what would be changed at the hosts',
    description:
      'Reads the hosts, compares them with the declarations, and shows what apply would change. Changes nothing.',
    options: [
      ...planningOptions(),
      new Option('--out <file>', 'also save the plan, to be applied exactly as it was reviewed'),
      detailedExitCode(),
    ],
    examples: [
      ['plan', 'shows what would be changed'],
      ['plan --out plan.json', 'saves the plan for "mailstate apply plan.json"'],
      [
        'plan --format markdown --detailed-exitcode',
        'writes a comment for a pull request and says if there is anything to do',
      ],
    ],
    exitCodes: [EXIT.done, EXIT.error, EXIT.pending, EXIT.blocked],
    run: (world, options) => (load('./commands/plan') as typeof Plan).plan(world, options as Plan.PlanOptions),
  },
  {
    name: 'apply',
    summary: 'bring the hosts to what is declared',
    description:
      'Makes a plan, shows it, asks, and carries it out. With a saved plan it does exactly what was reviewed and does not ask; an object that changed since is refused, and the others go on.',
    argument: { written: '[planfile]', description: 'a plan saved by "mailstate plan --out"' },
    options: [
      ...planningOptions(),
      new Option('--yes', 'do not ask').default(false, 'ask'),
      new Option('--max-age <time>', 'oldest saved plan to accept, such as 30m, 12h or 7d')
        .default(duration('7d'), '7d')
        .argParser(duration),
    ],
    examples: [
      ['apply', 'shows the plan, asks, applies'],
      ['apply --yes', 'does not ask'],
      ['apply plan.json', 'applies a saved plan as it was reviewed'],
    ],
    exitCodes: [EXIT.done, EXIT.error, EXIT.partly, EXIT.blocked],
    run: (world, options, file) =>
      (load('./commands/apply') as typeof Apply).applyPlan(world, options as Apply.ApplyOptions, file),
  },
  {
    name: 'show',
    summary: 'show a saved plan',
    argument: { written: '<planfile>', description: 'a plan saved by "mailstate plan --out"' },
    options: [formatOption()],
    examples: [
      ['show plan.json', 'shows the plan as text'],
      ['show plan.json --format markdown', 'shows it as a comment for a pull request'],
    ],
    run: (world, options, file) =>
      (load('./commands/show') as typeof Show).show(world, options as Show.ShowOptions, file ?? ''),
  },
  {
    name: 'drift',
    summary: 'tell how the hosts differ from what is declared',
    description: 'Compares the hosts with the declarations, for a run at night. Changes nothing.',
    options: [...planningOptions(), detailedExitCode()],
    examples: [
      ['drift', 'tells what differs'],
      ['drift --detailed-exitcode', 'exits with 2 when anything differs'],
    ],
    exitCodes: [EXIT.done, EXIT.error, EXIT.pending, EXIT.blocked],
    run: (world, options) => (load('./commands/drift') as typeof Drift).drift(world, options as Drift.DriftOptions),
  },
  {
    name: 'route',
    summary: 'explain who receives mail to an address',
    description:
      'Follows mail to an address through aliases, groups, forwards, alias domains and catch-all to the mailboxes and outside addresses that receive it. Changes nothing.',
    argument: { written: '<address>', description: 'the address that mail is sent to' },
    options: [
      ...declaredOptions(),
      new Option(
        '--at <state>',
        'the declarations alone, what the hosts hold now, or what they will hold once the plan is applied',
      )
        .choices(['desired', 'observed', 'plan'])
        .default('plan'),
      formatOption(),
    ],
    examples: [
      ['route info@acme.example', 'tells who will receive it, and whether that differs from now'],
      ['route info@acme.example --at observed', 'tells who receives it now'],
      ['route info@acme.example --at desired', 'asks no host'],
    ],
    run: (world, options, address) =>
      (load('./commands/route') as typeof Route).route(world, options as Route.RouteOptions, address ?? ''),
  },
  {
    name: 'history',
    summary: 'show what was done, when and by whom',
    description:
      'Reads the record that every apply continues: who did what to which object, by which plan and commit, and what came of it. Asks no host.',
    argument: { written: '[address]', description: 'only what was done to this address or name' },
    options: [
      new Option('--since <time>', 'from a date such as 2026-01-31 on, or the last 12h or 7d').argParser(since),
      new Option(
        '--verify',
        'prove that no entry was changed, added or taken out, or name the first that is wrong',
      ).default(false, 'show the entries'),
      formatOption(),
    ],
    examples: [
      ['history', 'shows all that was done, the newest last'],
      ['history ada@acme.example --since 30d', 'shows what was done to a mailbox in the last 30 days'],
      ['history --verify', 'proves the record and prints the hash of its last entry, to be kept elsewhere'],
    ],
    run: (world, options, address) =>
      (load('./commands/history') as typeof History).history(world, options as History.HistoryOptions, address),
  },
  {
    name: 'sandbox',
    summary: 'start a mail host to practise on',
    description: 'Starts a mail host on this machine that nobody depends on, until Ctrl-C.',
    options: [
      new Option('--port <port>', 'where it listens; 0 takes any free port').default(8025).argParser(port),
      new Option('--file <file>', 'where it keeps everything (default: in memory, gone at the end)'),
      new Option('--token <token>', 'the token that it accepts').default('practice'),
      new Option('--domain <name>', 'a domain that it has from the start; may be repeated')
        .default([], 'none')
        .argParser((name: string, before: readonly string[]) => [...before, name]),
      new Option('--faults <rate>', 'part of the calls that go wrong on purpose, from 0 to 1')
        .default(0)
        .argParser(Number),
      new Option('--seed-file <file>', 'JSON list of { kind, attributes } that a new sandbox starts with'),
    ],
    examples: [
      ['sandbox', 'listens at port 8025 and forgets everything at the end'],
      ['sandbox --file .mailstate/sandbox --domain acme.example', 'keeps everything in a file'],
      ['sandbox --faults 0.2', 'lets every fifth call go wrong'],
    ],
    run: (world, options) =>
      (load('./commands/sandbox') as typeof Sandbox).sandbox(world, options as Sandbox.SandboxOptions),
  },
  {
    name: 'conformance',
    summary: 'try whether a host keeps what its driver promises',
    description:
      'Runs the suite that every driver passes against your own host, in a throw-away domain: creates organisations, domains, users, aliases and groups, sets every attribute, reads each back, and removes all of it again. Refuses a domain that is declared, or that anything is in or leads to.',
    options: [
      new Option(
        '--domain <name>',
        'throw-away domain that is not there; all that is written lies in it or below it',
      ).makeOptionMandatory(),
      new Option('--host <name>', 'name of the host, such as mail or mail.other').default(undefined, 'the only one'),
      new Option(
        '--existing-domain',
        'the domain is there and empty, and is kept: for hosts where domains are made by hand',
      ).default(false, 'it is made and removed'),
      ...declaredOptions(),
      new Option('--yes', 'do not ask').default(false, 'ask'),
      new Option('--format <format>', 'how the result is written').choices(['text', 'json']).default('text'),
    ],
    examples: [
      ['conformance --domain trial.acme.example', 'says what it will create, asks, tries each case, and removes all'],
      [
        'conformance --host mail.other --domain trial.acme.example --yes --format json',
        'tries another host, for a program to read',
      ],
    ],
    exitCodes: [EXIT.done, EXIT.error],
    run: (world, options) =>
      (load('./commands/conformance') as typeof Conformance).conformance(
        world,
        options as Conformance.ConformanceOptions,
      ),
  },
  {
    name: 'completion',
    summary: 'print a script that completes commands in a shell',
    argument: { written: '<shell>', description: 'for which shell', choices: SHELLS },
    examples: [
      ['completion bash > ~/.local/share/bash-completion/completions/mailstate', 'installs it for bash'],
      ['completion zsh > "${fpath[1]}/_mailstate"', 'installs it for zsh'],
      ['completion fish > ~/.config/fish/completions/mailstate.fish', 'installs it for fish'],
    ],
    run: (world, _, shell, program) =>
      (load('./commands/completion') as typeof Completion).completion(world, shell ?? '', program),
  },
  {
    name: 'version',
    summary: 'print the version',
    examples: [
      ['version', 'prints the version'],
      ['--version', 'does the same'],
    ],
    run: (world) => (load('./commands/version') as typeof Version).version(world),
  },
];
