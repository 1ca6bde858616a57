// The pattern as docs/transactions.md shows it, word for word; transactions.test.ts holds the two together.
import { run, runAsync } from '../../src/runtime/deferscope.ts';

export interface Connection {
  exec(sql: string): void;
  close(): void;
  readonly isTransaction: boolean;
}
export interface Connections<C> {
  take(): C;
  put(connection: C): void;
}

// The page's lines are set by hand.
// prettier-ignore
// <pattern>
/** Commits when the body returns, rolls back when it or the commit fails, and gives the connection back on every path. */
export function transaction<C extends Connection, T>(connections: Connections<C>, body: (db: C) => T): T {
  return run<T>({ label: 'transaction' }, (s) => {
    const db = s.adopt(connections.take(), (c) => { connections.put(c); });
    db.exec('BEGIN IMMEDIATE');
    s.label('roll back').deferOnError(rollBack, db);
    const result = body(db);
    db.exec('COMMIT');                        // when this fails, it rolls back too
    return result;
  });
}

/** SQLite has rolled back by itself after some failures (a full disk, a deadlock); then there is nothing to do. */
function rollBack(db: Connection): void {
  if (db.isTransaction) db.exec('ROLLBACK');
}
// </pattern>

/** The same with work that is awaited. */
export function transactionAsync<C extends Connection, T>(connections: Connections<C>, body: (db: C) => Promise<T>): Promise<T> {
  return runAsync<T>({ label: 'transaction' }, async (s) => {
    const db = s.adopt(connections.take(), (c) => {
      connections.put(c);
    });
    db.exec('BEGIN IMMEDIATE');
    s.label('roll back').deferOnError(rollBack, db);
    const result = await body(db);
    db.exec('COMMIT');
    return result;
  });
}
