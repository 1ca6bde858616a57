// What a test runner runs: resources of the language's own, and a frame of the runner's around them.
class Connection implements Disposable {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }

  [Symbol.dispose](): void {
    console.log('closing', this.name); // closing
  }
}

function query(connection: Connection): string {
  using statement = { text: 'select 1', [Symbol.dispose](): void {} };
  return connection.name + statement.text; // stop
}

export function readOrders(): string {
  using primary = new Connection('primary');
  using replica = new Connection('replica');
  if (replica.name === primary.name) throw new Error('the same one twice');
  return query(primary);
}
