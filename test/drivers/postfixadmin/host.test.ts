import type { Answer } from '../../../src/drivers/postfixadmin/database';
import { hostOver } from '../../../src/drivers/postfixadmin/driver';
import { NEWEST_SCHEMA, defineSchema } from '../../../src/drivers/postfixadmin/schema';
import { settingsOf } from '../../../src/drivers/postfixadmin/settings';
import type { HostContext } from '../../../src/host';
import type { AttributesOf, ObservedObject } from '../../../src/model';
import { PASSWORD } from '../../support/worlds';
import { fakeDatabase } from './fake-database';
import type { Sent } from './fake-database';

const context: HostContext = { signal: new AbortController().signal, secret: () => Promise.resolve(PASSWORD) };

const DOMAIN = { domain: 'acme.example', description: '', aliases: 0, mailboxes: 0, maxquota: 0, quota: 0, active: 1, password_expiry: 90 }; // prettier-ignore
const MAILBOX = { username: 'ada@acme.example', password: '{X}y', name: 'Ada', maildir: 'acme.example/ada/', quota: '0', local_part: 'ada', domain: 'acme.example', active: true, phone: 'call me', email_other: '' }; // prettier-ignore
const ALIAS = { address: 'ada@acme.example', goto: 'ada@acme.example', domain: 'acme.example', active: true, description: '' }; // prettier-ignore

/** Answers the locking reads of a batch from tables. */
const tables =
  (rows: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>) =>
  ({ text, values }: Sent): Answer => {
    const table = /FROM (\w+)/.exec(text)?.[1] ?? '';
    const key = /WHERE (\w+) IN/.exec(text)?.[1] ?? '';
    return text.startsWith('SELECT') ? (rows[table] ?? []).filter((row) => values.includes(row[key] as string)) : [];
  };

function hostWith(answer: (sent: Sent) => Answer | Error, options = {}) {
  const fake = fakeDatabase(answer);
  const host = hostOver('mail', fake.database, NEWEST_SCHEMA, settingsOf('mail', options), () => 1_700_000_000_000);
  const { user } = host.handlers;
  if (user === undefined) throw new Error('no users');
  return { ...fake, host, user };
}

const user = (email: string): AttributesOf<'user'> => ({ email });

it('creates many mailboxes by the statements of one', async () => {
  const { user: handler, words, sent, host } = hostWith(tables({ domain: [DOMAIN] }));
  await Promise.all(['a', 'b', 'c'].map((name) => handler.create(user(`${name}@acme.example`), context)));
  expect(words()).toEqual(['SELECT domain', 'SELECT mailbox', 'SELECT alias', 'SELECT mailbox', 'INSERT mailbox', 'INSERT alias']); // prettier-ignore
  expect(sent.at(0)?.text).toBe('BEGIN');
  expect(sent.at(-1)?.text).toBe('COMMIT');
  expect(host.calls()).toBe(sent.length);
  expect(sent.find(({ text }) => text.startsWith('INSERT INTO mailbox'))?.text).toContain("INTERVAL '90' DAY");
});

it('refuses one of a batch and makes the others', async () => {
  const { user: handler, sent } = hostWith(tables({ domain: [DOMAIN], mailbox: [MAILBOX], alias: [ALIAS] }));
  const outcomes = await Promise.allSettled(
    ['ada@acme.example', 'bob@acme.example', 'eve@elsewhere.example'].map((email) =>
      handler.create(user(email), context),
    ),
  );
  expect(outcomes.map((each) => (each.status === 'rejected' ? (each.reason as { code: string }).code : 'done'))).toEqual(['CONFLICT', 'done', 'INVALID']); // prettier-ignore
  const inserted = sent.filter(({ text }) => text.startsWith('INSERT')).flatMap(({ values }) => values);
  expect(inserted).toContain('bob@acme.example');
  expect(inserted).not.toContain('eve@elsewhere.example');
});

it('writes a hash, never the password, and none of it in a message', async () => {
  const { user: handler, sent } = hostWith(tables({ domain: [DOMAIN] }), { passwordScheme: 'BLF-CRYPT' });
  await handler.create({ ...user('bob@acme.example'), initialPassword: 'env:P' }, context);
  const values = sent.flatMap(({ values: sentValues }) => sentValues);
  expect(values.filter((value) => String(value).startsWith('{BLF-CRYPT}$2y$10$'))).toHaveLength(1);
  expect(JSON.stringify(sent)).not.toContain(PASSWORD);
});

