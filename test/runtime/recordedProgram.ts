// Run in its own process, recorded or not: prints the same. It ends by itself, by a signal to itself, or waits to be killed: the argument
// says how.
import { asyncScope, run, runAsync, scope } from '../../src/runtime/node.ts';

class Connection {
  constructor(readonly id: number) {}

  close(): void {
    console.log('closed', this.id);
  }
}

const leaked: unknown[] = [];

function release(connection: Connection): void {
  connection.close();
}

async function handle(id: number): Promise<void> {
  await runAsync({ label: `request ${id}` }, async (s) => {
    const connection = new Connection(id);
    // The request that leaks passes its cleanup to a scope that nobody ends.
    const owner = id === 3 ? scope({ label: 'forgotten' }) : s;
    if (owner !== s) leaked.push(owner);
    await Promise.resolve();
    owner.defer(release, connection);
    s.defer(() => Promise.resolve());
    if (id === 2) throw new Error('no such order');
  }).catch((error: unknown) => {
    console.log((error as Error).message);
  });
}

async function main(): Promise<void> {
  for (let id = 1; id <= 4; id++) await handle(id);
  const sum = run<number>((s) => {
    s.defer(() => {
      if (s.recover() !== undefined) s.result = -1;
    });
    s.deferOnError(console.log, 'rolled back');
    throw new RangeError('too many');
  });
  console.log(sum);
  const a = asyncScope();
  a.use(scope({ label: 'inner' }));
  await a.disposeAsync();
}

void main().then(() => {
  switch (process.argv[2]) {
    case 'wait':
      console.log('waiting');
      setInterval(() => undefined, 1000);
      break;
    case 'exit':
      run((s) => {
        s.defer(console.log, 'never printed');
        process.exit(3);
      });
      break;
    case undefined:
      console.log('end');
  }
});
