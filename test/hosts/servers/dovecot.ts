/** How is a Dovecot of Debian run against PostfixAdmin's tables, apart from the machine's own? */
import { chownSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { account, needPackages, versionOf } from './debian';
import type { Scratch } from './debian';
import type { DatabaseServer, Engine } from './databases';
import { freePort, startServer } from './server';
import type { Started } from './server';

export interface Dovecot extends Started {
  /** Name and version of the software. */
  readonly software: string;
  /** Ports on the loopback address: mailboxes are read, mail is delivered, logins are checked for Postfix. */
  readonly imap: number;
  readonly lmtp: number;
  readonly auth: number;
  /** With `<address>*master` and this password, any mailbox is opened that is there. */
  readonly masterPassword: string;
}

export interface DovecotSettings {
  readonly server: DatabaseServer;
  readonly database: string;
  /** What Dovecot asks the tables, as the example has it: with mail under `/var/vmail`. */
  readonly queries: string;
}

/** Debian's package and Dovecot's own name for each database. */
const DATABASES: Readonly<Record<Engine, { readonly name: string }>> = {
  postgres: { name: 'pgsql' },
  mysql: { name: 'mysql' },
};

/** Resolves once something listens on the port. */
export const listens = (port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve();
    });
    socket.once('error', reject);
  });

/** Starts it on free ports; it keeps all mail in the scratch folder. */
export async function startDovecot(scratch: Scratch, { server, database, queries }: DovecotSettings): Promise<Dovecot> {
  const { name } = DATABASES[server.engine];
  needPackages(['dovecot-imapd', 'dovecot-lmtpd', `dovecot-${name}`]);
  const own = `dovecot-${database}`;
  const [home, mail] = [scratch.folder(own), scratch.folder(`${own}/mail`, account('mail'))];
  const [imap, lmtp, auth] = [await freePort(), await freePort(), await freePort()];
  const masterPassword = server.password;
  const tables = join(home, 'sql.conf');
  const access = `host=127.0.0.1 port=${server.port} dbname=${database} user=${server.administrator} password=${server.password}`;
  writeFileSync(tables, `driver = ${name}\nconnect = ${access}\n${queries.replaceAll('/var/vmail/', `${mail}/`)}`, { mode: 0o600 }); // prettier-ignore
  const listener = (port: number): string => `{\n    address = 127.0.0.1\n    port = ${port}\n  }`;
  const settings = join(home, 'dovecot.conf');
  writeFileSync(
    settings,
    `base_dir = ${home}/run
state_dir = ${home}/state
instance_name = ${own}
log_path = ${home}/log
protocols = imap lmtp
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
auth_failure_delay = 0
auth_mechanisms = plain login
auth_master_user_separator = *
mail_uid = mail
mail_gid = mail
first_valid_uid = 1
first_valid_gid = 1
mail_fsync = never
passdb {
  driver = static
  args = password=${masterPassword}
  master = yes
}
passdb {
  driver = sql
  args = ${tables}
}
userdb {
  driver = sql
  args = ${tables}
}
service imap-login {
  inet_listener imap ${listener(imap)}
  inet_listener imaps {
    port = 0
  }
}
service lmtp {
  inet_listener lmtp ${listener(lmtp)}
}
# All logins come from one address here, so that it must not be made to wait after those that are refused.
service anvil {
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service auth {
  inet_listener ${listener(auth)}
}
`,
  );
  const root = account('root');
  if (root.ids !== undefined) chownSync(settings, root.ids.uid, root.ids.gid);
  const started = await startServer({
    command: '/usr/sbin/dovecot',
    args: ['-F', '-c', settings],
    cwd: home,
    log: join(home, 'output'),
    probe: () => Promise.all([listens(imap), listens(lmtp), listens(auth)]),
  });
  return { ...started, software: `Dovecot ${versionOf('dovecot-core')}`, imap, lmtp, auth, masterPassword };
}
