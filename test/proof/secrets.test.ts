/** Marked secrets go through every command; whatever leaves the process is searched for them. Only requests to the host may hold them. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { FORMATS } from '../../src/cli/options';
import { processWorld } from '../../src/cli/process-world';
import { verbs } from '../../src/cli/verbs';
import { PROVIDER } from '../../src/model';
import { serve } from '../support/http-server';
import { ACME, TOKEN, mailProject } from '../support/mail-project';
import type { MailProject, Resources } from '../support/mail-project';
import { scratch } from '../support/scratch';
import type { TerminalOptions } from '../support/terminal';

const outside = scratch();
/** Where each password comes from, and what it is. The last one is shorter than the host takes. */
const BY_ENV = 'mark-by-env-k3Q"9\\x ü%2F';
const BY_FILE = 'mark-by-file-7Hw&<zT>';
const BY_COMMAND = "mark-by-command-p0L$m'4";
const TOO_SHORT = 'zQ7xKv';
const WRONG_TOKEN = 'mark-wrong-token-Jx4T8w';
const FURTHER = 'mark-further-Vb6N2s';

const recipients = PROVIDER.secretRecipients.samples[0];

/** Everybody with a password of another origin. */
const people = (version: number, more: Resources[string] = {}): Resources => ({
  ...ACME,
  mail_user: {
    ada: { email: 'ada@acme.example', initial_password: 'env:ADA_PASSWORD', password_version: version },
    grace: { email: 'grace@acme.example', initial_password: `file:${outside('grace')}`, password_version: version },
    alan: { email: 'alan@acme.example', initial_password: `command:cat ${outside('alan')}`, password_version: version },
    edsger: { email: 'edsger@acme.example', initial_password: 'generated', password_version: version },
    ...more,
  },
});

let project: MailProject;
let manifest: string;
/** Everything that must not be seen. */
let secrets: string[];
/** All that was written to the outputs, by the command that wrote it. */
let said: { readonly command: string; readonly text: string }[];

beforeAll(async () => {
  await writeFile(outside('grace'), `${BY_FILE}\n`);
  await writeFile(outside('alan'), `${BY_COMMAND}\n`);
});
beforeEach(async () => {
  project = await mailProject();
  secrets = [TOKEN, BY_ENV, BY_FILE, BY_COMMAND, TOO_SHORT, WRONG_TOKEN, FURTHER];
  said = [];
  await declare(people(1));
});
afterEach(() => project.close());

async function declare(resources: Resources, provider: Readonly<Record<string, unknown>> = {}): Promise<void> {
  manifest = await project.declare(resources, { secret_recipients: recipients, ...provider });
}

/** Runs a command in a world where nothing hides what went wrong. */
async function mailstate(
  argv: readonly string[],
  env: Readonly<Record<string, string>> = {},
  options: TerminalOptions = {},
) {
  // prettier-ignore
  const here = project.terminal({
    env: { PATH: process.env.PATH, MAIL_TOKEN: TOKEN, ADA_PASSWORD: BY_ENV, SHORT_PASSWORD: TOO_SHORT, MAILSTATE_DEBUG: '1', ...env }, // prettier-ignore
    shell: processWorld().shell,
    encrypt: (text) => {
      secrets.push(text.trim());
      return Promise.resolve('encrypted\n');
    },
    ...options,
  });
  const code = await here.run(...argv);
  said.push({ command: argv.join(' '), text: here.stdout.text + here.stderr.text });
  return { code, stdout: here.stdout.text, stderr: here.stderr.text };
}

const onManifest = (...argv: string[]): string[] => [...argv, '--manifest', manifest];

/** What a secret looks like in other clothes: in JSON, in a URL, in HTML, in base64 wherever it begins, in hex. */
function disguises(secret: string): string[] {
  const base64 = [0, 1, 2].map((shift) => Buffer.from('x'.repeat(shift) + secret).toString('base64').slice(shift && 4, -4)); // prettier-ignore
  return [
    secret, JSON.stringify(secret).slice(1, -1), JSON.stringify(JSON.stringify(secret)).slice(3, -3), encodeURIComponent(secret),
    new URLSearchParams([['', secret]]).toString().slice(1), secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
    Buffer.from(secret).toString('hex'), ...base64.filter(({ length }) => length >= 8),
  ]; // prettier-ignore
}

