/** What is a verb of the command line made of? */
import type { Command, Option, OptionValues } from 'commander';
import type { ExitCode } from './exit';
import type { World } from './world';

export interface Verb {
  readonly name: string;
  /** In square brackets where it may be left out. @default none */
  readonly argument?: { readonly written: string; readonly description: string; readonly choices?: readonly string[] };
  /** One line for the list of verbs. */
  readonly summary: string;
  /** More, for its own help. @default the summary alone */
  readonly description?: string;
  /** @default none of its own */
  readonly options?: readonly Option[];
  /** Command lines without the program's name, with what each does. */
  readonly examples: readonly (readonly [command: string, meaning: string])[];
  /** Exit codes that its help explains. @default 0 and 1, which every verb has, are not explained */
  readonly exitCodes?: readonly ExitCode[];
  /** Carries it out. What it needs is loaded only then, so that help is quick. */
  readonly run: (
    world: World,
    options: OptionValues,
    argument: string | undefined,
    program: Command,
  ) => Promise<ExitCode>;
}
