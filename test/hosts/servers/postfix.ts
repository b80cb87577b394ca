/** How is a Postfix of Debian run against PostfixAdmin's tables, apart from the machine's own? */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { account, needPackages, run, versionOf } from './debian';
import type { Scratch } from './debian';
import type { DatabaseServer } from './databases';
import { listens } from './dovecot';
import type { Dovecot } from './dovecot';
import { freePort, startServer } from './server';
import type { Started } from './server';

export interface Postfix extends Started {
  /** Name and version of the software. */
  readonly software: string;
  /** Port on the loopback address: for other mail servers, and for users who log in. */
  readonly smtp: number;
  /** Waits until all that was taken is delivered or sent back. @throws Error naming what is left over */
  delivered(): Promise<void>;
}

export interface PostfixSettings {
  readonly server: DatabaseServer;
  readonly database: string;
  /** The folder of the example: settings to add, and what Postfix asks the tables. */
  readonly example: string;
  readonly dovecot: Dovecot;
  /** Port of the mail server to which all mail for other domains goes. */
  readonly relay: number;
}

/** How often and how long the queue is looked at, in milliseconds. */
const [STEP, PATIENCE] = [50, 120_000];

interface Queued {
  readonly queue_name: string;
  readonly recipients: readonly { readonly address: string; readonly delay_reason?: string }[];
}

/** The services of Debian's own master.cf that are needed, none of them locked into the folder of the queue. */
const services = (port: number): string =>
  [
    `127.0.0.1:${port} inet n - n - - smtpd`,
    'pickup unix n - n 60 1 pickup',
    'cleanup unix n - n - 0 cleanup',
    'qmgr unix n - n 300 1 qmgr',
    ...['rewrite trivial-rewrite', 'bounce bounce', 'defer bounce', 'trace bounce'].map((named) => {
      const [name, program] = named.split(' ');
      return `${name ?? ''} unix - - n - 0 ${program ?? ''}`;
    }),
    'verify unix - - n - 1 verify',
    'proxymap unix - - n - - proxymap',
    'smtp unix - - n - - smtp',
    'relay unix - - n - - smtp',
    'showq unix n - n - - showq',
    'error unix - - n - - error',
    'retry unix - - n - - error',
    'discard unix - - n - - discard',
    'local unix - n n - - local',
    'virtual unix - n n - - virtual',
    'lmtp unix - - n - - lmtp',
    'anvil unix - - n - 1 anvil',
    'scache unix - - n - 1 scache',
    'postlog unix-dgram n - n - 1 postlogd',
  ].join('\n');

/** Starts it on a free port; only root may. */
export async function startPostfix(
  scratch: Scratch,
  { server, database, example, dovecot, relay }: PostfixSettings,
): Promise<Postfix> {
  const sql = server.engine === 'postgres' ? 'pgsql' : 'mysql';
  needPackages(['postfix', `postfix-${sql}`]);
  const own = `postfix-${database}`;
  const [home, port] = [scratch.folder(own), await freePort()];
  scratch.folder(`${own}/queue`);
  scratch.folder(`${own}/data`, account('postfix'));
  const maps = scratch.folder(`${own}/maps`);
  const access = `hosts = 127.0.0.1:${server.port}\nuser = ${server.administrator}\npassword = ${server.password}\ndbname = ${database}\n`;
  for (const name of readdirSync(example).filter((each) => each !== 'main.cf'))
    writeFileSync(join(maps, name), `${access}${readFileSync(join(example, name), 'utf8')}`);
  const added = readFileSync(join(example, 'main.cf'), 'utf8')
    .replaceAll('${sql}', sql)
    .replaceAll('${maps}', maps)
    .replace(/inet:127\.0\.0\.1:24\b/, `inet:127.0.0.1:${dovecot.lmtp}`);
  writeFileSync(
    join(home, 'main.cf'),
    `compatibility_level = 3.6
queue_directory = ${home}/queue
data_directory = ${home}/data
maillog_file = ${home}/log
maillog_file_prefixes = ${home}
myhostname = mx.host.example
mydestination =
mynetworks =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
alias_maps =
alias_database =
disable_dns_lookups = yes
smtpd_peername_lookup = no
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = inet:127.0.0.1:${dovecot.auth}
# Who asks for many addresses that nobody has is not made to wait, and neither is who sends faster than mail is delivered.
smtpd_error_sleep_time = 0
smtpd_soft_error_limit = 10000
smtpd_hard_error_limit = 10000
in_flow_delay = 0
# All that is not for a domain of the host goes to one server on this machine.
relayhost = [127.0.0.1]:${relay}
${added}`,
  );
  writeFileSync(join(home, 'master.cf'), `${services(port)}\n`);
  run('postfix', ['-c', home, 'check']);
  const daemons = run('postconf', ['-c', home, '-h', 'daemon_directory']).trim();
  const started = await startServer({
    command: join(daemons, 'master'),
    args: ['-c', home, '-d'],
    cwd: home,
    log: join(home, 'output'),
    probe: () => listens(port),
  });

  const queue = (): readonly Queued[] =>
    run('postqueue', ['-c', home, '-j'])
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Queued);
  return {
    ...started,
    software: `Postfix ${versionOf('postfix')}`,
    smtp: port,
    async delivered() {
      for (let waited = 0; ; waited += STEP) {
        const left = queue();
        if (left.length === 0) return;
        const late = left.filter(({ queue_name }) => queue_name === 'deferred');
        if (late.length > 0 || waited > PATIENCE)
          throw new Error(`mail is left over: ${JSON.stringify((late.length > 0 ? late : left).slice(0, 5))}`);
        await sleep(STEP);
      }
    },
  };
}
