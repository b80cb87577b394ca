/** What does mailstate cost, in time, memory and calls, at which size? Prints tables and how they compare with the targets. */
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { applying } from './applying';
import { inChild } from './child';
import type { Outcome } from './child';
import type { Drift } from './company';
import { growth, median } from './measure';
import type { Planned, planning } from './planning';
import type { recording } from './recording';
import type { Compared, comparing } from './routing';
import type { synthesising } from './synthesis';
import { count, megabytes, seconds, table } from './table';
import { hasTerraform, mailstate, startUp, terraform } from './whole';
import type { Whole } from './whole';

interface Effort {
  readonly sizes: readonly number[];
  /** Fresh processes of which the best counts. */
  readonly repeats: number;
  /** Rounds of apply and loop by turns. */
  readonly rounds: (size: number) => number;
  readonly roster: number;
  readonly routing: { readonly addresses: number; readonly groups: number };
  /** Seconds a step of Terraform may take. */
  readonly patience: number;
}

const FULL: Effort = {
  sizes: [1_000, 10_000, 100_000],
  repeats: 3,
  rounds: (size) => (size > 10_000 ? 1 : 5),
  roster: 100_000,
  routing: { addresses: 100_000, groups: 10_000 },
  patience: 60,
};
const QUICK: Effort = {
  sizes: [200, 1_000],
  repeats: 1,
  rounds: () => 1,
  roster: 2_000,
  routing: { addresses: 5_000, groups: 500 },
  patience: 5,
};

/** A target, what was measured, and whether it is met. */
type Verdict = readonly [what: string, measured: string, target: string, isMet: 'yes' | 'no' | '-'];
const judged = (what: string, value: number, most: number, shown: (value: number) => string): Verdict => [
  what,
  shown(value),
  `at most ${shown(most)}`,
  value <= most ? 'yes' : 'no',
];
const ratio = (value: number): string => value.toFixed(2);
const milliseconds = (value: number): string => `${Math.round(value)} ms`;
const say = (text: string): void => void process.stdout.write(`${text}\n`);

const cost = ({ value }: Outcome<Planned>): number => value.load.cpu + value.observe.cpu + value.plan.cpu;
const DRIFTS: Readonly<Record<Exclude<Drift, 'update'>, string>> = {
  none: 'nothing',
  tenth: 'one in ten',
  create: 'everything',
};

async function plans(folder: string, { sizes, repeats }: Effort): Promise<Verdict[]> {
  say('\n## Load, observe and plan: processor time of the first plan of a fresh process\n');
  const rows: string[][] = [];
  const idle: [size: number, cost: number][] = [];
  const reads: string[] = [];
  for (const size of sizes) {
    const own = join(folder, `company-${size}`);
    await inChild<typeof recording>('recording.js', { folder: own, size, drifts: ['none', 'tenth', 'create'] });
    for (const drift of ['none', 'tenth', 'create'] as const) {
      const all: Outcome<Planned>[] = [];
      for (let i = 0; i < repeats; i++)
        all.push(
          await inChild<typeof planning>('planning.js', { manifest: join(own, 'manifest'), pages: join(own, drift) }),
        );
      const best = all.reduce((a, b) => (cost(b) < cost(a) ? b : a));
      const { load, observe, plan, changes } = best.value;
      rows.push([count(size), DRIFTS[drift], count(changes), ...[load, observe, plan].map(({ cpu }) => seconds(cpu)), seconds(cost(best)), megabytes(best.peak)]); // prettier-ignore
      if (drift === 'none') idle.push([size, cost(best)]);
      if (drift === 'none') reads.push(count(best.value.reads));
    }
    rmSync(own, { recursive: true });
  }
  say(table(['objects', 'to change', 'changes', 'load', 'observe', 'plan', 'together', 'peak memory'], rows));
  say(`\nReads of the whole host: ${reads.join(', ')}, which is its pages of 500.`);
  const [from, to] = idle.slice(-2);
  const known = idle.find(([size]) => size === 10_000);
  return [
    ...(known === undefined ? [] : [judged('plan of 10,000 objects, nothing to change', known[1], 0.5, seconds)]),
    ...(from === undefined || to === undefined
      ? []
      : [judged(`growth exponent from ${count(from[0])} to ${count(to[0])}`, growth(from, to), 1.1, ratio)]),
  ];
}

