import type { IncomingHttpHeaders } from 'node:http';
import { ACME, TOKEN, mailProject } from '../support/mail-project';
import type { MailProject } from '../support/mail-project';
import { serve } from '../support/http-server';
import type { TerminalOptions } from '../support/terminal';

let pressed: () => void;
let project: MailProject;
let manifest: string;
beforeEach(async () => {
  pressed = () => undefined;
  project = await mailProject({ onRequest: ({ operation }) => operation === 'POST /v1/aliases' && pressed() });
  manifest = await project.declare(ACME);
});
afterEach(() => project.close());

/** Runs the suite in a terminal of its own and gives all that was said. */
async function conformance(argv: readonly string[], options: TerminalOptions = {}) {
  const { run, stdout, stderr, asked, exits } = project.terminal(options);
  const code = await run('conformance', '--manifest', manifest, ...argv);
  return { code, stdout: stdout.text, stderr: stderr.text, asked, exits };
}

const YES = ['--domain', 'trial.acme-test.example', '--yes'];

/** How many objects the host holds. */
async function held(): Promise<number> {
  const kinds = ['organizations', 'domains', 'users', 'aliases', 'groups'];
  const totals = await Promise.all(kinds.map(async (kind) => (await project.ask(`/v1/${kind}`)) as { total: number }));
  return totals.reduce((sum, { total }) => sum + total, 0);
}

