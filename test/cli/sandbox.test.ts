import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { terminal } from '../support/terminal';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mailstate-sandbox-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Starts the practice host, uses it, presses Ctrl-C. */
async function practise(argv: readonly string[], use: (url: string, said: string) => Promise<void>): Promise<void> {
  let greeted = (_: string): void => undefined;
  const greeting = new Promise<string>((resolve) => (greeted = resolve));
  const here = terminal({ cwd: folder, onOutput: greeted });
  const ended = here.run('sandbox', '--port', '0', ...argv);
  const said = await greeting;
  const [url = ''] = /http:\/\/\S+/.exec(said) ?? [];
  await use(url, said);
  here.interrupt();
  expect(await ended).toBe(0);
  expect(here.stderr.text).toBe('\nstopping\n');
  await expect(fetch(`${url}/v1/health`)).rejects.toThrow();
}

const get = (url: string, token: string): Promise<Response> =>
  fetch(url, { headers: { authorization: `Bearer ${token}` } });

describe('sandbox', () => {
  it('says where it is and how a provider block finds it, until Ctrl-C', async () => {
    await practise(
      ['--token', 'secret-handshake', '--domain', 'acme.example', '--domain', 'acme-labs.example'],
      async (url, said) => {
        expect(said).toContain(`endpoint: '${url}', token: 'env:MAIL_TOKEN'`);
        expect(said).toContain('export MAIL_TOKEN=secret-handshake\n');
        const answer = await get(`${url}/v1/domains`, 'secret-handshake');
        expect(await answer.json()).toMatchObject({ items: [{ name: 'acme-labs.example' }, { name: 'acme.example' }] });
      },
    );
  });

  it('keeps everything in its file and starts with the objects it is given', async () => {
    const seed = [{ kind: 'group', attributes: { address: 'team@acme.example', members: ['ada@acme.example'] } }];
    await writeFile(join(folder, 'seed.json'), JSON.stringify(seed));
    await practise(['--file', 'mail', '--seed-file', 'seed.json'], () => Promise.resolve());
    await practise(['--file', 'mail'], async (url, said) => {
      expect(said).toContain('It keeps everything in mail.');
      expect(await (await get(`${url}/v1/groups`, 'practice')).json()).toMatchObject({ total: 1 });
    });
  });

  it.each([
    [['--faults', '2'], 'rate 2 is not a number from 0 to 1'],
    [['--faults', 'x'], 'rate'],
    [['--seed-file', 'nowhere.json'], 'cannot be read'],
    [['--domain', 'not a domain'], 'not a domain'],
  ])('refuses %j', async (argv, said) => {
    const { run, stdout, stderr } = terminal({ cwd: folder });
    expect(await run('sandbox', '--port', '0', ...argv)).toBe(1);
    expect(stdout.text).toBe('');
    expect(stderr.text).toContain(said);
  });
});
