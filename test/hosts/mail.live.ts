/** Is the mail that Postfix and Dovecot deliver what the declaration said it would be? */
import { startPostgres } from './servers/databases';
import type { DatabaseServer } from './servers/databases';
import { Scratch } from './servers/debian';
import { startMachine } from './mail-machine';
import type { MailMachine } from './mail-machine';

const scratch = new Scratch();
afterAll(() => scratch.remove());

describe('on PostgreSQL', () => {
  let server: DatabaseServer;
  let machine: MailMachine;
  beforeAll(async () => {
    server = await startPostgres(scratch);
    machine = await startMachine(scratch, server);
  });
  afterAll(async () => {
    await machine?.stop();
    await server?.stop();
  });

  it('delivers', async () => {
    machine.admin.cli('domain', 'add', 'acme.example');
    machine.admin.cli('mailbox', 'add', 'ada@acme.example', '--password', 'Sesame-123', '--password2', 'Sesame-123', '--name', 'Ada'); // prettier-ignore
    expect(await machine.send('outside', ['ada@acme.example', 'x@acme.example'], ['ada@acme.example'])).toEqual([
      { address: 'ada@acme.example', recipients: ['ada@acme.example'] },
      { address: 'x@acme.example', recipients: [], refused: 550 },
    ]);
  });
});
