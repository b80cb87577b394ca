import { Database } from '../../../src/drivers/postfixadmin/database';
import type { Engine } from '../../../src/drivers/postfixadmin/database';

const signal = new AbortController().signal;
const lost = Object.assign(new Error('the connection was lost'), { code: 'ECONNRESET' });

/** A database whose connection breaks at one statement. */
function breakingAt(statement: string) {
  const released: boolean[] = [];
  const engine: Engine = {
    begin: { read: 'BEGIN READ ONLY', write: 'BEGIN' },
    currentSchema: '',
    seconds: (column) => column,
    isCaseSensitive: true,
    connect: () =>
      Promise.resolve({
        query: (text) => (text === statement ? Promise.reject(lost) : Promise.resolve([{ found: text }])),
        release: (isBroken) => void released.push(isBroken),
      }),
    close: () => Promise.resolve(),
  };
  const ask = (mode: 'read' | 'write') =>
    new Database(engine).transact(mode, signal, (session) => session.query({ text: 'SELECT 1', values: [] }));
  return { ask, released };
}

it('what was read counts although the answer to the end of its transaction is lost, and the connection is not used again', async () => {
  const { ask, released } = breakingAt('COMMIT');
  expect(await ask('read')).toEqual([{ found: 'SELECT 1' }]);
  expect(released).toEqual([true]);
});

it('nobody knows what became of a change whose commit was not answered', async () => {
  const { ask, released } = breakingAt('COMMIT');
  await expect(ask('write')).rejects.toMatchObject({ code: 'UNAVAILABLE', outcome: 'unknown' });
  expect(released).toEqual([true]);
});

it.each(['BEGIN', 'SELECT 1'])('a change that broke at %s was not done', async (statement) => {
  const { ask, released } = breakingAt(statement);
  await expect(ask('write')).rejects.toMatchObject({ code: 'UNAVAILABLE', outcome: 'not-done' });
  expect(released).toEqual([true]);
});