it('updates only the columns that changed', async () => {
  const { user: handler, sent } = hostWith(tables({ domain: [DOMAIN], mailbox: [MAILBOX], alias: [ALIAS] }));
  const observed: ObservedObject<'user'> = { kind: 'user', identity: 'ada@acme.example', attributes: {} };
  await handler.update(observed, { quota: 5 }, context);
  expect(sent.filter(({ text }) => text.startsWith('UPDATE'))).toEqual([
    {
      text: 'UPDATE mailbox SET quota = CASE username WHEN ? THEN ? ELSE quota END, modified = CURRENT_TIMESTAMP WHERE username IN (?)',
      values: ['ada@acme.example', 5, 'ada@acme.example'],
    },
  ]);
});

it('does not turn on a forwarding that the host had switched off', async () => {
  const off = { ...ALIAS, goto: 'eve@elsewhere.example', active: false };
  const { user: handler, sent } = hostWith(tables({ domain: [DOMAIN], mailbox: [MAILBOX], alias: [off] }));
  const observed: ObservedObject<'user'> = { kind: 'user', identity: 'ada@acme.example', attributes: {} };
  const { attributes } = await handler.update(observed, { displayName: 'Ada King' }, context);
  expect(attributes.forwarding).toBeNull();
  const written = sent.filter(({ text }) => text.startsWith('UPDATE alias')).flatMap(({ values }) => values);
  expect(written).not.toContain('eve@elsewhere.example');
});

it('refuses what moved since it was read', async () => {
  const { user: handler, words } = hostWith(tables({ domain: [DOMAIN], mailbox: [MAILBOX], alias: [ALIAS] }));
  const observed: ObservedObject<'user'> = {
    kind: 'user',
    identity: 'ada@acme.example',
    attributes: {},
    revision: 'x',
  };
  await expect(handler.update(observed, { quota: 5 }, context)).rejects.toMatchObject({ code: 'CHANGED' });
  expect(words().filter((word) => word.startsWith('UPDATE'))).toEqual([]);
});

it('knows nothing of a batch whose commit was not answered, and drops the connection', async () => {
  const lost = Object.assign(new Error('Connection terminated unexpectedly'), { code: 'ECONNRESET' });
  const answer = tables({ domain: [DOMAIN] });
  const { user: handler, released } = hostWith((sent) => (sent.text === 'COMMIT' ? lost : answer(sent)));
  await expect(handler.create(user('bob@acme.example'), context)).rejects.toMatchObject({
    code: 'UNAVAILABLE',
    outcome: 'unknown',
  });
  expect(released).toEqual([true]);
});

it('reads a collection in pages of one moment, counted', async () => {
  const row = (username: unknown) => ({ ...MAILBOX, username, password: '', goto: username, alias_active: true, created: '1700000000', bytes: null }); // prettier-ignore
  const {
    user: handler,
    sent,
    released,
  } = hostWith(
    ({ text }) =>
    text.startsWith('SELECT COUNT') ? [{ total: '2' }] : text.startsWith('SELECT') ? [row('ada@acme.example'), row('Bob@acme.example')] : [], // prettier-ignore
  );
  const pages = [];
  for await (const page of handler.list(context)) pages.push(page);
  expect(pages).toMatchObject([
    {
      total: 2,
      last: true,
      objects: [{ identity: 'ada@acme.example', attributes: { usedBytes: 0, createdAt: '2023-11-14T22:13:20.000Z' } }],
      rejected: [
        { identity: 'Bob@acme.example', problem: expect.stringContaining('write it in lower case') as string },
      ],
    },
  ]);
  // A telephone number that is none is left alone until one is declared.
  expect(pages[0]?.objects[0]?.attributes).not.toHaveProperty('phone');
  expect(sent.map(({ text }) => text.split(' ')[0])).toEqual(['BEGIN', 'SELECT', 'SELECT', 'COMMIT']);
  expect(released).toEqual([false]);
});

it('ends the transaction of a list that nobody reads to its end', async () => {
  const { user: handler, sent, released } = hostWith(() => [{ total: 0 }], {});
  for await (const _page of handler.list(context)) break;
  expect(sent.at(-1)?.text).toBe('ROLLBACK');
  expect(released).toEqual([false]);
});

it('has no groups, organisations or descriptions where the tables or the settings do not', () => {
  const columns = [...NEWEST_SCHEMA.columns('alias').filter((name) => name !== 'description')].map((name) => `alias.${name}`); // prettier-ignore
  const { database } = fakeDatabase();
  const host = hostOver('mail', database, defineSchema('', new Set(columns)), settingsOf('mail', {}), () => 0);
  expect(Object.keys(host.handlers)).toEqual(['domain', 'user', 'alias']);
  expect(host.handlers.alias?.supports).toEqual(['address', 'targets', 'active']);
});
