import fc from 'fast-check';
import { isGroup, parseGroups } from '../../../src/drivers/postfixadmin/alias';
import { assign, insert, likePattern, remove, select, update } from '../../../src/drivers/postfixadmin/sql';

const marksIn = (text: string): number => text.split('?').length - 1;

describe('statements', () => {
  it('reads rows by their keys', () => {
    expect(select('alias', ['address', 'goto'], 'address', ['a@b.example', 'c@d.example'], ' FOR UPDATE')).toEqual({
      text: 'SELECT address, goto FROM alias WHERE address IN (?, ?) FOR UPDATE',
      values: ['a@b.example', 'c@d.example'],
    });
  });

  it('inserts many rows at once, with the moment told by the database', () => {
    const rows = ['a', 'b'].map((username) => ({ username, quota: 0, created: { daysFromNow: 0 }, until: { daysFromNow: 365 } })); // prettier-ignore
    expect(insert('mailbox', rows)).toEqual({
      text: "INSERT INTO mailbox (username, quota, created, until) VALUES (?, ?, CURRENT_TIMESTAMP, CURRENT_TIMESTAMP + INTERVAL '365' DAY), (?, ?, CURRENT_TIMESTAMP, CURRENT_TIMESTAMP + INTERVAL '365' DAY)",
      values: ['a', 0, 'b', 0],
    });
  });

  it('changes other columns of each row in one statement', () => {
    const updates = [
      { key: 'a', columns: { name: 'Ada' } },
      { key: 'b', columns: { name: 'Bob', active: false } },
    ];
    expect(update('mailbox', 'username', updates, { modified: { daysFromNow: 0 } })).toEqual({
      text: 'UPDATE mailbox SET name = CASE username WHEN ? THEN ? WHEN ? THEN ? ELSE name END, active = CASE username WHEN ? THEN ? ELSE active END, modified = CURRENT_TIMESTAMP WHERE username IN (?, ?)',
      values: ['a', 'Ada', 'b', 'Bob', 'b', false, 'a', 'b'],
    });
  });

  it('never writes a value into the text', () => {
    const value = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null));
    const row = fc.record({ a: value, b: value });
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 5 }), fc.string(), (rows, key) => {
        const updates = rows.map((columns, i) => ({ key: `${key}${i}`, columns }));
        const statements = [
          insert('t', rows),
          update('t', 'k', updates, {}),
          remove('t', 'k', [key]),
          assign('t', rows[0] ?? {}, 'k', key),
        ];
        for (const { text, values } of statements) {
          expect(marksIn(text)).toBe(values.length);
          expect(text).toMatch(/^[A-Za-z=?(), ]+$/);
        }
      }),
    );
  });
});

describe('patterns of groups', () => {
  it('are read from a list', () => {
    expect(parseGroups(' Team@acme.example, *-list@*\n')).toEqual(['team@acme.example', '*-list@*']);
    expect(parseGroups('team')).toMatch(/"team" is no address or pattern/);
    expect(parseGroups(' , ')).toMatch(/names no address/);
  });

  it.each([
    ['team@acme.example', 'team@acme.example', true],
    ['team@acme.example', 'team@acmeXexample', false],
    ['*-list@*', 'staff-list@acme.example', true],
    ['*-list@*', 'list@acme.example', false],
    ['a_b@*', 'aXb@acme.example', false],
  ])('%s with %s: %s', (pattern, address, expected) => {
    expect(isGroup([pattern], address)).toBe(expected);
  });

  it('mean the same in SQL', () => {
    expect(likePattern('a_b%!*@*')).toBe('a!_b!%!!%@%');
  });
});