/** All files of the project, by path. */
async function files(): Promise<{ readonly path: string; readonly text: string }[]> {
  const entries = await readdir(project.folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(paths.map(async (path) => ({ path, text: await readFile(path, 'latin1') })));
}

/** Where secrets were seen. */
async function seen(): Promise<string[]> {
  const places = [
    ...said.map(({ command, text }) => [`output of "${command}"`, text] as const),
    ...(await files()).flatMap(({ path, text }) => [
      [path, Buffer.from(text, 'latin1').toString('utf8')] as const,
      [`name of ${path}`, path] as const,
    ]),
  ];
  const looked = [...new Set(secrets)].flatMap(disguises);
  return places.flatMap(([place, text]) => looked.filter((look) => text.includes(look)).map((look) => `${look} in ${place}`)); // prettier-ignore
}

/** The connections that were opened while something was done, as `address:port`. */
async function connectionsOf(work: () => Promise<unknown>): Promise<ReadonlySet<string>> {
  const opened = new Set<string>();
  const listener = (message: unknown): void => {
    const { socket } = message as { readonly socket: Socket };
    socket.once('connect', () => opened.add(`${socket.remoteAddress}:${socket.remotePort}`));
  };
  subscribe('net.client.socket', listener);
  try {
    await work();
  } finally {
    unsubscribe('net.client.socket', listener);
  }
  return opened;
}

/** Every command, on a host that does as it is told. */
async function everyCommand(): Promise<void> {
  const forAll = async (...argv: string[]): Promise<void> => {
    for (const format of FORMATS) await mailstate([...argv, '--format', format]);
  };
  await mailstate(['init', 'fresh']);
  await forAll(...onManifest('validate'));
  await forAll(...onManifest('plan'));
  await mailstate(onManifest('plan', '--out', 'plan.json'));
  await forAll('show', 'plan.json');
  expect((await mailstate(onManifest('apply', 'plan.json'))).code).toBe(0);
  for (const [version, format] of FORMATS.entries()) {
    await declare(people(version + 2));
    expect((await mailstate(onManifest('apply', '--yes', '--format', format))).code).toBe(0);
  }
  await forAll(...onManifest('drift'));
  for (const at of ['desired', 'observed', 'plan'])
    await forAll(...onManifest('route', 'ada@acme.example', '--at', at));
  await forAll('history');
  await forAll('history', '--verify');
  await forAll(...onManifest('conformance', '--domain', 'throwaway.example', '--yes'));
  await mailstate(['completion', 'bash']);
  await mailstate(['version']);
}

describe('no secret leaves the process but to the host', () => {
  it('whichever command is run', async () => {
    const host = `${new URL(project.sandbox.url).hostname}:${new URL(project.sandbox.url).port}`;
    expect([...(await connectionsOf(everyCommand))]).toEqual([host]);
    // The sandbox is a host itself; it is given a token to show it.
    const run = new Set(said.map(({ command }) => command.split(' ')[0]));
    expect(verbs().map(({ name }) => name).filter((name) => !run.has(name))).toEqual(['sandbox']); // prettier-ignore
    expect((await files()).map(({ path }) => path.slice(project.folder.length + 1))).toEqual(
      expect.arrayContaining(['plan.json', '.mailstate/journal.ndjson', '.mailstate/audit.ndjson', '.mailstate/look.json', '.mailstate/secrets/edsger@acme.example.4.age']), // prettier-ignore
    );
    // One for each apply, and no two alike.
    expect(new Set(secrets).size).toBe(7 + 4);
    expect(await seen()).toEqual([]);
  });

  it.each([1, 2, 3, 4])('while calls go wrong, seed %i', async (seed) => {
    project.sandbox.setFaults({ rate: 0.3, seed, delay: 0, retryAfter: 0 });
    for (const version of [1, 2, 3]) {
      await declare(people(version));
      await mailstate(onManifest('plan', '--out', 'plan.json'));
      await mailstate(onManifest('apply', 'plan.json', '--format', 'json'));
      await mailstate(onManifest('apply', '--yes'));
    }
    expect(Object.keys(project.sandbox.injectedFaults()).length).toBeGreaterThan(2);
    expect(secrets.length).toBeGreaterThan(7);
    expect(await seen()).toEqual([]);
  });

  it('when the token is wrong, missing, spoilt or no token', async () => {
    const commands = [['plan'], ['apply', '--yes'], ['drift'], ['route', 'ada@acme.example']];
    for (const MAIL_TOKEN of [WRONG_TOKEN, `${WRONG_TOKEN} ${FURTHER}`, `${WRONG_TOKEN}\n${FURTHER}`, `${WRONG_TOKEN}é`, ''])
      for (const argv of commands) expect((await mailstate(onManifest(...argv), { MAIL_TOKEN })).code).toBe(1); // prettier-ignore
    await writeFile(outside('token'), `${WRONG_TOKEN}\n`);
    for (const token of [
      `file:${outside('token')}`,
      'file:missing',
      `command:echo ${WRONG_TOKEN} | rev | rev; echo ${FURTHER} >&2; exit 1`
        .replaceAll(WRONG_TOKEN, '$WRONG')
        .replaceAll(FURTHER, '$FURTHER'),
      'generated',
    ]) {
      // prettier-ignore
      await declare(people(1), { token });
      for (const argv of commands) expect((await mailstate(onManifest(...argv), { WRONG: WRONG_TOKEN, FURTHER })).code).toBe(1); // prettier-ignore
    }
    expect(await seen()).toEqual([]);
  });

  it('when somebody writes the secret itself into the declaration', async () => {
    const spoilt = { ...people(1, { alan: { email: 'alan@acme.example', initial_password: FURTHER } }) };
    manifest = await project.declare(spoilt, { token: WRONG_TOKEN, secret_recipients: ['AGE-SECRET-KEY-1ZQ7XKVZQ7XKV'] }); // prettier-ignore
    secrets.push('1ZQ7XKVZQ7XKV', '1zq7xkvzq7xkv');
    for (const verb of ['validate', 'plan', 'drift'])
      for (const format of FORMATS) expect((await mailstate(onManifest(verb, '--format', format))).code).toBe(1);
    // What the person wrote themselves is in the manifest, and nowhere else.
    expect((await seen()).filter((place) => !place.endsWith('cdk.tf.json'))).toEqual([]);
  });

  it('when the host does not take the password, or a recipient is not there', async () => {
    await declare(people(1, { short: { email: 'short@acme.example', initial_password: 'env:SHORT_PASSWORD' } }));
    expect((await mailstate(onManifest('apply', '--yes'))).code).toBe(3);
    await declare(people(2), { secret_recipients: null });
    expect((await mailstate(onManifest('apply', '--yes'))).code).toBe(4);
    expect(await seen()).toEqual([]);
  });

  it('when the host says all that it was sent', async () => {
    const domain = { name: 'acme.example', etag: '"1"' };
    const echo = await serve((_, line) => (response, request) => {
      const heard = `${request.headers.authorization} may not send ${echo.requests.at(-1)?.body}`;
      const items = line.startsWith('GET /v1/domains') ? [domain] : [];
      const refusal = { type: 'urn:mailstate:sandbox:invalid', title: heard, detail: heard };
      const isReading = line.startsWith('GET ');
      response.writeHead(isReading ? 200 : 422, { 'content-type': 'application/json' });
      response.end(JSON.stringify(isReading ? { items, total: items.length, next: null } : refusal));
    });
    try {
      const { mail_user = {}, mail_domain = {} } = people(1);
      await declare({ mail_user, mail_domain }, { endpoint: echo.url });
      for (const format of FORMATS) await mailstate(onManifest('apply', '--yes', '--format', format));
      const sent = echo.requests.map(({ headers, body }) => `${headers.authorization} ${body}`).join('\n');
      for (const secret of [TOKEN, BY_ENV, BY_FILE, BY_COMMAND, ...secrets.slice(7)])
        expect(sent).toContain(JSON.stringify(secret).slice(1, -1));
      expect(said.map(({ text }) => text).join()).toContain('may not send');
    } finally {
      await echo.close();
    }
    expect(await seen()).toEqual([]);
  });

  it('when the host ends halfway through', async () => {
    let calls = 0;
    const cut = await serve((_, line) =>
      line.startsWith('GET ') && calls++ < 20
        ? { status: 200, body: { items: [], total: 0, next: null }, headers: { 'content-type': 'application/json' } }
        : (response) => response.socket?.destroy(),
    );
    await declare(people(1), { endpoint: cut.url });
    await mailstate(onManifest('apply', '--yes'));
    await cut.close();
    await mailstate(onManifest('apply', '--yes'));
    expect(await seen()).toEqual([]);
  });

  it('when the passwords cannot be kept', async () => {
    await mkdir(join(project.folder, '.mailstate'), { recursive: true });
    await writeFile(join(project.folder, '.mailstate', 'secrets'), 'in the way');
    const { code, stdout } = await mailstate(onManifest('apply', '--yes'));
    expect(code).toBe(3);
    expect(stdout).toContain('so it was not set: EEXIST');
    const broken = (text: string): Promise<string> => Promise.reject(new Error(`cannot encrypt ${text}`));
    await mailstate(onManifest('apply', '--yes'), {}, { encrypt: broken });
    expect(await seen()).toEqual([]);
  });
});

it('a secret that does leave is found', async () => {
  for (const look of disguises(BY_ENV)) {
    said = [{ command: 'leak', text: `before ${look} after` }];
    expect(await seen()).not.toEqual([]);
  }
  said = [{ command: 'leak', text: Buffer.from(`${BY_ENV} and more`).toString('base64') }];
  expect(await seen()).not.toEqual([]);
  said = [];
  await writeFile(join(project.folder, 'leak'), JSON.stringify({ nested: JSON.stringify({ password: BY_ENV }) }));
  expect(await seen()).not.toEqual([]);
});
