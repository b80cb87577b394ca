/** How are statements carried out, all or none? Transactions over whichever client there is, each statement counted. */
import { HostError } from '../../host';
import { hostError } from './errors';
import type { Phase } from './errors';
import type { Parameter, Statement } from './sql';

export type Answer = readonly Readonly<Record<string, unknown>>[];

/** One connection of a client library. */
export interface Connection {
  query(text: string, values: readonly Parameter[]): Promise<Answer>;
  /** @param isBroken Whether it may not be used again. */
  release(isBroken: boolean): void;
}

/** What tells one sort of database from another. */
export interface Engine {
  /** Statements that begin a transaction: one that sees a moment of the whole database, and one that writes. */
  readonly begin: { readonly read: string; readonly write: string };
  /** Name of the schema whose tables are read. */
  readonly currentSchema: string;
  /** Seconds since 1970 of a column that holds an instant. */
  readonly seconds: (column: string) => string;
  /** Whether texts that differ in case are different keys. */
  readonly isCaseSensitive: boolean;
  connect(): Promise<Connection>;
  close(): Promise<void>;
}

/** A transaction. */
export interface Session {
  query(statement: Statement): Promise<Answer>;
}

export class Database {
  #statements = 0;

  constructor(readonly engine: Engine) {}

  /** Statements sent so far. */
  readonly statements = (): number => this.#statements;

  readonly close = (): Promise<void> => this.engine.close();

  /** Carries out a transaction; when `work` throws, nothing of it is kept. */
  async transact<T>(mode: 'read' | 'write', signal: AbortSignal, work: (session: Session) => Promise<T>): Promise<T> {
    const { session, end } = await this.open(mode, signal);
    try {
      const result = await work(session);
      await end('COMMIT');
      return result;
    } catch (thrown) {
      await end('ROLLBACK');
      throw thrown;
    }
  }

  /** Begins a transaction that is read from until `end`, which may be called again and then does nothing. */
  async open(
    mode: 'read' | 'write',
    signal: AbortSignal,
  ): Promise<{ readonly session: Session; readonly end: (how: 'COMMIT' | 'ROLLBACK') => Promise<void> }> {
    if (signal.aborted) throw new HostError({ code: 'CANCELLED', message: 'stopped before it was sent' });
    const connection = await this.engine.connect().catch((thrown: unknown) => {
      throw hostError(thrown, 'connect', 'connect');
    });
    let isBroken = false;
    let isOver = false;
    const send = async (text: string, values: readonly Parameter[], phase: Phase): Promise<Answer> => {
      this.#statements++;
      try {
        return await connection.query(text, values);
      } catch (thrown) {
        const error = hostError(thrown, phase, operationOf(text));
        isBroken ||= error.code === 'UNAVAILABLE' || error.code === 'TIMEOUT' || error.code === 'PROTOCOL';
        throw error;
      }
    };
    const end = async (how: 'COMMIT' | 'ROLLBACK'): Promise<void> => {
      if (isOver) return;
      isOver = true;
      try {
        // With a broken connection the database undoes what was not committed; what was read was read, however its transaction ends.
        if (how === 'COMMIT' && mode === 'write') await send(how, [], 'commit');
        else if (!isBroken) await send(how, [], 'work').catch(() => (isBroken = true));
      } finally {
        connection.release(isBroken);
      }
    };
    try {
      await send(this.engine.begin[mode], [], 'work');
    } catch (thrown) {
      isOver = true;
      connection.release(true);
      throw thrown;
    }
    return { session: { query: ({ text, values }) => send(text, values, 'work') }, end };
  }
}

/** The verb and the table of a statement, for messages. */
const operationOf = (text: string): string =>
  /^(?:SELECT .*? FROM|INSERT INTO|UPDATE|DELETE FROM) \S+/s.exec(text)?.[0].replace(/^SELECT .* FROM/s, 'SELECT FROM') ?? text.split(' ', 1)[0] ?? text; // prettier-ignore
