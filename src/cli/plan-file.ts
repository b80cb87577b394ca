/** How is a plan kept on disk until it is applied, and may this one be applied? */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { writeWhole } from '../apply';
import type { DesiredState } from '../model';
import { parsePlan } from '../plan';
import type { Plan } from '../plan';
import { CommandError } from './exit';
import type { World } from './world';

/** Writes a plan: whole or not at all. */
export async function writePlanFile(plan: Plan, file: string, { cwd }: World): Promise<void> {
  try {
    await writeWhole(resolve(cwd, file), `${JSON.stringify(plan, null, 2)}\n`);
  } catch (cause) {
    throw new CommandError(`the plan cannot be saved to ${JSON.stringify(file)}: ${reason(cause)}`, {
      fix: 'name a file in a folder that is there and may be written',
      cause,
    });
  }
}

/** @throws CommandError when the file cannot be read, or holds no plan as it was made. */
export async function readPlanFile(file: string, { cwd }: World): Promise<Plan> {
  const text = await readFile(resolve(cwd, file), 'utf8').catch((cause: unknown) => {
    throw new CommandError(`the plan ${JSON.stringify(file)} cannot be read: ${reason(cause)}`, {
      fix: 'name a file that "mailstate plan --out" wrote',
      cause,
    });
  });
  const parsed = parsePlan(text, file);
  if ('plan' in parsed) return parsed.plan;
  throw new CommandError(`${JSON.stringify(file)} cannot be used as a plan`, { findings: parsed.findings });
}

const reason = (thrown: unknown): string => {
  const { code, message } = thrown as NodeJS.ErrnoException;
  return code === 'ENOENT' ? 'no such file or directory' : (code ?? message);
};

/** Clocks of two machines may differ by so much. */
const CLOCK_SKEW = 5 * 60_000;

/**
 * Refuses a plan that is older than is allowed.
 * @param maxAge In milliseconds.
 */
export function checkAge({ createdAt }: Plan, maxAge: number, { clock }: World): void {
  const age = clock.now() - Date.parse(createdAt);
  if (age > maxAge)
    throw new CommandError(`the plan was made ${span(age)} ago, at ${createdAt}; at most ${span(maxAge)} is accepted`, {
      fix: 'make the plan anew and review it again, or accept its age with --max-age',
    });
  if (age < -CLOCK_SKEW)
    throw new CommandError(`the plan was made at ${createdAt}, which is ${span(-age)} in the future`, {
      fix: 'set the clock of this machine, or make the plan anew',
    });
}

/** Refuses a plan whose hosts are not those of the declarations. */
export function checkHosts(plan: Plan, { hosts }: DesiredState): void {
  for (const planned of plan.hosts) {
    const declared = hosts.find(({ name }) => name === planned.name);
    const fix = 'make the plan anew with these declarations, or apply it with those that it was made from';
    if (declared === undefined)
      throw new CommandError(`the plan is for host "${planned.name}", which is not declared`, { fix });
    for (const setting of ['driver', 'endpoint'] as const)
      if (planned[setting] !== declared[setting])
        throw new CommandError(
          `the plan is for another host "${planned.name}": its ${setting} was ${said(planned[setting])} and is ${said(declared[setting])} now`,
          { fix },
        );
  }
}

const said = (value: string | undefined): string => (value === undefined ? 'not set' : JSON.stringify(value));

const UNITS = [['day', 86_400_000], ['hour', 3_600_000], ['minute', 60_000]] as const; // prettier-ignore

function span(milliseconds: number): string {
  for (const [unit, size] of UNITS) {
    const count = Math.floor(milliseconds / size);
    if (count > 0) return `${count} ${unit}${count === 1 ? '' : 's'}`;
  }
  return 'less than a minute';
}
