/** Is the mail that Postfix and Dovecot deliver what the declaration said it would be? */
import type { Delivery } from '../../src/routing';
import type { Resources } from '../support/mail-project';
import { startMariadb, startPostgres } from './servers/databases';
import type { DatabaseServer } from './servers/databases';
import { Scratch } from './servers/debian';
import { grown, removing, reorganised, returned } from './mail-company';
import { PASSWORDS, declareMail } from './mail-declaration';
import type { At, MailDeclaration, Manifest } from './mail-declaration';
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
const become = ({ address, recipients, refused }: Sent, asked: Fate | undefined): Fate => ({
  address,
  recipients: recipients.map(withoutDetail).sort(),
  ...(asked?.refused === undefined ? {} : { refused: refused !== undefined }),
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
  /** What was in a mailbox when it was closed. */
  let left: readonly string[] = [];
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
  async function proveDelivery(from: Sender, addresses: readonly string[], at: At = 'desired'): Promise<void> {
    const expected: Fate[] = [];
    for (const address of addresses) expected.push(foretold(await mail.route(address, at)));
    const sent = await machine.send(from, addresses, await opened());
    expect(sent.filter(({ refused }) => refused !== undefined && refused < 500)).toEqual([]);
    expect(sent.map((each, index) => become(each, expected[index]))).toEqual(expected);
  }
  const apply = (): Promise<string> => mail.mailstate(0, 'apply', '--yes', ...synthesised);
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
    const shown = (kind: string, identity: unknown): string => machine.admin.cli(kind, 'view', String(identity));
    const targetsOf = ({ targets, members }: Resources[string][string]) => (targets ?? members) as readonly string[];
    for (const { name, active } of Object.values(resource['mail_domain'] ?? {}))
      expect(shown('domain', name)).toMatch(active === false ? /Active: NO/ : /Active: YES/);
    for (const { email, display_name = '', status } of Object.values(resource['mail_user'] ?? {})) {
      expect(shown('mailbox', email)).toContain(`Name: ${String(display_name)}\n`);
      expect(shown('mailbox', email)).toMatch(status === 'closed' ? /Active: NO/ : /Active: YES/);
    }
    for (const each of Object.values({ ...resource['mail_alias'], ...resource['mail_group'] })) {
      const told = shown('alias', each['address']);
      expect(told).toMatch(each['active'] === false ? /Active: NO/ : /Active: YES/);
      // References of the example's program are left out.
      for (const target of targetsOf(each).filter((named) => !named.startsWith('$'))) expect(told).toContain(target);
    }
  });

  it('the host is rebuilt from what is declared: the same mail reaches the same people, and old mail is still read', async () => {
    const before = await machine.read(ADA);
    await machine.renew();
    await expect(machine.read(ADA)).rejects.toThrow();
    // Where this host was managed from before, an empty one is suspicious.
    await mail.mailstate(4, 'apply', '--yes', ...synthesised);
    await mail.mailstate(0, 'apply', '--yes', '--allow', 'collection-shrank', ...synthesised);
    await expectNoChanges();
    expect(await machine.read(ADA, PASSWORDS[ADA])).toEqual(before);
    await proveDelivery('outside', addressesOf(mail.manifest()));
  });

  it('what is renamed, led elsewhere, closed and opened again receives accordingly, and old mail is still read', async () => {
    const before = await machine.read('grace@acme.example');
    left = await machine.read('katherine@acme.example');
    mail.declare(reorganised(mail.manifest()));
    await apply();
    await expectNoChanges();
    expect(await machine.read('hopper@acme.example', PASSWORDS['grace@acme.example'])).toEqual(before);
    await proveDelivery('outside', [...addressesOf(mail.manifest()), 'grace@acme.example', 'orders@acme.example']);
    await expect(machine.read('katherine@acme.example')).rejects.toThrow();
  });

  it('a closed mailbox that is opened again has its mail from before, and nothing since', async () => {
    mail.declare(returned(mail.manifest()));
    await apply();
    await expectNoChanges();
    expect(await machine.read('katherine@acme.example')).toEqual(left);
    await proveDelivery('outside', ['katherine@acme.example', 'sales@acme.example']);
  });

  it('Postfix takes no mail for groups that another tool has led in a circle, and the next apply repairs them', async () => {
    const circle = ['circle-1@labs.acme.example', 'circle-2@labs.acme.example'];
    await machine.sql('mailhost', `UPDATE alias SET goto = '${circle[0]},ada@acme.example' WHERE address = '${circle[1]}'`); // prettier-ignore
    for (const address of circle) expect(await mail.route(address, 'observed')).toMatchObject({ loops: true });
    const refused = { recipients: [], refused: 451 };
    expect(await machine.send('outside', circle, [ADA])).toEqual(circle.map((address) => ({ address, ...refused })));
    await apply();
    await proveDelivery('outside', circle);
  });

  it('a mailbox is removed in steps, and at each of them mail goes where the host’s state leads', async () => {
    const concerned = ['alan@labs.acme.example', 'alan+x@labs.acme.example', 'contact@labs.acme.example', 'circle-2@labs.acme.example', 'staff@acme.example']; // prettier-ignore
    mail.declare(removing(mail.manifest(), '2026-02-01'));
    const reached: boolean[] = [];
    for (const day of ['2026-01-02', '2026-01-03', '2026-02-02']) {
      mail.setDay(day);
      await apply();
      await proveDelivery('outside', concerned, 'observed');
      reached.push((await opened()).includes('alan@labs.acme.example'));
    }
    expect(reached).toEqual([true, false, false]);
    await expectNoChanges();
    expect(await machine.sql('mailhost', "SELECT username FROM mailbox WHERE username LIKE 'alan@%'")).toEqual([]);
  });
});
