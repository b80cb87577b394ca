/** Which options do several verbs share, and what do they give? */
import { InvalidArgumentError, Option } from 'commander';

export const FORMATS = ['text', 'markdown', 'json'] as const;
export type Format = (typeof FORMATS)[number];

/** What every verb is given. */
export interface CommonOptions {
  /** False after --no-color. */
  readonly color: boolean;
}

/** Where the declarations are. */
export interface DeclaredOptions extends CommonOptions {
  /** Folder of synthesised stacks. @default the program of cdktf.json is run */
  readonly manifest?: string;
  /** Stacks to look at. @default all */
  readonly stack: readonly string[];
  /** Values of variables, by name. */
  readonly var: readonly (readonly [string, string])[];
}

/** How a plan is made and shown. */
export interface PlanningOptions extends DeclaredOptions {
  readonly target: readonly string[];
  readonly allow: readonly string[];
  readonly format: Format;
}

/** Adds one more value of an option that may be given several times. */
const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value];

const repeatable = (flags: string, description: string): Option =>
  new Option(flags, `${description}; may be repeated`).default([], 'none').argParser(collect);

function assignment(
  written: string,
  before: readonly (readonly [string, string])[],
): readonly (readonly [string, string])[] {
  const at = written.indexOf('=');
  if (at < 1) throw new InvalidArgumentError('write it like --var name=value');
  return [...before, [written.slice(0, at), written.slice(at + 1)]];
}

export const formatOption = (): Option =>
  new Option('--format <format>', 'how the result is written').choices(FORMATS).default('text');

export const declaredOptions = (): Option[] => [
  new Option('--manifest <dir>', 'folder of synthesised stacks, instead of running the program of cdktf.json'),
  repeatable('--stack <name>', 'only this stack').default([], 'all stacks'),
  new Option('--var <name=value>', 'value of a Terraform variable; may be repeated')
    .default([], 'none')
    .argParser(assignment),
];

export const planningOptions = (): Option[] => [
  ...declaredOptions(),
  repeatable(
    '--target <address>',
    'only this object and what it needs, such as ada@acme.example or mail_user.ada',
  ).default([], 'everything'),
  repeatable('--allow <code>', 'let the findings of this code pass this once'),
  formatOption(),
];

export const detailedExitCode = (): Option =>
  new Option('--detailed-exitcode', 'exit with 2 when there are changes').default(false, 'exit with 0');

const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Reads a time such as `30m`, `12h` or `7d`; gives milliseconds. */
export function duration(written: string): number {
  const [, number, unit] = /^(\d{1,6})([mhd])$/.exec(written) ?? [];
  if (number === undefined || unit === undefined) throw new InvalidArgumentError('write it like 30m, 12h or 7d');
  return Number(number) * (UNITS[unit] ?? 0);
}

/** From when on: an instant, or so long ago; in milliseconds. */
export type Since = { readonly at: number } | { readonly ago: number };

/** Reads a date, an instant, or how long ago. */
export function since(written: string): Since {
  if (/^\d{1,6}[mhd]$/.test(written)) return { ago: duration(written) };
  const at = /^\d{4}-\d{2}-\d{2}(T.*)?$/.test(written) ? Date.parse(written) : NaN;
  if (Number.isNaN(at))
    throw new InvalidArgumentError('write a date such as 2026-01-31, or how long ago such as 12h or 7d');
  return { at };
}

/** Reads a TCP port; 0 takes any that is free. */
export function port(written: string): number {
  const number = Number(written);
  if (!/^\d{1,5}$/.test(written) || number > 65_535)
    throw new InvalidArgumentError('write a number from 1 to 65535, or 0 for any free port');
  return number;
}
