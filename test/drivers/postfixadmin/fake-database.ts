/** A database client that remembers what it was sent and answers what it is told to. */
import { Database } from '../../../src/drivers/postfixadmin/database';
import type { Answer } from '../../../src/drivers/postfixadmin/database';
import type { Parameter } from '../../../src/drivers/postfixadmin/sql';

export interface Sent {
  readonly text: string;
  readonly values: readonly Parameter[];
}

export interface FakeDatabase {
  readonly database: Database;
  readonly sent: readonly Sent[];
  /** The verbs and tables of what was sent, transactions apart. */
  readonly words: () => string[];
  /** Connections that were given back, and whether they may be used again. */
  readonly released: readonly boolean[];
}

/** @param answer Rows for a statement, or an error that is thrown. */
export function fakeDatabase(answer: (sent: Sent) => Answer | Error = () => []): FakeDatabase {
  const sent: Sent[] = [];
  const released: boolean[] = [];
  const database = new Database({
    begin: { read: 'BEGIN READ', write: 'BEGIN' },
    currentSchema: 'here()',
    seconds: (column) => `seconds(${column})`,
    isCaseSensitive: true,
    connect: () =>
      Promise.resolve({
        query(text, values) {
          sent.push({ text, values });
          const answered = answer({ text, values });
          return answered instanceof Error ? Promise.reject(answered) : Promise.resolve(answered);
        },
        release: (isBroken) => void released.push(isBroken),
      }),
    close: () => Promise.resolve(),
  });
  const words = () =>
    sent.flatMap(({ text }) => {
      const table = /(?:FROM|INTO|^UPDATE) (\w+)/.exec(text)?.[1];
      return table === undefined ? [] : [`${text.split(' ', 1)[0] ?? ''} ${table}`];
    });
  return { database, sent, words, released };
}
