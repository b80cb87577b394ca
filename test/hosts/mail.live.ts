/** Is the mail that Postfix and Dovecot deliver what the declaration said it would be? */
import type { Delivery } from '../../src/routing';
import { startMariadb, startPostgres } from './servers/databases';
import type { DatabaseServer } from './servers/databases';
import { Scratch } from './servers/debian';
import { grown, removing, reorganised } from './mail-company';
import { PASSWORDS, declareMail } from './mail-declaration';
import type { MailDeclaration, Manifest } from './mail-declaration';
import { startMachine } from './mail-machine';
import type { MailMachine, Sender, Sent } from './mail-machine';

const ADA = 'ada@acme.example';
const INSIDE: Sender = { user: ADA, password: PASSWORDS[ADA] };

/** What became of mail to an address; whether it was refused at the door is left open where it was to reach nobody at all. */
interface Fate {
  readonly address: string;
  readonly recipients: readonly string[];
  readonly refused?: boolean;
}

/** Postfix passes detail of an address on to where its mail goes. */
const withoutDetail = (address: string): string => address.replace(/\+[^@]*/, '');

const foretold = ({ address, recipients, refused }: Delivery): Fate => ({
  address,
  recipients: recipients.map(withoutDetail).sort(),
  ...(refused === 'no-recipients' ? {} : { refused: refused !== undefined }),
});
const become = ({ address, recipients, refused }: Sent, { refused: asked }: Fate): Fate => ({
  address,
  recipients: recipients.map(withoutDetail).sort(),
  ...(asked === undefined ? {} : { refused: refused !== undefined }),
});

const identitiesOf = ({ resource }: Manifest, type: string): readonly string[] =>
  Object.values(resource[type] ?? {}).map(({ email, address, name }) => String(email ?? address ?? name));

/** Every local part at every domain, some with detail, and one that nobody has. */
function addressesOf(manifest: Manifest): readonly string[] {
  const domains = identitiesOf(manifest, 'mail_domain');
  const taken = ['mail_user', 'mail_alias', 'mail_group'].flatMap((type) => identitiesOf(manifest, type));
  const locals = [...new Set(taken.map((address) => address.slice(0, address.indexOf('@'))))];
  const detailed = taken.map((address) => address.replace('@', '+detail@'));
  return [...domains.flatMap((domain) => [...locals, 'nobody-of-this-name'].map((local) => `${local}@${domain}`)), ...detailed]; // prettier-ignore
}

describe.each([
  ['PostgreSQL', startPostgres],
  ['MariaDB', startMariadb],
])('on %s', (_name, start) => {
  const scratch = new Scratch();
  let server: DatabaseServer;
  let machine: MailMachine;
  let mail: MailDeclaration;
  beforeAll(async () => {
    server = await start(scratch);
    machine = await startMachine(scratch, server);
    mail = await declareMail(machine);
  });
  afterAll(async () => {
    await mail?.close();
    await machine?.stop();
    await server?.stop();
    scratch.remove();
  });

  const synthesised = ['--manifest', 'cdktf.out'];
  const opened = (): Promise<readonly string[]> =>
    machine
      .sql('mailhost', 'SELECT username FROM mailbox WHERE active')
      .then((rows) => rows.map(({ username }) => String(username)));

  /** Sends mail to all addresses and compares who has it with what was foretold. */
  async function proveDelivery(from: Sender, addresses: readonly string[]): Promise<readonly Fate[]> {
    const expected: Fate[] = [];
    for (const address of addresses) expected.push(foretold(await mail.route(address)));
    const sent = await machine.send(from, addresses, await opened());
    const fates = sent.map((each, index) => become(each, expected[index] ?? foretold.prototype));
    expect(fates).toEqual(expected);
    return fates;
  }
  /** Applies what is declared, in as many steps as it takes to come to rest. */
  async function apply(steps = 1): Promise<void> {
    for (let step = 0; step < steps; step++) await mail.mailstate(0, 'apply', '--yes', ...synthesised);
  }
  const expectNoChanges = async (): Promise<void> =>
    expect(await mail.mailstate(0, 'plan', '--detailed-exitcode', ...synthesised)).toContain('No changes');

  it('the example is applied, and mail reaches whom its routes name', async () => {
    await mail.mailstate(0, 'apply', '--yes');
    await expectNoChanges();
    await proveDelivery('outside', addressesOf(mail.manifest()));
  });

  it('who is active logs in, and nobody else', async () => {
    for (const [address, password] of Object.entries(PASSWORDS))
      expect((await machine.read(address, password)).length).toBeGreaterThan(0);
    await expect(machine.read(ADA, 'another password')).rejects.toThrow();
    await expect(machine.read('linus@acme.example', PASSWORDS[ADA])).rejects.toThrow();
    await expect(machine.read('bob@acme.example')).rejects.toThrow();
  });

  it('a larger company receives its mail from outside, and sends it inside and out', async () => {
    mail.declare(grown(mail.manifest()));
    await apply();
    await expectNoChanges();
    const addresses = addressesOf(mail.manifest());
    await proveDelivery('outside', addresses);
    await proveDelivery(INSIDE, [...addresses.slice(0, 40), 'friend@far-away.example']);
  });

  it('strangers cannot send through the host', async () => {
    expect(await machine.send('outside', ['friend@far-away.example'], [])).toMatchObject([{ recipients: [], refused: 554 }]); // prettier-ignore
  });

  it('PostfixAdmin’s own command line shows what was written', () => {
    const { resource } = mail.manifest();
    for (const { email, display_name } of Object.values(resource['mail_user'] ?? {}))
      expect(machine.admin.cli('mailbox', 'view', String(email))).toContain(`${String(display_name ?? '')}\n`);
    for (const address of identitiesOf(mail.manifest(), 'mail_group'))
      expect(machine.admin.cli('alias', 'view', address)).toContain(address);
  });

  it('what is renamed, led elsewhere, closed and opened again receives accordingly, and old mail is still read', async () => {
    const before = await machine.read('grace@acme.example');
    const left = await machine.read('katherine@acme.example');
    mail.declare(reorganised(mail.manifest()));
    await apply();
    await expectNoChanges();
    expect(await machine.read('hopper@acme.example', PASSWORDS['grace@acme.example'])).toEqual(before);
    await proveDelivery('outside', [...addressesOf(mail.manifest()), 'grace@acme.example', 'orders@acme.example']);
    await expect(machine.read('katherine@acme.example')).rejects.toThrow();
    await machine.sql('mailhost', "UPDATE mailbox SET active = '1' WHERE username = 'katherine@acme.example'");
    expect(await machine.read('katherine@acme.example')).toEqual(left);
  });
});