describe('a host that keeps its contract', () => {
  it('is told case by case, and is as it was', async () => {
    const { code, stdout, stderr } = await conformance(YES);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('At host "mail" (sandbox, http://127.0.0.1:');
    expect(stdout).toMatch(/^ {2}domains +trial\.trial\.acme-test\.example, trial\.acme-test\.example, labs\.trial/m);
    expect(stdout).toMatch(/^ok +user lin@trial\.acme-test\.example is created$/m);
    expect(stdout).toMatch(/^ok +user\.phone is set, changed and cleared$/m);
    expect(stdout).toMatch(/\nConformant: \d+ ok, 0 not supported, in \d+\.\d s with \d+ calls\.\nAll that was created in trial\.acme-test\.example is removed\.\n$/); // prettier-ignore
    expect(stdout).not.toContain('failed');
    expect(await held()).toBe(0);
  });

  it('can be told as JSON alone', async () => {
    const { code, stdout, stderr } = await conformance([...YES, '--format', 'json']);
    expect(code).toBe(0);
    const result = JSON.parse(stdout) as { readonly cases: readonly { readonly outcome: string }[] };
    expect(result).toMatchObject({ format: 'mailstate.conformance/1', conformant: true, host: 'mail', driver: 'sandbox', notTried: 0, left: [], stopped: false }); // prettier-ignore
    expect(new Set(result.cases.map(({ outcome }) => outcome))).toEqual(new Set(['ok']));
    expect(stderr).toMatch(/^ok +user\.phone is set, changed and cleared$/m);
  });

  it('is not asked to make or remove a domain that is there and stays', async () => {
    await project.ask('/v1/domains', 'POST', { name: 'trial.acme-test.example', description: 'by hand' });
    const refused = await conformance(YES);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(/is in use at host "mail": domain trial\.acme-test\.example\n {4}fix .*--existing-domain/); // prettier-ignore
    const { code, stdout, stderr } = await conformance([...YES, '--existing-domain']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('The domain trial.acme-test.example itself stays as it is.');
    expect(stdout).toMatch(/^not supported {2}domains are kept: the domain was there before, and is left as it is$/m);
    expect(await project.ask('/v1/domains')).toMatchObject({ total: 1, items: [{ description: 'by hand' }] });
    expect(await held()).toBe(1);
  });
});

describe('a domain that is no throw-away', () => {
  it.each([
    ['is declared', 'acme.example', /"acme\.example" is declared: domain acme\.example; user ada@acme\.example; /],
    ['is none', 'acme', /acme/],
  ])('is refused when it %s', async (_, domain, said) => {
    const { code, stderr, stdout } = await conformance(['--domain', domain, '--yes']);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(said);
    expect(project.sandbox.calls().total).toBe(0);
  });

  it.each([
    ['has a mailbox', { email: 'bob@trial.acme-test.example' }, /in use at host "mail": domain trial.*; user bob@trial\.acme-test\.example\n/], // prettier-ignore
    ['is named elsewhere', { email: 'bob@else.example', forwarding: { to: ['lin@trial.acme-test.example'], keepCopy: true } }, /in use at host "mail": user bob@else\.example, which names an address in it\n/], // prettier-ignore
  ])('is refused when it %s at the host', async (_, user, said) => {
    await project.ask('/v1/domains', 'POST', { name: user.email.split('@')[1] });
    await project.ask('/v1/users', 'POST', user);
    const before = await held();
    const { code, stderr, stdout } = await conformance(YES);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(said);
    expect(await held()).toBe(before);
  });

  it('must be there to be kept', async () => {
    const { code, stderr } = await conformance([...YES, '--existing-domain']);
    expect(code).toBe(1);
    expect(stderr).toContain('the domain "trial.acme-test.example" is not at host "mail"');
  });
});

describe('asking', () => {
  it('runs after yes', async () => {
    const { code, asked } = await conformance(YES.slice(0, 2), { answers: ['yes'] });
    expect({ code, asked }).toEqual({ code: 0, asked: ['\nRun it? Only "yes" is accepted: '] });
  });

  it.each(['y', ''])('creates nothing after %j', async (answer) => {
    const { code, stderr } = await conformance(YES.slice(0, 2), { answers: [answer] });
    expect({ code, stderr }).toEqual({ code: 1, stderr: 'error nothing was tried\n' });
    expect(await held()).toBe(0);
  });

  it('is refused at once where there is nobody to ask', async () => {
    const { code, stderr } = await conformance(YES.slice(0, 2));
    expect(code).toBe(1);
    expect(stderr).toContain('there is no terminal to ask at');
    expect(project.sandbox.calls().total).toBe(0);
  });
});

it('wants to know which of several hosts is meant, and tells them', async () => {
  const wrong = await conformance([...YES, '--host', 'mial']);
  expect(wrong.code).toBe(1);
  expect(wrong.stderr).toMatch(/--host mial: there is no such host\n {4}fix {2}name one with --host: "mail"/);
  expect((await conformance([...YES, '--host', 'mail'])).code).toBe(0);
});

describe('Ctrl-C', () => {
  it('ends the story after the case under way, removes what was created, and ends with 1', async () => {
    const here = project.terminal();
    let isFirst = true;
    pressed = () => {
      if (isFirst) here.interrupt();
      isFirst = false;
    };
    expect(await here.run('conformance', '--manifest', manifest, ...YES)).toBe(1);
    expect(here.stderr.text).toBe('stopping: what was created is removed; Ctrl-C again ends at once and leaves it there\n'); // prettier-ignore
    expect(here.stdout.text).toMatch(/^ok +alias info@trial\.acme-test\.example is created\n\nStopped: \d+ ok, 0 not supported, \d+ not tried, /m); // prettier-ignore
    expect(await held()).toBe(0);
  });

  it('before the question is answered creates nothing', async () => {
    const here = project.terminal({
      answers: [
        () => {
          here.interrupt();
          return Promise.resolve('yes');
        },
      ],
    });
    expect(await here.run('conformance', '--manifest', manifest, ...YES.slice(0, 2))).toBe(1);
    expect(await held()).toBe(0);
  });
});

describe('a host that does not keep its contract', () => {
  /**
   * The practice host behind one that refuses some requests and changes answers.
   * @param refuses Part of a request's line.
   */
  async function spoilt(refuses: string | undefined, change: (text: string) => string = (text) => text) {
    const { url } = project.sandbox;
    const forward = async (line: string, headers: IncomingHttpHeaders, body: string) => {
      const [method = '', path = ''] = line.split(' ');
      const sent = ['authorization', 'content-type', 'if-match'].flatMap((name) =>
        headers[name] === undefined ? [] : [[name, String(headers[name])] as [string, string]],
      );
      const answer = await fetch(`${url}${path}`, { method, headers: sent, ...(body === '' ? {} : { body }) });
      return { status: answer.status, text: change(await answer.text()) };
    };
    const server = await serve((count, line) => {
      if (refuses !== undefined && line.startsWith(refuses)) return { status: 403, body: { title: 'not allowed' } };
      return (response) => {
        const { headers = {}, body = '' } = server.requests[count] ?? {};
        void forward(line, headers, body).then(({ status, text }) =>
          response.writeHead(status, { 'content-type': 'application/json' }).end(text),
        );
      };
    });
    manifest = await project.declare(ACME, { endpoint: server.url });
    return server;
  }

  it('is told by the attribute, what was sent and what was read back, and ends with 1', async () => {
    const server = await spoilt(undefined, (text) => text.replaceAll('+33123456789', '+33123456780'));
    const { code, stdout } = await conformance(YES);
    await server.close();
    expect(code).toBe(1);
    expect(stdout).toMatch(/^failed +user\.phone is set, changed and cleared\n {15}user\.phone: sent "\+33123456789", read back "\+33123456780"$/m); // prettier-ignore
    expect(stdout).toMatch(/\nNot conformant: \d+ ok, 1 failed, 0 not supported, in /);
    expect(await held()).toBe(0);
  });

  it('ends at a creation without which nothing else makes sense, and is as it was', async () => {
    const server = await spoilt('POST /v1/users');
    const { code, stdout } = await conformance(YES);
    await server.close();
    expect(code).toBe(1);
    expect(stdout).toMatch(/^failed +user lin@trial\.acme-test\.example is created\n +not allowed\n\nNot conformant: \d+ ok, 1 failed, 0 not supported, \d+ not tried/m); // prettier-ignore
    expect(await held()).toBe(0);
  });

  it('is told what is still there where it cannot be removed', async () => {
    const server = await spoilt('DELETE /v1/groups/team');
    const { code, stdout } = await conformance(YES);
    await server.close();
    expect(code).toBe(1);
    expect(stdout).toMatch(/\nRemove these by hand, they are still there:\n {2}group team@trial\.acme-test\.example: not allowed\n/); // prettier-ignore
  });
});

it('shows no secret', async () => {
  const { stdout, stderr } = await conformance(YES);
  expect(stdout + stderr).not.toContain(TOKEN);
});
