// Written once, compiled by every compiler that knows the declarations, for engines that do not.
class Connection implements Disposable {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }

  [Symbol.dispose](): void {
    console.log('close', this.name); // closing
  }
}

class Session implements AsyncDisposable {
  readonly user: string;

  constructor(user: string) {
    this.user = user;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.resolve();
    console.log('end', this.user);
  }
}

async function work(): Promise<string> {
  using primary = new Connection('primary');
  using missing = null;
  for (using replica of [new Connection('replica-1'), new Connection('replica-2')]) {
    console.log('use', replica.name);
    using temporary = new Connection(`temporary for ${replica.name}`);
    if (replica.name === 'replica-2') console.log(temporary.name); // inner
  }
  await using session = new Session('ada');
  {
    using nested = new Connection('nested');
    query(nested, missing ?? primary);
  }
  return session.user;
}

function query(connection: Connection, other: Connection): void {
  using statement = { text: 'select 1', [Symbol.dispose](): void { console.log('finalize', this.text); } };
  console.log('query', connection.name, other.name, statement.text); // stop
}

export const done = await work();