async function applies(folder: string, { sizes, rounds }: Effort): Promise<Verdict[]> {
  say('\n## Apply, against a bare loop of undici that sends the same requests\n');
  const rows: string[][] = [];
  const verdicts: Verdict[] = [];
  for (const size of sizes)
    for (const drift of ['create', 'update'] as const) {
      const own = join(folder, `apply-${size}-${drift}`);
      const input = { folder: own, size, drift, rounds: rounds(size) };
      const { value, peak } = await inChild<typeof applying>('applying.js', input);
      rmSync(own, { recursive: true });
      const { calls, least } = value;
      const of = (what: 'apply' | 'unrecorded' | 'loop', of: 'cpu' | 'wall'): number =>
        median(value.rounds.map((round) => round[what][of]));
      const by = (of: 'cpu' | 'wall', what: 'apply' | 'unrecorded' = 'apply'): number =>
        median(value.rounds.map((round) => round[what][of] / round.loop[of]));
      rows.push([
        count(size), drift, String(value.rounds.length),
        seconds(of('apply', 'wall')), seconds(of('unrecorded', 'wall')), seconds(of('loop', 'wall')), ratio(by('wall')), ratio(by('wall', 'unrecorded')),
        seconds(of('apply', 'cpu')), seconds(of('loop', 'cpu')), ratio(by('cpu')),
        `${count(calls.writes)} (${count(least.writes)})`, `${count(calls.rereads)} (${count(least.rereads)})`, megabytes(peak),
      ]); // prettier-ignore
      verdicts.push(
        judged(`apply against the loop, ${count(size)} objects, ${drift}: time`, by('wall'), 1.25, ratio),
        judged(`the same without journal and audit`, by('wall', 'unrecorded'), 1.25, ratio),
      );
      const made = calls.plan + calls.writes + calls.rereads;
      const most = least.plan + least.writes + least.rereads;
      verdicts.push(judged(`calls of plan and apply, ${count(size)} objects, ${drift}`, made, most, count));
    }
  say(table(['objects', 'change', 'rounds', 'apply', 'without journal and audit', 'loop', 'ratio', 'ratio without', 'apply CPU', 'loop CPU', 'ratio CPU', 'writes (least)', 're-reads (least)', 'peak memory'], rows)); // prettier-ignore
  return verdicts;
}

async function others(folder: string, main: string, { repeats, roster, routing }: Effort): Promise<Verdict[]> {
  const isFull = roster === FULL.roster;
  const synth = await inChild<typeof synthesising>('synthesis.js', { folder: join(folder, 'roster'), size: roster });
  const { help, node } = await startUp(main, isFull ? 11 : 3);
  const verdicts: Verdict[] = [
    judged(`app.synth() of a roster of ${count(roster)} users, processor time`, synth.value.cpu, 3, seconds),
    [
      `mailstate --help (node alone: ${milliseconds(node)})`,
      milliseconds(help),
      'at most 150 ms',
      help <= 150 ? 'yes' : 'no',
    ],
  ];
  for (const shape of ['tree', 'chain', 'cycle'] as const) {
    const all: Outcome<Compared>[] = [];
    for (let i = 0; i < repeats; i++) all.push(await inChild<typeof comparing>('routing.js', { shape, ...routing }));
    const value = all.map((outcome) => outcome.value).reduce((a, b) => (b.cpu < a.cpu ? b : a));
    const what = `delivery compared, ${count(routing.addresses)} addresses, ${shape} of ${count(routing.groups)} groups`;
    verdicts.push(judged(`${what}, ${count(value.changes)} differ`, value.cpu, 1, seconds));
  }
  return verdicts;
}

async function programs(folder: string, main: string, { sizes, patience }: Effort): Promise<void> {
  const isThere = hasTerraform();
  say('\n## Whole commands, from an empty host to all that is declared, and Terraform with as many `terraform_data`\n');
  const took = (value: number | undefined): string => (value === undefined ? `not in ${patience} s` : seconds(value));
  const rows: string[][] = [];
  let last: Whole = { plan: 0, apply: 0 };
  for (const size of sizes) {
    const own = await mailstate(main, join(folder, `whole-${size}`), size, 600);
    // What was not finished with fewer resources is not tried with more.
    if (isThere && last.apply !== undefined) last = await terraform(join(folder, `terraform-${size}`), size, patience);
    else last = {};
    rows.push([count(size), seconds(own.plan ?? NaN), seconds(own.apply ?? NaN), ...(isThere ? [took(last.plan), took(last.apply)] : ['not there', 'not there'])]); // prettier-ignore
  }
  say(table(['objects', 'mailstate plan', 'mailstate apply', 'terraform plan', 'terraform apply'], rows));
  say(
    `\n${isThere ? 'Terraform calls nobody here; mailstate makes every change over HTTP.' : 'No terraform on the PATH.'}`,
  );
}

async function main(args: readonly string[]): Promise<void> {
  const isQuick = args.includes('--quick');
  const given = args.filter((arg) => /^\d[\d,_]*$/.test(arg)).map((arg) => Number(arg.replace(/[,_]/g, '')));
  const wrong = args.filter((arg) => arg !== '--quick' && !/^\d[\d,_]*$/.test(arg));
  if (wrong.length > 0 || given.some((size) => size < 100)) {
    process.stderr.write(
      'usage: npm run bench -- [--quick] [objects ...], at least 100 objects; default 1000 10000 100000\n',
    );
    process.exitCode = 1;
    return;
  }
  const base = isQuick ? QUICK : FULL;
  const effort: Effort = given.length > 0 ? { ...base, sizes: given.sort((a, b) => a - b) } : base;
  const folder = mkdtempSync(join(tmpdir(), 'mailstate-bench-'));
  const command = join(__dirname, '../../src/cli/main.js');
  // Compiled beside the other code, the program looks for its version two folders up.
  copyFileSync(join(__dirname, '../../../../../package.json'), join(__dirname, '../../package.json'));
  try {
    say(
      `# mailstate bench: Node ${process.version}, ${cpus().length} processors, ${new Date().toISOString().slice(0, 10)}`,
    );
    const verdicts = [...(await plans(folder, effort)), ...(await applies(folder, effort))];
    await programs(folder, command, effort);
    verdicts.push(...(await others(folder, command, effort)));
    say('\n## Targets\n');
    say(table(['what', 'measured', 'target', 'met'], verdicts));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

void main(process.argv.slice(2));
