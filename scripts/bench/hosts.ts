/** What do plan and apply cost at a database of PostfixAdmin, against a bare loop of `pg` that sends the same statements? */
import { cpus } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { apply, openAudit, openJournal } from '../../src/apply';
import { postfixadmin } from '../../src/drivers/postfixadmin/driver';
import { factsOf, observe } from '../../src/host';
import type { HostContext, MailHost } from '../../src/host';
import type { DesiredState } from '../../src/model';
import { makePlan } from '../../src/plan';
import type { Plan } from '../../src/plan';
import { startPostgres } from '../../test/hosts/servers/databases';
import type { DatabaseServer } from '../../test/hosts/servers/databases';
import { Scratch } from '../../test/hosts/servers/debian';
import { setUpPostfixAdmin } from '../../test/hosts/servers/postfixadmin';
import { declared } from './company';
import { median, taken } from './measure';
import type { Taken } from './measure';
import { count, seconds, table } from './table';
import { recorded, replay } from './statements';
import type { Wave } from './statements';

const ROUNDS = 7;
const DATABASE = 'bench';
const clock = { now: Date.now, sleep: (milliseconds: number) => sleep(milliseconds) };
const say = (text: string): void => void process.stdout.write(`${text}\n`);

/** Mailboxes without passwords: their hashes would cost more than all the rest, on either side. */
function mailboxes(size: number, endpoint: string): DesiredState {
  const users = Array.from({ length: size }, (_, i) => [
    `person${i}`,
    { email: `person${i}@acme.example`, display_name: `Person ${i}`, quota: i % 4 === 0 ? '25 GB' : '10 GB' },
  ]);
  const provider = { mail: [{ host: 'postfixadmin', endpoint, username: 'postgres', token: 'env:MAIL_TOKEN', options: { tls: 'off' } }] }; // prettier-ignore
  const resource = { mail_domain: { acme: { name: 'acme.example' } }, mail_user: Object.fromEntries(users) as object };
  return declared({ provider, resource });
}

/** With journal and audit on disk, as the command line applies. */
async function carryOut(plan: Plan, host: MailHost, context: HostContext, folder: string): Promise<void> {
  const journal = await openJournal({ file: join(folder, 'journal.ndjson'), plan: plan.digest, clock });
  const audit = await openAudit({ file: join(folder, 'audit.ndjson'), plan: plan.digest, clock, who: { user: 'bench' } }); // prettier-ignore
  try {
    for await (const event of apply(plan, new Map([[host.name, host]]), { ...context, clock, journal, audit }))
      if (event.type === 'finished' && event.report.done.length !== plan.changes.length)
        throw new Error('not all of the plan was carried out');
  } finally {
    await journal.close();
    await audit.close();
  }
}

interface Step {
  readonly own: Taken[];
  readonly loop: Taken[];
  /** Statements that were sent, beginnings and ends of transactions among them. */
  statements: number;
  least: number;
}
const newStep = (): Step => ({ own: [], loop: [], statements: 0, least: 0 });
type Drift = 'create' | 'update' | 'none';

/** The least with which a collection is read: beginning and end of a transaction, its number of objects, its pages. */
const reading = (size: number, { limits }: MailHost): number => 3 + Math.max(1, Math.ceil(size / limits.pageSize));

/**
 * The least with which a collection is created or changed safely: a transaction for each batch that locks what it is to change in one statement for each
 * table, looks up free folders where they are needed, and writes in one statement for each table; before and after, whatever is touched is read.
 */
function leastToApply(size: number, drift: Exclude<Drift, 'none'>, host: MailHost): number {
  const { concurrency, readSize = 1 } = host.limits;
  const batches = Math.ceil(size / concurrency);
  const read = Math.min(Math.ceil(size / readSize) * 3, reading(size, host));
  return drift === 'create' ? batches * (2 + 3 + 1 + 2) + read : batches * (2 + 3 + 1) + 2 * read;
}

