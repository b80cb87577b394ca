/** Where are the databases of the tests? PostgreSQL and MariaDB from Debian's packages, on loopback ports, with data that goes when they stop. */
import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import { Client } from 'pg';
import { account, needPackages, run, versionOf } from './debian';
import type { Account, Scratch } from './debian';
import { freePort, startServer } from './server';
import type { Started } from './server';

export type Engine = 'postgres' | 'mysql';

/** A database server, and how to rule it. */
export interface DatabaseServer extends Started {
  readonly engine: Engine;
  /** Name and version of the software. */
  readonly software: string;
  readonly port: number;
  readonly administrator: string;
  readonly password: string;
  /** What its certificate is trusted by, in PEM; it holds for the name localhost. */
  readonly authority: string;
  /** Carries out statements as the administrator, one after the other. @returns the rows of the last */
  sql(database: string, ...statements: readonly string[]): Promise<readonly Readonly<Record<string, unknown>>[]>;
}

/** A certificate for the name localhost, and for no address, that only who is given it trusts. */
function certificate(
  folder: string,
  as: Account,
): { readonly cert: string; readonly key: string; readonly pem: string } {
  const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost', '-days', '2'];
  run('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', key, '-out', cert, ...subject]); // prettier-ignore
  chmodSync(key, 0o600);
  if (as.ids !== undefined) for (const file of [cert, key]) chownSync(file, as.ids.uid, as.ids.gid);
  return { cert, key, pem: readFileSync(cert, 'utf8') };
}

/** Runs a program as an account, as root would with `su`. */
const runAs = (as: Account, command: string, args: readonly string[], cwd: string): string =>
  as.ids === undefined
    ? run(command, args, { cwd })
    : run('setpriv', [`--reuid=${as.ids.uid}`, `--regid=${as.ids.gid}`, '--clear-groups', '--', command, ...args], {
        cwd,
      });

export async function startPostgres(scratch: Scratch): Promise<DatabaseServer> {
  needPackages(['postgresql', 'openssl']);
  const [version] = readdirSync('/usr/lib/postgresql').sort().reverse();
  const bin = (name: string): string => `/usr/lib/postgresql/${version ?? ''}/bin/${name}`;
  const as = account('postgres');
  const [home, port, password] = [scratch.folder('postgres', as), await freePort(), randomBytes(12).toString('hex')];
  const [data, secret] = [join(home, 'data'), join(home, 'password')];
  writeFileSync(secret, password);
  runAs(as, bin('initdb'), ['-D', data, '-U', 'postgres', '-A', 'scram-sha-256', `--pwfile=${secret}`, '-E', 'UTF8', '--locale=C.UTF-8', '-N'], home); // prettier-ignore
  const { cert, key, pem: authority } = certificate(home, as);
  const sql: DatabaseServer['sql'] = async (database, ...statements) => {
    const client = new Client({ host: '127.0.0.1', port, user: 'postgres', password, database });
    await client.connect();
    try {
      let rows: readonly Readonly<Record<string, unknown>>[] = [];
      for (const statement of statements) ({ rows } = await client.query<Record<string, unknown>>(statement));
      return rows;
    } finally {
      await client.end();
    }
  };
  const started = await startServer({
    command: bin('postgres'),
    args: ['-D', data, '-p', String(port), '-h', '127.0.0.1', '-k', home, '-c', 'fsync=off', '-c', 'ssl=on', '-c', `ssl_cert_file=${cert}`, '-c', `ssl_key_file=${key}`], // prettier-ignore
    as,
    cwd: home,
    log: join(home, 'log'),
    signal: 'SIGINT',
    probe: () => sql('postgres', 'select 1'),
  });
  const software = `PostgreSQL ${versionOf(`postgresql-${version ?? ''}`)}`;
  return { ...started, engine: 'postgres', software, port, administrator: 'postgres', password, authority, sql };
}

export async function startMariadb(scratch: Scratch): Promise<DatabaseServer> {
  needPackages(['mariadb-server', 'openssl']);
  const as = account('mysql');
  const [home, port, password] = [scratch.folder('mariadb', as), await freePort(), randomBytes(12).toString('hex')];
  const data = join(home, 'data');
  const own = ['--no-defaults', `--datadir=${data}`];
  runAs(as, 'mariadb-install-db', [...own, '--auth-root-authentication-method=normal', '--skip-test-db'], home);
  // A server that starts sets the password before it answers anybody.
  const first = join(home, 'first.sql');
  writeFileSync(first, `ALTER USER root@localhost IDENTIFIED BY '${password}';\n`);
  const { cert, key, pem: authority } = certificate(home, as);
  const sql: DatabaseServer['sql'] = async (database, ...statements) => {
    const connection = await createConnection({ host: '127.0.0.1', port, user: 'root', password, database });
    try {
      let rows: unknown = [];
      for (const statement of statements) [rows] = await connection.query(statement);
      return rows as readonly Readonly<Record<string, unknown>>[];
    } finally {
      await connection.end();
    }
  };
  const started = await startServer({
    command: 'mariadbd',
    args: [...own, `--port=${port}`, '--bind-address=127.0.0.1', `--socket=${join(home, 'socket')}`, `--pid-file=${join(home, 'pid')}`, `--init-file=${first}`, '--innodb-flush-log-at-trx-commit=0', `--ssl-cert=${cert}`, `--ssl-key=${key}`], // prettier-ignore
    as,
    cwd: home,
    log: join(home, 'log'),
    probe: () => sql('mysql', 'select 1'),
  });
  const software = `MariaDB ${versionOf('mariadb-server')}`;
  return { ...started, engine: 'mysql', software, port, administrator: 'root', password, authority, sql };
}
