/** How is a real WildDuck started, with the Redis and the MongoDB-compatible server that it needs? */
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { connect } from 'node:net';
import { needPackages, run } from './debian';
import type { Scratch } from './debian';
import { freePort, startServer } from './server';
import type { Started } from './server';

/** From npm. */
export const WILDDUCK_VERSION = '1.46.1';

const HERE = resolve(__dirname, 'mongo');
/** What is fetched once: programs, never data. */
const CACHE = resolve(__dirname, '../../../node_modules/.cache/mailstate-hosts');

const TOKEN = 'wildduck-live-token';

const isThere = (program: string): boolean => {
  try {
    run('sh', ['-c', `command -v ${program}`]);
    return true;
  } catch {
    return false;
  }
};

/** Debian's packages by the program that is needed of each. */
const PROGRAMS = { 'redis-server': 'redis-server', javac: 'default-jdk-headless', mvn: 'maven' } as const;

/** Fetches into a folder that appears only when it is whole. */
function fetched(name: string, fetch: (folder: string) => void): string {
  const folder = join(CACHE, name);
  if (existsSync(folder)) return folder;
  const partial = `${folder}.${process.pid}`;
  mkdirSync(partial, { recursive: true });
  fetch(partial);
  renameSync(partial, folder);
  return folder;
}

/**
 * The MongoDB-compatible server. mongo-java-server is chosen since it is plain jars of Maven Central that run as they are; FerretDB, whose Go module is
 * to be had as well, does not start when it is built from its module alone.
 */
const mongoLibraries = (): string =>
  fetched('mongo-java-server-1.47.0', (folder) => {
    const goal = ['dependency:copy-dependencies', `-DoutputDirectory=${folder}`];
    run('mvn', ['-q', '-B', '-f', join(HERE, 'pom.xml'), ...goal]);
  });

const wildduckProgram = (): string =>
  fetched(`wildduck-${WILDDUCK_VERSION}`, (folder) => {
    const flags = ['--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--omit=dev'];
    run('npm', ['install', ...flags, '--prefix', folder, `wildduck@${WILDDUCK_VERSION}`], { cwd: folder });
  });

/** Resolves once something listens on the port. */
const listens = (port: number): Promise<void> =>
  new Promise((resolved, failed) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolved();
    });
    socket.once('error', failed);
  });

export interface LiveWildDuck {
  /** Of its API. */
  readonly url: string;
  readonly token: string;
  /** Port of its LMTP server, to which a mail exchanger delivers. */
  readonly lmtp: number;
  stop(): Promise<void>;
}

/** Starts all three on loopback ports; what they keep is in memory or in the scratch folder. */
export async function startWildDuckLive(scratch: Scratch): Promise<LiveWildDuck> {
  needPackages(Object.entries(PROGRAMS).flatMap(([program, name]) => (isThere(program) ? [] : [name])));
  const [libraries, program] = [mongoLibraries(), wildduckProgram()];
  const folder = scratch.folder('wildduck');
  const [redis, mongo, api, lmtp] = [await freePort(), await freePort(), await freePort(), await freePort()];
  const started: Started[] = [];
  const start = async (name: string, command: string, args: readonly string[], port: number, cwd = folder) => {
    const log = join(folder, `${name}.log`);
    started.push(await startServer({ command, args, cwd, log, probe: () => listens(port) }));
  };
  const stop = async (): Promise<void> => {
    for (const each of started.splice(0).reverse()) await each.stop();
  };
  try {
    await start('redis', 'redis-server', ['--port', `${redis}`, '--bind', '127.0.0.1', '--save', '', '--dir', folder], redis); // prettier-ignore
    await start('mongo', 'java', ['-cp', join(libraries, '*'), join(HERE, 'MongoServerMain.java'), `${mongo}`], mongo);
    const settings = {
      'log.level': 'error',
      'dbs.mongo': `mongodb://127.0.0.1:${mongo}/wildduck`,
      'dbs.redis.port': redis,
      'imap.enabled': false,
      'pop3.enabled': false,
      'webhooks.enabled': false,
      'lmtp.enabled': true,
      'lmtp.port': lmtp,
      'api.port': api,
      'api.accessToken': TOKEN,
    };
    const args = Object.entries(settings).map(([name, value]) => `--${name}=${value}`);
    // It looks for its configuration where it is started.
    await start('wildduck', process.execPath, ['server.js', ...args], api, join(program, 'node_modules/wildduck'));
  } catch (thrown) {
    await stop();
    throw thrown;
  }
  return { url: `http://127.0.0.1:${api}`, token: TOKEN, lmtp, stop };
}
