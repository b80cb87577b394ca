/** `mailstate apply`: bring the hosts to what is declared, or to what a saved plan says. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { apply, generatedPasswords, isComplete, openAudit, openJournal, renderReport, reportJson } from '../../apply';
import type { ApplyOptions as Applying, Origin, Report } from '../../apply';
import type { DesiredState } from '../../model';
import { isBlocked, lookOf, summaryOf } from '../../plan';
import type { Plan } from '../../plan';
import { lockFile } from '../../sandbox/lock';
import { desiredState } from '../declared';
import { CommandError, EXIT } from '../exit';
import type { ExitCode } from '../exit';
import { secretsOf, withHosts } from '../hosts';
import type { Hosts } from '../hosts';
import { interruptible } from '../interruption';
import { rememberLook, rememberedLook } from '../last-look';
import type { PlanningOptions } from '../options';
import { originOf } from '../origin';
import { checkAge, checkHosts, readPlanFile } from '../plan-file';
import { applyingProgress } from '../progress';
import { checkPlanning, review } from '../review';
import type { World } from '../world';
import { fenced, writtenPlan } from '../written';

export interface ApplyOptions extends PlanningOptions {
  readonly yes: boolean;
  /** Oldest saved plan to accept, in milliseconds. */
  readonly maxAge: number;
}

export async function applyPlan(world: World, options: ApplyOptions, file: string | undefined): Promise<ExitCode> {
  if (file === undefined && !options.yes && world.ask === undefined)
    throw new CommandError('apply asks before it changes anything, and there is no terminal to ask at', {
      fix: 'run it with --yes, or review "mailstate plan --out plan.json" and run "mailstate apply plan.json"',
    });
  const given = file === undefined ? undefined : await savedPlan(file, world, options);
  const { desired: declared, project } = await desiredState(world, options);
  const saved =
    given === undefined ? undefined : { plan: given, observed: [], lastLook: await rememberedLook(project) };
  const desired = saved === undefined ? declared : forPlan(saved.plan, declared, world);
  checkPlanning(options, desired);
  const secret = secretsOf(world, project.folder);
  return interruptible(world, (signal) =>
    withHosts(desired, secret, world, async (hosts) => {
      const context = { signal, secret };
      const reviewed = saved ?? (await review(world, options, { desired, project }, hosts, context));
      const { plan } = reviewed;
      const isShown = options.format === 'text';
      const output = isShown ? world.stdout : world.stderr;
      // A saved plan was reviewed; "show" shows it again.
      const isKnown = saved !== undefined && !isBlocked(plan);
      output.write(isKnown ? `${summaryOf(plan)}\n` : writtenPlan(plan, 'text', output, world, options));
      if (isBlocked(plan)) throw blocked(plan);
      if (plan.changes.length > 0 && saved === undefined && !options.yes && !(await isAgreed(plan, world)))
        throw new CommandError('nothing was applied');
      const passwords = generatedPasswords({
        directory: project.folder,
        recipients: (host) => desired.hosts.find(({ name }) => name === host)?.secretRecipients ?? [],
        encrypt: world.encrypt,
        random: world.secureRandom,
      });
      const report = await carryOut(plan, hosts, { ...context, passwords }, world, project.folder);
      world.stdout.write(writtenReport(report, plan, options));
      await rememberLook(project, lookOf(reviewed.observed, report.done, reviewed.lastLook));
      return outcomeOf(report);
    }),
  );
}

async function savedPlan(file: string, world: World, { target, allow, maxAge }: ApplyOptions): Promise<Plan> {
  for (const [name, values] of [
    ['--target', target],
    ['--allow', allow],
  ] as const)
    if (values.length > 0)
      throw new CommandError(`${name} cannot change a saved plan, which is applied as it was reviewed`, {
        fix: `leave ${name} out, or give it to "mailstate plan --out"`,
      });
  const plan = await readPlanFile(file, world);
  checkAge(plan, maxAge, world);
  if (isBlocked(plan)) throw blocked(plan);
  return plan;
}

/** The declarations of the hosts that a saved plan is for. */
function forPlan(plan: Plan, desired: DesiredState, world: World): DesiredState {
  checkHosts(plan, desired);
  if (plan.desired !== desired.digest)
    world.stderr.write(
      'the declarations changed since the plan was made; what was reviewed is applied, not what is declared now\n',
    );
  const names = new Set(plan.hosts.map(({ name }) => name));
  return { ...desired, hosts: desired.hosts.filter(({ name }) => names.has(name)) };
}

function blocked({ findings }: Plan): CommandError {
  const codes = [...new Set(findings.filter(({ severity }) => severity === 'error').map(({ code }) => code))];
  return new CommandError(`the plan is blocked by ${codes.join(', ')}; nothing was applied`, {
    exitCode: EXIT.blocked,
    fix: 'do what the findings say, then make a new plan',
  });
}

async function isAgreed({ changes }: Plan, world: World): Promise<boolean> {
  const what = changes.length === 1 ? 'this change' : `these ${changes.length} changes`;
  const answer = await world.ask?.(`\nApply ${what}? Only "yes" is accepted: `);
  return answer?.trim() === 'yes';
}

async function carryOut(
  plan: Plan,
  hosts: Hosts,
  context: Pick<Applying, 'signal' | 'secret' | 'passwords'>,
  world: World,
  folder: string,
): Promise<Report> {
  const records = join(folder, '.mailstate');
  await mkdir(records, { recursive: true });
  const unlock = await lockFile(join(records, 'apply'), appliedElsewhere);
  try {
    return await written(plan, hosts, context, world, records, await originOf(world, folder));
  } finally {
    await unlock();
  }
}

/** Both would write to the same journal and the same audit. */
const appliedElsewhere = (process: string, lock: string): CommandError =>
  new CommandError(`another apply is under way in this folder, as process ${process} (its lock is ${lock})`, {
    fix: 'wait for it to end, then run apply again; it starts from what the host holds then',
  });

/** Carries the plan out and writes down what is done. */
async function written(
  plan: Plan,
  hosts: Hosts,
  context: Pick<Applying, 'signal' | 'secret' | 'passwords'>,
  world: World,
  records: string,
  origin: Origin,
): Promise<Report> {
  const { clock } = world;
  const settings = { plan: plan.digest, clock };
  const journal = await openJournal({ ...settings, file: join(records, 'journal.ndjson') });
  const audit = await openAudit({ ...settings, ...origin, file: join(records, 'audit.ndjson') });
  const progress = applyingProgress(world);
  context.signal.addEventListener('abort', progress.stopping, { once: true });
  try {
    for await (const event of apply(plan, hosts, { ...context, clock, journal, audit })) {
      progress.take(event);
      if (event.type === 'finished') return event.report;
    }
    throw new Error('the apply ended without a report');
  } finally {
    context.signal.removeEventListener('abort', progress.stopping);
    progress.end();
    await journal.close();
    await audit.close();
  }
}

function writtenReport(report: Report, { changes }: Plan, { format }: ApplyOptions): string {
  switch (format) {
    case 'text':
      return changes.length === 0 && report.findings.length === 0 ? '' : `\n${renderReport(report)}`;
    case 'markdown':
      return fenced(renderReport(report));
    case 'json':
      return `${JSON.stringify(reportJson(report), null, 2)}\n`;
    default:
      return format satisfies never;
  }
}

const outcomeOf = (report: Report): ExitCode =>
  isComplete(report) ? EXIT.done : report.done.length + report.refused.length > 0 ? EXIT.partly : EXIT.error;