async function measured(
  server: DatabaseServer,
  folder: string,
  size: number,
  drift: Drift,
): Promise<{ readonly plan: Step; readonly apply: Step }> {
  const endpoint = `postgres://127.0.0.1:${server.port}/${DATABASE}`;
  const desired = mailboxes(size, endpoint);
  const context: HostContext = { signal: new AbortController().signal, secret: () => Promise.resolve(server.password) };
  const connected = async <T>(use: (host: MailHost) => Promise<T>): Promise<T> => {
    const [declaration] = desired.hosts;
    if (declaration === undefined) throw new Error('there is no host');
    const host = await postfixadmin.connect(declaration, { ...context, clock, random: Math.random });
    return use(host).finally(() => host.close());
  };
  const planned = async (host: MailHost): Promise<Plan> =>
    makePlan({ desired, observed: [await observe(host, context)], facts: [factsOf(host)], now: 0 });
  const reset = async (): Promise<void> => {
    await server.sql(DATABASE, 'TRUNCATE mailbox, alias CASCADE');
    if (drift !== 'create')
      await server.sql(DATABASE, 'INSERT INTO mailbox SELECT * FROM kept_mailbox', 'INSERT INTO alias SELECT * FROM kept_alias'); // prettier-ignore
    if (drift === 'update') await server.sql(DATABASE, "UPDATE mailbox SET name = 'Old name'");
    await server.sql(DATABASE, 'VACUUM ANALYZE mailbox', 'VACUUM ANALYZE alias');
    global.gc?.();
  };
  const steps = { plan: newStep(), apply: newStep() };
  let waves: { plan: readonly Wave[]; apply: readonly Wave[] } | undefined;
  for (let round = -1; round < ROUNDS; round++) {
    await reset();
    // The first round warms up and records what is sent.
    const own = await connected(async (host) => {
      const isFirst = waves === undefined;
      const plan = isFirst ? await recorded(() => planned(host)) : { waves: [], ...(await taken(() => planned(host))) };
      const work = (): Promise<void> => carryOut(plan.value, host, context, join(folder, `${size}-${drift}-${round}`));
      const made = drift === 'none' ? { waves: [], cpu: 0, wall: 0 } : isFirst ? await recorded(work) : { waves: [], ...(await taken(work)) }; // prettier-ignore
      if (isFirst) {
        waves = { plan: plan.waves, apply: made.waves };
        const there = drift === 'create' ? 0 : size;
        // Mailboxes, one domain, no aliases but those of mailboxes; of the organisation, which has no name, one row in a transaction.
        steps.plan.least = reading(there, host) + reading(1, host) + reading(0, host) + 3;
        if (drift !== 'none') steps.apply.least = leastToApply(size, drift, host);
      }
      return { plan, apply: made };
    });
    await reset();
    const url = { host: '127.0.0.1', port: server.port, user: 'postgres', password: server.password, database: DATABASE }; // prettier-ignore
    for (const name of ['plan', 'apply'] as const) {
      const sent = waves?.[name] ?? [];
      const bare = await replay(url, sent);
      if (round < 0) steps[name].statements = sent.flat(2).length;
      else {
        steps[name].own.push({ cpu: own[name].cpu, wall: own[name].wall });
        steps[name].loop.push(bare);
      }
    }
  }
  return steps;
}

const sum = (a: Taken | undefined, b: Taken | undefined): number => (a?.wall ?? 0) + (b?.wall ?? 0);

function row(size: number, drift: Drift, { plan, apply: made }: Awaited<ReturnType<typeof measured>>): string[] {
  const wall = (all: readonly Taken[]): string => seconds(median(all.map((each) => each.wall)));
  const ratios = (step: Step): string => median(step.own.map(({ wall: own }, i) => own / (step.loop[i]?.wall ?? NaN))).toFixed(2); // prettier-ignore
  const together = median(plan.own.map((each, i) => sum(each, made.own[i]) / sum(plan.loop[i], made.loop[i])));
  const isApplied = drift !== 'none';
  return [
    count(size), drift,
    wall(plan.own), wall(plan.loop), `${count(plan.statements)} (${count(plan.least)})`,
    ...(isApplied ? [wall(made.own), wall(made.loop), ratios(made), `${count(made.statements)} (${count(made.least)})`] : ['-', '-', '-', '-']),
    together.toFixed(2),
  ]; // prettier-ignore
}

async function main(args: readonly string[]): Promise<void> {
  const sizes = args.length === 0 ? [10_000] : args.map(Number);
  if (sizes.some((size) => !Number.isInteger(size) || size < 1)) throw new Error('usage: npm run bench:hosts -- [mailboxes ...]'); // prettier-ignore
  const scratch = new Scratch();
  const folder = scratch.folder('written');
  const server = await startPostgres(scratch);
  try {
    const { version } = await setUpPostfixAdmin(scratch, server, DATABASE);
    say(`# PostgreSQL: ${server.software}, PostfixAdmin ${version}, Node ${process.version}, ${cpus().length} processors\n`); // prettier-ignore
    const rows: string[][] = [];
    for (const size of sizes) {
      await server.sql(DATABASE, 'DROP TABLE IF EXISTS kept_mailbox, kept_alias', "DELETE FROM domain WHERE domain = 'acme.example'", "INSERT INTO domain (domain, description, active, created, modified) VALUES ('acme.example', '', true, now(), now())"); // prettier-ignore
      for (const drift of ['create', 'update', 'none'] as const) {
        if (drift === 'update') await server.sql(DATABASE, 'CREATE TABLE kept_mailbox AS SELECT * FROM mailbox', 'CREATE TABLE kept_alias AS SELECT * FROM alias'); // prettier-ignore
        rows.push(row(size, drift, await measured(server, folder, size, drift)));
      }
    }
    say(table(['mailboxes', 'to change', 'plan', 'loop', 'statements (least)', 'apply', 'loop', 'ratio', 'statements (least)', 'ratio together'], rows)); // prettier-ignore
  } finally {
    await server.stop();
    scratch.remove();
  }
}

void main(process.argv.slice(2));
