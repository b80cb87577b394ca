import { dkimOf, newKey, recordsOf, writeDkim } from '../../../src/drivers/postfixadmin/dkim';
import type { DkimKey } from '../../../src/drivers/postfixadmin/dkim';
import { NEWEST_SCHEMA } from '../../../src/drivers/postfixadmin/schema';

const pair = newKey(1024);
const make = () => pair;
const key = (selector: string, signs: boolean): DkimKey => ({ selector, publicKey: pair.publicKey, signs });
const write = (keys: readonly DkimKey[], wanted: Parameters<typeof writeDkim>[3]) =>
  writeDkim(NEWEST_SCHEMA, 'acme.example', keys, wanted, make);
const verbs = (statements: readonly { readonly text: string }[]) =>
  statements.map(({ text }) => text.split(' ').slice(0, 3).join(' '));

it('tells the key that signs before newer ones', () => {
  expect(dkimOf([])).toBeNull();
  expect(dkimOf([key('old', true), key('new', false)])).toEqual({ enabled: true, selector: 'old', keyLength: 1024 });
  expect(dkimOf([key('old', false), key('new', false)])).toMatchObject({ enabled: false, selector: 'new' });
  expect(dkimOf([{ selector: 'x', publicKey: 'no key', signs: true }])).toEqual({ enabled: true, selector: 'x' });
});

it('makes a key where there is none that fits, and keeps the others', () => {
  const { statements, keys } = write([key('old', true)], { enabled: true, selector: 'new' });
  expect(verbs(statements)).toEqual(['DELETE FROM dkim_signing', 'INSERT INTO dkim', 'INSERT INTO dkim_signing']);
  expect(keys).toEqual([key('old', false), key('new', true)]);
});

it('goes back to a key that is there without making one', () => {
  const { statements, keys } = write([key('old', false), key('new', true)], { enabled: true, selector: 'old' });
  expect(verbs(statements)).toEqual(['DELETE FROM dkim_signing', 'INSERT INTO dkim_signing']);
  expect(dkimOf(keys)).toMatchObject({ enabled: true, selector: 'old' });
});

it('stops signing and keeps the key; only null takes the keys away', () => {
  expect(write([key('old', true)], { enabled: false })).toMatchObject({ keys: [key('old', false)] });
  expect(verbs(write([key('old', true)], null).statements)).toEqual(['DELETE FROM dkim_signing', 'DELETE FROM dkim']);
});

it('says what the DNS must hold', () => {
  const [record] = recordsOf('acme.example', [key('s1', true)]);
  expect(record).toMatchObject({ type: 'TXT', name: 's1._domainkey.acme.example' });
  expect(record?.value).toMatch(/^v=DKIM1; k=rsa; p=MIGf[A-Za-z0-9+/=]+$/);
});
