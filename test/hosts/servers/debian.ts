/** Are the programs of a mail host on this machine, and as whom may they run? */
import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Runs a program to its end and gives what it printed. */
export const run = (
  command: string,
  args: readonly string[],
  options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv; readonly input?: string } = {},
): string => execFileSync(command, args, { encoding: 'utf8', stdio: ['pipe', 'pipe', 'pipe'], ...options });

const isRoot = (): boolean => process.getuid?.() === 0;

const isInstalled = (name: string): boolean => {
  try {
    return run('dpkg-query', ['-W', '-f', '${db:Status-Status}', name]) === 'installed';
  } catch {
    return false;
  }
};

/** What Debian asks before it starts a service of a new package; 101 forbids it (policy-rc.d.spec). */
const POLICY = '/usr/sbin/policy-rc.d';

/** Installs without starting the machine's own services, unless the machine has a policy already. */
function withoutServices(install: () => void): void {
  if (existsSync(POLICY)) return install();
  writeFileSync(POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    install();
  } finally {
    rmSync(POLICY, { force: true });
  }
}

/**
 * Installs Debian packages that are missing, as root only.
 * @throws Error naming what is missing, for whoever may not install.
 */
export function needPackages(names: readonly string[]): void {
  const missing = names.filter((name) => !isInstalled(name));
  if (missing.length === 0) return;
  const command = `apt-get install -y --no-install-recommends ${missing.join(' ')}`;
  if (!isRoot()) throw new Error(`these Debian packages are missing; as root run: ${command}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  run('apt-get', ['update'], { env });
  withoutServices(() => run('apt-get', ['-o', 'DPkg::Lock::Timeout=600', ...command.split(' ').slice(1)], { env }));
}

/** Version of a Debian package. */
export const versionOf = (name: string): string => run('dpkg-query', ['-W', '-f', '${Version}', name]);

/** The account a server runs as: servers that refuse root get one of their own. */
export interface Account {
  readonly name: string;
  /** Absent where this process may not become somebody else, and so is the account itself. */
  readonly ids?: { readonly uid: number; readonly gid: number };
}

export function account(name: string): Account {
  if (!isRoot()) return { name: run('id', ['-un']).trim() };
  return { name, ids: { uid: Number(run('id', ['-u', name])), gid: Number(run('id', ['-g', name])) } };
}

/** A temporary folder that may be passed through by all and in which the account may write. */
export class Scratch {
  readonly path: string;

  constructor() {
    this.path = mkdtempSync(join(tmpdir(), 'mailstate-hosts-'));
    chmodSync(this.path, 0o755);
  }

  folder(name: string, owner?: Account): string {
    const path = join(this.path, name);
    mkdirSync(path, { recursive: true, mode: 0o755 });
    if (owner?.ids !== undefined) chownSync(path, owner.ids.uid, owner.ids.gid);
    return path;
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
