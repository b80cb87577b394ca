/** A project in a folder of its own, with a practice host at a free port: what the command line works on. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSandbox } from '../../src/sandbox';
import type { Sandbox, SandboxOptions } from '../../src/sandbox';
import { terminal } from './terminal';
import type { Terminal, TerminalOptions } from './terminal';

export const TOKEN = 'practice-token-31415926';

type Attributes = Readonly<Record<string, unknown>>;
/** Resources by type and name, as the manifest holds them. */
export type Resources = Readonly<Record<string, Readonly<Record<string, Attributes>>>>;

/** A small company: a domain, two people, an alias, a group. */
export const ACME: Resources = {
  mail_domain: { acme: { name: 'acme.example' } },
  mail_user: {
    ada: { email: 'ada@acme.example', given_name: 'Ada' },
    grace: { email: 'grace@acme.example', given_name: 'Grace' },
  },
  mail_alias: { info: { address: 'info@acme.example', targets: ['${mail_user.ada.email}'] } },
  mail_group: { team: { address: 'team@acme.example', members: ['ada@acme.example', 'grace@acme.example'] } },
};

export interface MailProject {
  readonly folder: string;
  readonly sandbox: Sandbox;
  /** Writes a manifest; gives its folder. */
  declare(resources: Resources, provider?: Attributes, variables?: Attributes): Promise<string>;
  /** A terminal in the project's folder, with the token in its environment. */
  terminal(options?: TerminalOptions): Terminal;
  /** What the host answers to a request, as a person outside would ask it. */
  ask(path: string, method?: string, body?: unknown): Promise<unknown>;
  close(): Promise<void>;
}

export async function mailProject(options: SandboxOptions = {}): Promise<MailProject> {
  const folder = await mkdtemp(join(tmpdir(), 'mailstate-cli-'));
  const sandbox = await startSandbox({ token: TOKEN, passwordCost: 2, ...options });
  return {
    folder,
    sandbox,
    async declare(resources, provider = {}, variable = {}) {
      const block = { host: 'sandbox', endpoint: sandbox.url, token: 'env:MAIL_TOKEN', ...provider };
      const manifest = join(folder, 'cdktf.out', 'acme');
      await mkdir(manifest, { recursive: true });
      const marked = Object.entries(resources).map(([type, named]) => [
        type,
        Object.fromEntries(
          Object.entries(named).map(([name, body]) => [
            name,
            { ...body, '//': { metadata: { path: `acme/${name}` } } },
          ]),
        ),
      ]);
      const text = JSON.stringify({ variable, provider: { mail: [block] }, resource: Object.fromEntries(marked) });
      await writeFile(join(manifest, 'cdk.tf.json'), text);
      return manifest;
    },
    terminal: (given = {}) => terminal({ cwd: folder, env: { MAIL_TOKEN: TOKEN }, ...given }),
    async ask(path, method = 'GET', body = undefined) {
      const answer = await fetch(`${sandbox.url}${path}`, {
        method,
        headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await answer.text();
      return text === '' ? undefined : (JSON.parse(text) as unknown);
    },
    async close() {
      await sandbox.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
