/** How does a database become one of PostfixAdmin? By PostfixAdmin's own upgrade script, from Debian's package, which is unpacked and not installed. */
import { chmodSync, copyFileSync, existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseServer } from './databases';
import { needPackages, run } from './debian';
import type { Scratch } from './debian';

export interface PostfixAdmin {
  readonly version: string;
  readonly database: string;
  /** PostfixAdmin's own command line. @returns what it printed */
  cli(...args: readonly string[]): string;
}

/** The program, unpacked once for all databases of a test. */
function unpacked(scratch: Scratch): string {
  const folder = scratch.folder('postfixadmin');
  const program = join(folder, 'usr/share/postfixadmin');
  if (!existsSync(program)) {
    needPackages(['php-cli', 'php-mbstring', 'php-pgsql', 'php-mysql']);
    // The account with which apt-get downloads may not write everywhere.
    chmodSync(folder, 0o777);
    run('apt-get', ['download', 'postfixadmin'], { cwd: folder });
    run('dpkg', ['-x', readdirSync(folder).find((name) => name.endsWith('.deb')) ?? '', folder], { cwd: folder });
    for (const name of ['config.inc.php', 'config.local.php', 'templates_c'])
      rmSync(join(program, name), { force: true });
    copyFileSync(join(folder, 'etc/postfixadmin/config.inc.php'), join(program, 'config.inc.php'));
    scratch.folder('postfixadmin/usr/share/postfixadmin/templates_c');
    // Debian's own settings ask for those of its installer; ours come after them.
    const installer = ['user', 'pass', 'name', 'server', 'port', 'type'].map((name) => `$db${name} = '';`).join(' ');
    writeFileSync(join(program, 'dbconfig.inc.php'), `<?php $basepath = ''; ${installer}\n`);
  }
  return program;
}

/** Creates a database with PostfixAdmin's tables, as its setup page does. */
export async function setUpPostfixAdmin(
  scratch: Scratch,
  server: DatabaseServer,
  database: string,
): Promise<PostfixAdmin> {
  const { engine, port, administrator, password } = server;
  const program = unpacked(scratch);
  await server.sql(engine === 'postgres' ? 'postgres' : 'mysql', `CREATE DATABASE ${database}`);
  const settings = {
    configured: true,
    database_type: engine === 'postgres' ? 'pgsql' : 'mysqli',
    database_host: '127.0.0.1',
    database_port: String(port),
    database_user: administrator,
    database_password: password,
    database_name: database,
    encrypt: 'php_crypt:SHA512::{SHA512-CRYPT}',
    default_aliases: [],
    emailcheck_resolve_domain: 'NO',
  };
  const lines = Object.entries(settings).map(
    ([name, value]) => `$CONF['${name}'] = ${Array.isArray(value) ? 'array()' : JSON.stringify(value)};`,
  );
  // One program serves several databases: its settings are those of the last that asked.
  const local = join(program, 'config.local.php');
  const configure = (): void => {
    rmSync(local, { force: true });
    writeFileSync(local, `<?php\n${lines.join('\n').replaceAll('"', "'")}\n`);
  };
  configure();
  run('php', ['-d', 'display_errors=stderr', 'upgrade.php'], { cwd: join(program, 'public') });
  return {
    version: run('dpkg-deb', ['-f', debOf(scratch), 'Version']).trim(),
    database,
    cli(...args) {
      configure();
      return run('php', ['-d', 'error_reporting=0', 'postfixadmin-cli.php', ...args], {
        cwd: join(program, 'scripts'),
      });
    },
  };
}

const debOf = (scratch: Scratch): string => {
  const folder = scratch.folder('postfixadmin');
  return join(folder, readdirSync(folder).find((name) => name.endsWith('.deb')) ?? '');
};
