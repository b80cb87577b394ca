import { ACME, mailProject } from '../support/mail-project';
import type { MailProject } from '../support/mail-project';
import type { Terminal, TerminalOptions } from '../support/terminal';

let pressed: () => void;
let project: MailProject;
let manifest: string;
beforeEach(async () => {
  pressed = () => undefined;
  project = await mailProject({ onRequest: ({ operation }) => operation === 'POST /v1/users' && pressed() });
  manifest = await project.declare(ACME, { options: { concurrency: 1 } });
});
afterEach(() => project.close());

/** Applies in a terminal where Ctrl-C is pressed so many times as the first user is created. */
async function applyInterrupted(times: number, options: TerminalOptions = {}): Promise<Terminal & { code: number }> {
  const here = project.terminal(options);
  let isFirst = true;
  pressed = () => {
    for (let time = 0; isFirst && time < times; time++) here.interrupt();
    isFirst = false;
  };
  return { ...here, code: await here.run('apply', '--yes', '--manifest', manifest) };
}

describe('Ctrl-C during an apply', () => {
  it('finishes the calls under way, starts nothing more, and says what was not done', async () => {
    const { code, stdout, stderr, exits } = await applyInterrupted(1);
    expect(code).toBe(3);
    expect(exits).toEqual([]);
    expect(stderr.text).toContain(
      'stopping: calls under way finish, nothing new is started; Ctrl-C again ends at once\n',
    );
    expect(stdout.text).toContain('2 of 5 changes done');
    expect(stdout.text).toContain('not started, since the apply was stopped (3):');
    expect(await project.ask('/v1/users')).toMatchObject({ total: 1 });
    expect(await project.terminal().run('apply', '--yes', '--manifest', manifest)).toBe(0);
    expect(await project.ask('/v1/users')).toMatchObject({ total: 2 });
  });

  it('ends at once the second time, and leaves the terminal as it was', async () => {
    const { exits, stderr } = await applyInterrupted(2, { isTTY: true, columns: 80 });
    expect(exits).toEqual([130]);
    expect(stderr.text).toContain('\u001b[?25h');
  });

  it('changes nothing before the question is answered', async () => {
    const here: Terminal = project.terminal({
      answers: [
        () => {
          here.interrupt();
          return Promise.resolve('yes');
        },
      ],
    });
    expect(await here.run('apply', '--manifest', manifest)).toBe(1);
    expect(await project.ask('/v1/domains')).toMatchObject({ total: 0 });
  });
});

it('Ctrl-C while the hosts are read ends with 1 and no plan', async () => {
  const here = project.terminal();
  const other = await mailProject({ onRequest: () => here.interrupt() });
  const { code, said } = await (async () => {
    const folder = await other.declare(ACME, { options: { concurrency: 1 } });
    const ended = await here.run('plan', '--manifest', folder);
    return { code: ended, said: here.stderr.text };
  })();
  await other.close();
  expect(code).toBe(1);
  expect(here.stdout.text).toBe('');
  expect(said).toContain('stopped while the hosts were read; nothing was changed');
});
