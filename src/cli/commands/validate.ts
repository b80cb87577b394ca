/** `mailstate validate`: are the declarations right, as far as can be said without asking a host? */
import { DRIVERS } from '../../drivers';
import { KIND_NAMES, compareFindings } from '../../model';
import type { DesiredState, Finding, HostDeclaration } from '../../model';
import { makePlan, renderFindings } from '../../plan';
import type { HostFacts } from '../../host';
import { paintFor } from '../colour';
import { loadDeclared } from '../declared';
import { EXIT } from '../exit';
import type { ExitCode } from '../exit';
import { providerFindings } from '../hosts';
import type { DeclaredOptions, Format } from '../options';
import type { World } from '../world';
import { fenced } from '../written';

export interface ValidateOptions extends DeclaredOptions {
  readonly format: Format;
}

export async function validate(world: World, options: ValidateOptions): Promise<ExitCode> {
  const { desired, findings: loaded } = await loadDeclared(world, options);
  const findings = [...loaded, ...(desired === undefined ? [] : withoutHosts(desired))].sort(compareFindings);
  const isValid = findings.every(({ severity }) => severity !== 'error');
  const paint = paintFor(world.stdout, world.env, options.color && options.format === 'text');
  if (options.format === 'json')
    world.stdout.write(`${JSON.stringify({ valid: isValid, objects: counts(desired), findings }, null, 2)}\n`);
  else {
    const said = renderFindings(findings, paint);
    if (said !== '') world.stdout.write(options.format === 'markdown' ? fenced(said) : `${said}\n`);
    world.stdout.write(`${paint.strong(summary(isValid, findings, desired))}\n`);
  }
  return isValid ? EXIT.done : EXIT.error;
}

/** Codes whose answer is the same whatever a host holds. */
const OF_THE_DECLARATION: ReadonlySet<string> = new Set([
  'kind-unsupported', 'attribute-unsupported', 'mail-loop', 'dependency-cycle',
]); // prettier-ignore

/** Checks what needs no host: the provider blocks, and a plan for hosts that hold nothing. */
function withoutHosts(desired: DesiredState): Finding[] {
  const findings = desired.hosts.flatMap(providerFindings);
  const known = desired.hosts.filter(({ driver }) => Object.hasOwn(DRIVERS, driver));
  const plan = makePlan({
    desired,
    observed: known.map(({ name }) => ({
      host: name,
      collections: Object.fromEntries(
        KIND_NAMES.map((kind) => [kind, { kind, objects: new Map(), complete: true, findings: [] }]),
      ),
    })),
    facts: known.map(factsOf),
    now: 0,
  });
  return [...findings, ...plan.findings.filter(({ code }) => OF_THE_DECLARATION.has(code))];
}

/** What a driver says of its hosts before it is connected. */
function factsOf({ name, driver }: HostDeclaration): HostFacts {
  const kinds = Object.entries(DRIVERS[driver]?.supports ?? {});
  return {
    name,
    driver,
    kinds: Object.fromEntries(kinds.map(([kind, supports]) => [kind, { supports, rename: true, close: true }])),
    limits: { concurrency: 1, pageSize: 1 },
    effects: [],
    rules: [],
  };
}

function counts(desired: DesiredState | undefined): Readonly<Record<string, number>> {
  const found: Record<string, number> = {};
  for (const { kind } of desired?.objects ?? []) found[kind] = (found[kind] ?? 0) + 1;
  return found;
}

function summary(isValid: boolean, findings: readonly Finding[], desired: DesiredState | undefined): string {
  const of = (severity: Finding['severity']): number => findings.filter((found) => found.severity === severity).length;
  if (!isValid) return `Not valid: ${of('error')} ${of('error') === 1 ? 'mistake' : 'mistakes'}.`;
  const objects = Object.entries(counts(desired)).map(([kind, count]) => `${count} ${kind}`);
  const warnings = of('warning');
  return `Valid: ${objects.length === 0 ? 'nothing is declared' : objects.join(', ')}${warnings === 0 ? '' : `; ${warnings} to look at`}.`;
}
