// Transactions with deferOnError on a real SQLite, throwing at every step in turn. Node 20 does not have node:sqlite, so nothing runs
// there.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { SuppressedError } from '../../src/runtime/deferscope.ts';
import { transaction, transactionAsync, type Connection, type Connections } from './transactionPattern.ts';

const root = path.join(__dirname, '../../..');
const sqlite = process.getBuiltinModule('node:sqlite') as { readonly DatabaseSync: typeof DatabaseSync } | undefined;

/** Which step throws, and whether it has done its work by then. */
interface Fault {
  readonly at: number;
  readonly when: 'before' | 'after';
}

/** Counts what is done with connections, and fails where it is told to. */
class Faults {
  readonly steps: string[] = [];
  readonly thrown: Error[] = [];

  constructor(readonly faults: readonly Fault[]) {}

  step<T>(name: string, act: () => T): T {
    const at = this.steps.push(name) - 1;
    const fault = this.faults.find((one) => one.at === at);
    if (fault?.when === 'before') throw this.#fail(name);
    const value = act();
    if (fault !== undefined) throw this.#fail(name);
    return value;
  }

  #fail(name: string): Error {
    const error = new Error(`${name} failed`);
    this.thrown.push(error);
    return error;
  }
}

/** One connection to a file that fails on request. */
class FaultyConnection implements Connection {
  constructor(
    readonly db: DatabaseSync,
    readonly faults: Faults,
  ) {}

  get isTransaction(): boolean {
    return this.db.isTransaction;
  }

  exec(sql: string): void {
    this.faults.step(sql, () => {
      this.db.exec(sql);
    });
  }

  insert(name: string): void {
    this.faults.step(`insert ${name}`, () => this.db.prepare('INSERT INTO names VALUES (?)').run(name));
  }

  close(): void {
    this.db.close();
  }
}

/** At most one connection; a connection that comes back in the middle of a transaction is not reused. */
class OneConnection implements Connections<FaultyConnection> {
  idle: FaultyConnection | undefined;
  out = 0;
  discarded = 0;

  constructor(readonly make: () => FaultyConnection) {
    this.idle = make();
  }

  take(): FaultyConnection {
    const connection = this.idle ?? this.make();
    this.idle = undefined;
    this.out += 1;
    return connection;
  }

  put(connection: FaultyConnection): void {
    this.out -= 1;
    if (!connection.isTransaction) this.idle = connection;
    else {
      this.discarded += 1;
      connection.close();
    }
  }
}

if (sqlite !== undefined)
  describe('transactions on node:sqlite', () => {
    const { DatabaseSync: Database } = sqlite;
    let folder = '';
    let files = 0;

    before(() => {
      folder = fs.mkdtempSync(path.join(os.tmpdir(), 'deferscope-sqlite-'));
    });
    after(() => {
      fs.rmSync(folder, { recursive: true });
    });

    /** Two inserts in one transaction. */
    async function work(
      faulty: readonly Fault[],
      how: 'sync' | 'async',
    ): Promise<{
      readonly faults: Faults;
      readonly error: unknown;
      readonly names: readonly unknown[];
      readonly connections: OneConnection;
    }> {
      const file = path.join(folder, `${++files}.db`);
      const observer = new Database(file);
      observer.exec('PRAGMA synchronous = OFF; CREATE TABLE names (name TEXT)');
      const faults = new Faults(faulty);
      const connections = new OneConnection(() => new FaultyConnection(new Database(file), faults));
      let error: unknown;
      try {
        const body = (db: FaultyConnection): string => {
          db.insert('ada');
          db.insert('grace');
          return 'done';
        };
        const result =
          how === 'sync'
            ? transaction(connections, body)
            : await transactionAsync(connections, async (db) => {
                await Promise.resolve();
                const made = body(db);
                await Promise.resolve();
                return made;
              });
        assert.equal(result, 'done');
      } catch (thrown) {
        error = thrown;
      }
      const names = observer
        .prepare('SELECT name FROM names')
        .all()
        .map(({ name }) => name);
      // Nobody holds a lock any more: another connection can write at once.
      observer.exec("BEGIN IMMEDIATE; INSERT INTO names VALUES ('after'); COMMIT");
      observer.close();
      connections.idle?.close();
      return { faults, error, names, connections };
    }

    for (const how of ['sync', 'async'] as const) {
      it(`commits where nothing fails: ${how}`, async () => {
        const { faults, error, names, connections } = await work([], how);
        assert.deepEqual([error, names, connections.out, connections.discarded], [undefined, ['ada', 'grace'], 0, 0]);
        assert.deepEqual(faults.steps, ['BEGIN IMMEDIATE', 'insert ada', 'insert grace', 'COMMIT']);
      });

      for (const when of ['before', 'after'] as const)
        for (let at = 0; at < 4; at++)
          it(`all or nothing, the connection back, the error told, when step ${at} throws ${when} its work: ${how}`, async () => {
            const { faults, error, names, connections } = await work([{ at, when }], how);
            assert.equal(error, faults.thrown[0]);
            // A commit that reports a failure although it succeeded is the only case in which no rollback can help.
            const isCommitted = at === 3 && when === 'after';
            assert.deepEqual(names, isCommitted ? ['ada', 'grace'] : []);
            // A BEGIN that has begun and throws is not rolled back: the connection that comes back in a transaction is not reused.
            const isDiscarded = at === 0 && when === 'after';
            assert.deepEqual(
              [connections.out, connections.discarded, connections.idle === undefined],
              [0, isDiscarded ? 1 : 0, isDiscarded],
            );
            assert.equal(faults.steps.includes('ROLLBACK'), at > 0 && !isCommitted);
          });

      for (const when of ['before', 'after'] as const)
        for (let at = 1; at < 4; at++)
          it(`the same when the rollback after step ${at} throws ${when} its work, and both errors are told: ${how}`, async () => {
            const { faults, error, names, connections } = await work(
              [
                { at, when: 'before' },
                { at: at + 1, when },
              ],
              how,
            );
            assert(error instanceof SuppressedError);
            assert.deepEqual([error.error, error.suppressed], [faults.thrown[1], faults.thrown[0]]);
            assert.equal(error.message, `panic: ${faults.steps[at]} failed\n\tpanic: ROLLBACK failed`);
            assert.deepEqual([names, connections.out, connections.discarded], [[], 0, when === 'before' ? 1 : 0]);
          });
    }
  });

describe('transactions', () => {
  it('the page shows the very code that is tested here', () => {
    const pattern = /\/\/ <pattern>\n(.*)\/\/ <\/pattern>/s.exec(
      fs.readFileSync(path.join(root, 'test/runtime/transactionPattern.ts'), 'utf8'),
    )?.[1];
    assert(pattern !== undefined && pattern.length > 100);
    assert(fs.readFileSync(path.join(root, 'src/runtime/docs/transactions.md'), 'utf8').includes(pattern.replaceAll('export ', '')));
  });
});
