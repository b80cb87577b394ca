/** What is a whole mail host on one machine? A database of PostfixAdmin, Postfix, Dovecot, and a mail server that stands for all others. */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ImapFlow } from 'imapflow';
import { createTransport } from 'nodemailer';
import type { DatabaseServer } from './servers/databases';
import type { Scratch } from './servers/debian';
import { startDovecot } from './servers/dovecot';
import { setUpPostfixAdmin } from './servers/postfixadmin';
import type { PostfixAdmin } from './servers/postfixadmin';
import { startPostfix } from './servers/postfix';
import { startOutside } from './mail-outside';

/** What the docs tell a user to set up. */
const EXAMPLE = resolve(__dirname, '../../examples/postfixadmin/server');

/** The database on the machine. */
const DATABASE = 'mailhost';

/** Who sends: another mail server, or a user who logs in. */
export type Sender = 'outside' | { readonly user: string; readonly password: string };

export interface Sent {
  readonly address: string;
  /** Mailboxes and outside addresses that received it, sorted; one that received it twice is named twice. */
  readonly recipients: readonly string[];
  /** What Postfix answered where it did not take it: for good from 500 on. */
  readonly refused?: number;
}

export interface MailMachine {
  readonly admin: PostfixAdmin;
  readonly software: readonly string[];
  readonly endpoint: string;
  /** Of the accounts that the grants of the example create. */
  readonly password: string;
  sql: DatabaseServer['sql'];
  /** Throws the database away, sets up an empty one and starts the servers again. The mail on the disk stays. */
  renew(): Promise<void>;
  /**
   * Sends one message to each address, waits until none is under way, and looks who has it.
   * @param mailboxes Those that are opened and looked into.
   */
  send(from: Sender, addresses: readonly string[], mailboxes: readonly string[]): Promise<readonly Sent[]>;
  /** The subjects in a mailbox; without a password as its administrator sees it. @throws where it cannot be opened */
  read(mailbox: string, password?: string): Promise<readonly string[]>;
  stop(): Promise<void>;
}

export async function startMachine(scratch: Scratch, server: DatabaseServer): Promise<MailMachine> {
  const stops: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    for (const each of stops.splice(0).reverse()) await each();
  };
  try {
    let admin = await setUpPostfixAdmin(scratch, server, DATABASE);
    const grants = readFileSync(join(EXAMPLE, `grants.${server.engine}.sql`), 'utf8')
      .replaceAll('change-me', server.password)
      .replace(/^--.*\n/gm, '')
      .split(';\n')
      .filter((statement) => statement.trim() !== '');
    await server.sql(DATABASE, ...grants);
    const outside = await startOutside();
    stops.push(outside.close);
    const queries = readFileSync(join(EXAMPLE, 'dovecot-sql.conf.ext'), 'utf8');
    const example = join(EXAMPLE, 'postfix');
    const startServers = async () => {
      const dovecot = await startDovecot(scratch, { server, database: DATABASE, queries });
      stops.push(dovecot.stop);
      const started = { server, database: DATABASE, example, dovecot, relay: outside.port };
      const postfix = await startPostfix(scratch, started);
      stops.push(postfix.stop);
      return { dovecot, postfix };
    };
    let { dovecot, postfix } = await startServers();

    const read: MailMachine['read'] = async (mailbox, password) => {
      const auth =
        password === undefined
          ? { user: `${mailbox}*master`, pass: dovecot.masterPassword }
          : { user: mailbox, pass: password };
      const client = new ImapFlow({ host: '127.0.0.1', port: dovecot.imap, secure: false, auth, logger: false });
      // A connection that the server closes is told by the call that waits for it.
      client.on('error', () => undefined);
      try {
        await client.connect();
        const { exists } = await client.mailboxOpen('INBOX', { readOnly: true });
        const messages = exists === 0 ? [] : await client.fetchAll('1:*', { envelope: true });
        await client.logout();
        return messages.map(({ envelope }) => envelope?.subject ?? '');
      } finally {
        client.close();
      }
    };

    let round = 0;
    return {
      get admin() {
        return admin;
      },
      software: [server.software, `PostfixAdmin ${admin.version}`, postfix.software, dovecot.software],
      endpoint: `${server.engine}://127.0.0.1:${server.port}/${DATABASE}`,
      password: server.password,
      sql: server.sql,
      read,
      stop,

      async renew() {
        await postfix.stop();
        await dovecot.stop();
        await server.sql(server.engine === 'postgres' ? 'postgres' : 'mysql', `DROP DATABASE ${DATABASE}`);
        admin = await setUpPostfixAdmin(scratch, server, DATABASE);
        // The accounts belong to the server and are still there.
        await server.sql(DATABASE, ...grants.filter((statement) => !/^\s*CREATE/.test(statement)));
        ({ dovecot, postfix } = await startServers());
      },

      async send(from, addresses, mailboxes) {
        round += 1;
        const transport = createTransport({
          host: '127.0.0.1',
          port: postfix.smtp,
          pool: true,
          maxConnections: 4,
          maxMessages: Infinity,
          ignoreTLS: true,
          ...(from === 'outside' ? {} : { auth: { user: from.user, pass: from.password } }),
        });
        const sender = from === 'outside' ? 'friend@far-away.example' : from.user;
        const subject = (address: string): string => `${round} ${address}`;
        const refusals = new Map<string, number>();
        try {
          await Promise.all(
            addresses.map((address) =>
              transport
                .sendMail({
                  envelope: { from: sender, to: address },
                  from: sender,
                  to: address,
                  subject: subject(address),
                  text: 'Hello',
                })
                .catch((thrown: { readonly responseCode?: number }) => {
                  if (thrown.responseCode === undefined) throw thrown;
                  refusals.set(address, thrown.responseCode);
                }),
            ),
          );
        } finally {
          transport.close();
        }
        await postfix.delivered();
        const received = new Map<string, string[]>();
        const note = (about: string, recipient: string): void => {
          received.set(about, [...(received.get(about) ?? []), recipient]);
        };
        for (const mailbox of mailboxes) for (const about of await read(mailbox)) note(about, mailbox);
        for (const { subject: about, recipient } of outside.messages) note(about, recipient);
        return addresses.map((address) => {
          const refused = refusals.get(address);
          const recipients = (received.get(subject(address)) ?? []).sort();
          return { address, recipients, ...(refused === undefined ? {} : { refused }) };
        });
      },
    };
  } catch (thrown) {
    await stop();
    throw thrown;
  }
}
