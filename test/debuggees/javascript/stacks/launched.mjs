// The language's own stacks, in a program that knows nothing of a debugger.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Worker, isMainThread } from 'node:worker_threads';

class Connection {
  constructor(name) { this.name = name; }
  [Symbol.dispose]() {
    console.log('close', this.name); // closing
  }
}

class Transaction extends DisposableStack {
  begin(name) { return this.adopt(name, function rollBack(what) { console.log('roll back', what); }); }
}

function work() {
  using stack = new DisposableStack();
  const connection = stack.use(new Connection('primary'));
  stack.adopt({ size: 3 }, (buffer) => { console.log('free', buffer.size); });
  const transaction = stack.use(new Transaction());
  transaction.begin('orders');
  stack.defer(function flush() { console.log('flush'); });
  query(connection); // working
}

function query(connection) {
  console.log('query', connection.name); // stop
}

async function serve() {
  const held = new AsyncDisposableStack();
  held.defer(async () => { console.log('bye'); });
  await new Promise((resolve) => { setTimeout(resolve, 50); });
  await held.disposeAsync();
}

const [place] = process.argv.slice(2);
if (place === 'worker' && isMainThread) new Worker(new URL(import.meta.url));
else if (place === 'child') spawn(process.execPath, [fileURLToPath(import.meta.url)], { stdio: 'inherit' });
else {
  const serving = serve();
  await null;
  work();
  await serving;
}
