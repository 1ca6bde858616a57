// Stopped in the middle of a transaction: what rolls it back, and what gives the connection back. The database is a stand-in.
import { run } from '../../../../dist/runtime/deferscope.mjs';

class Connection { isTransaction = false; exec(sql) { this.isTransaction = sql.startsWith('BEGIN'); } }
const connections = { take: () => new Connection(), put: () => undefined };

function transaction(body) {
  return run({ label: 'transaction' }, (s) => {
    const db = s.adopt(connections.take(), (c) => { connections.put(c); });
    db.exec('BEGIN IMMEDIATE');
    s.label('roll back').deferOnError(rollBack, db);
    const result = body(db);
    db.exec('COMMIT');
    return result;
  });
}

function rollBack(db) {
  if (db.isTransaction) db.exec('ROLLBACK');
}

transaction(function transfer(db) {
  debugger; // stop
  return db;
});
