/** Does the driver keep its contract at a real WildDuck, and is the server that stands in for it in the other tests like it? */
import { createConnection } from 'node:net';
import type { HostContext, MailHost } from '../../src/host';
import { conformanceCases } from '../../src/host/conformance';
import { CONFORMANCE_NAMES, WILDDUCK_SAMPLES, connect } from '../support/worlds';
import { WILDDUCK_QUIRKS, call } from '../support/wildduck-quirks';
import { Scratch } from './servers/debian';
import { startWildDuckLive } from './servers/wildduck';
import type { LiveWildDuck } from './servers/wildduck';

const scratch = new Scratch();
let wildduck: LiveWildDuck;
let connected: { readonly host: MailHost; readonly context: HostContext };

beforeAll(async () => {
  wildduck = await startWildDuckLive(scratch);
  connected = await connect('wildduck', { endpoint: wildduck.url }, wildduck.token);
});
afterAll(async () => {
  await connected?.host.close();
  await wildduck?.stop();
  scratch.remove();
});

it('keeps the contract, case by case', async () => {
  const { host, context } = connected;
  const told: string[] = [];
  for (const { name, run } of conformanceCases(host, { ...CONFORMANCE_NAMES, samples: WILDDUCK_SAMPLES, context }))
    await run().catch((thrown: unknown) => told.push(`${name}: ${String(thrown)}`));
  expect(told).toEqual([]);
});

it.each(WILDDUCK_QUIRKS)('%s', (_name, run) => run({ ...wildduck, ...connected }));

/** What the LMTP server answers to each of the commands, one line each. */
function lmtp(port: number, commands: readonly string[]): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(port, '127.0.0.1');
    const answers: string[] = [];
    let text = '';
    socket.on('data', (data) => {
      text += data.toString();
      for (let end = text.indexOf('\r\n'); end >= 0; end = text.indexOf('\r\n')) {
        const line = text.slice(0, end);
        text = text.slice(end + 2);
        if (/^\d{3}-/.test(line)) continue;
        answers.push(line);
        const next = commands[answers.length - 1];
        if (next === undefined) socket.end();
        else socket.write(`${next}\r\n`);
      }
    });
    socket.once('close', () => resolve(answers.slice(1)));
    socket.once('error', reject);
  });
}

describe('who may log in and who gets mail', () => {
  const user = () => connected.host.handlers.user;
  const login = async (username: string): Promise<boolean> =>
    (await call({ ...wildduck, ...connected }, 'POST', '/authenticate', { username, password: 'pw-canary-8151623', scope: 'imap' }))['success'] === true; // prettier-ignore
  const accepts = async (address: string): Promise<string> =>
    (await lmtp(wildduck.lmtp, ['LHLO mx.example', 'MAIL FROM:<x@else.example>', `RCPT TO:<${address}>`, 'QUIT']))[2] ?? ''; // prettier-ignore

  beforeAll(async () => {
    for (const name of ['active', 'locked', 'closed'] as const)
      await user()?.create(
        { email: `${name}@status.example`, status: name, initialPassword: 'env:FIRST' },
        connected.context,
      );
    await connected.host.handlers.alias?.create(
      { address: 'info@status.example', targets: ['active@status.example', 'locked@status.example'] },
      connected.context,
    );
  });

  it('only an active user logs in', async () => {
    const names = ['active', 'locked', 'closed'];
    expect(await Promise.all(names.map((name) => login(`${name}@status.example`)))).toEqual([true, false, false]);
  });

  // Refusing a closed user's mail, and passing forwarded mail on, is for the mail exchanger before it (haraka-plugin-wildduck).
  it('its LMTP server takes mail of every user, of closed ones too, and of no forwarded address', async () => {
    expect(await accepts('active@status.example')).toMatch(/^250 /);
    expect(await accepts('locked@status.example')).toMatch(/^250 /);
    expect(await accepts('closed@status.example')).toMatch(/^250 /);
    expect(await accepts('info@status.example')).toMatch(/^5\d\d /);
    expect(await accepts('nobody@status.example')).toMatch(/^5\d\d /);
  });
});
