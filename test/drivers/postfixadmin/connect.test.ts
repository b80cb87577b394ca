import { hostError } from '../../../src/drivers/postfixadmin/errors';
import { parseDatabase, targetOf } from '../../../src/drivers/postfixadmin/endpoint';
import { settingsOf } from '../../../src/drivers/postfixadmin/settings';
import type { HostDeclaration } from '../../../src/model';
import { PASSWORD, declaration } from '../../support/worlds';

const secret = (): Promise<string> => Promise.resolve(`${PASSWORD}\n`);
const target = (said: Partial<HostDeclaration>) =>
  targetOf(
    declaration('postfixadmin', { endpoint: 'postgres://db.acme.example/postfix', username: 'mailstate', ...said }),
    1000,
    secret,
  );

describe('the endpoint', () => {
  it.each([
    ['postgres://db.acme.example/postfix', { engine: 'postgres', host: 'db.acme.example', database: 'postfix' }],
    ['mysql://127.0.0.1:3307/mail', { engine: 'mysql', host: '127.0.0.1', port: 3307, database: 'mail' }],
    ['postgresql://[::1]/postfix', { engine: 'postgres', host: '::1', database: 'postfix' }],
    [
      'mariadb://%2Frun%2Fmysqld%2Fmysqld.sock/mail',
      { engine: 'mysql', host: '/run/mysqld/mysqld.sock', database: 'mail' },
    ],
  ])('%s is understood', (written, expected) => {
    expect(parseDatabase(written)).toEqual(expected);
  });

  it.each([
    ['https://db.acme.example', /not that of a database/],
    ['postgres://db.acme.example', /names no database/],
    ['postgres:///postfix', /names no server/],
    ['postgres://db.acme.example/postfix?sslmode=disable', /write such settings in "options"/],
    [`postgres://me:${PASSWORD}@db.acme.example/postfix`, /holds a user name or a password/],
  ])('%s is refused', (written, words) => {
    expect(parseDatabase(written)).toMatch(words);
    expect(parseDatabase(written)).not.toContain(PASSWORD);
  });
});

describe('the connection', () => {
  it('is over TLS with a checked certificate unless said otherwise', async () => {
    expect(await target({})).toMatchObject({ tls: {}, password: PASSWORD });
    expect(await target({ options: { tlsAuthority: 'file:ca.pem' } })).toMatchObject({ tls: { ca: `${PASSWORD}\n` } });
    expect((await target({ endpoint: 'mysql://localhost/mail', options: { tls: 'off' } })).tls).toBeUndefined();
  });

  it('over a socket needs neither TLS nor a password', async () => {
    const { token: _token, ...said } = declaration('postfixadmin', {
      endpoint: 'postgres://%2Frun%2Fpostgresql/postfix',
      username: 'mailstate',
    });
    expect(await targetOf(said, 1000, secret)).toEqual({
      engine: 'postgres',
      host: '/run/postgresql',
      database: 'postfix',
      username: 'mailstate',
      timeout: 1000,
    });
  });

  it.each([
    [{ options: { tls: 'off' } }, /"off", which is allowed only for a socket or an address of this machine/],
    [{ options: { tls: true } }, /option "tls" is true, allowed are "verify" and "off"/],
    [{ username: undefined }, /has no "username"/],
    [{ token: undefined }, /has no "token"/],
    [
      { endpoint: 'mysql://127.0.0.1/mail' },
      /by the address 127\.0\.0\.1, by which its certificate cannot be checked; write its name, or/,
    ],
    [{ endpoint: undefined }, /has no "endpoint"/],
  ])('with %j is refused', async (said, words) => {
    await expect(target(said as Partial<HostDeclaration>)).rejects.toThrow(words);
  });
});

describe('the options', () => {
  it.each([
    [{ groups: 'team' }, /option "groups": "team" is no address/],
    [{ megabyte: 1000 }, /option "megabyte" is 1000, allowed are 1024000, 1048576, 1000000/],
    [{ maildir: 'mail/' }, /option "maildir" is "mail\/", write it like/],
    [{ batchSize: 0 }, /option "batchSize" is 0, allowed is a number from 1 to 1000/],
    [{ passwordScheme: 'PLAIN' }, /option "passwordScheme" is "PLAIN"/],
    [{ tablePrefix: 'a;b' }, /option "tablePrefix" is "a;b"/],
    [{ colour: 'red' }, /unknown option "colour", allowed are groups/],
  ])('%j are refused', (options, words) => {
    expect(() => settingsOf('mail', options as HostDeclaration['options'])).toThrow(words);
  });
});

describe('what databases say', () => {
  const thrown = (fields: object): Error => Object.assign(new Error('Refused by the database.'), fields);

  it.each([
    [{ code: '28P01' }, 'UNAUTHENTICATED'],
    [{ code: '3D000' }, 'INVALID'],
    [{ code: '42501' }, 'FORBIDDEN'],
    [{ code: '23505' }, 'CONFLICT'],
    [{ code: '22001' }, 'INVALID'],
    [{ code: '57P01' }, 'UNAVAILABLE'],
    [{ code: '42P01' }, 'PROTOCOL'],
    [{ code: 'ER_ACCESS_DENIED_ERROR', errno: 1045 }, 'UNAUTHENTICATED'],
    [{ code: 'ER_BAD_DB_ERROR', errno: 1049 }, 'INVALID'],
    [{ code: 'ER_TABLEACCESS_DENIED_ERROR', errno: 1142 }, 'FORBIDDEN'],
    [{ code: 'ER_DUP_ENTRY', errno: 1062 }, 'CONFLICT'],
    [{ code: 'ER_DATA_TOO_LONG', errno: 1406 }, 'INVALID'],
    [{ code: 'ECONNREFUSED', errno: -111 }, 'UNAVAILABLE'],
    [{ code: 'ETIMEDOUT', errno: -110 }, 'TIMEOUT'],
    [{ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }, 'UNAVAILABLE'],
  ])('%j means %s', (fields, code) => {
    expect(hostError(thrown(fields), 'work', 'UPDATE mailbox')).toMatchObject({ code, outcome: 'not-done' });
  });

  it('says what to do about a certificate', () => {
    expect(hostError(thrown({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }), 'connect', 'connect').message).toBe(
      'refused by the database; the server must offer TLS with a certificate that is trusted here, or name its authority in the option "tlsAuthority"',
    );
  });

  it('does not know what became of a commit whose answer was lost', () => {
    expect(hostError(thrown({ code: 'ECONNRESET' }), 'commit', 'COMMIT').outcome).toBe('unknown');
    expect(hostError(thrown({ code: '40001' }), 'work', 'UPDATE').outcome).toBe('not-done');
  });
});
