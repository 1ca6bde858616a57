// The language's own declarations, for an engine that has them: nothing is imported.
class Connection {
  constructor(name) { this.name = name; }
  close() { console.log('close', this.name); } // closing
  [Symbol.dispose]() { this.close(); }
}

class Session {
  constructor(user) { this.user = user; }
  async [Symbol.asyncDispose]() { console.log('end', this.user); }
}

async function work() {
  using primary = new Connection('primary');
  using missing = null;
  for (using replica of [new Connection('replica-1'), new Connection('replica-2')]) {
    console.log('use', replica.name);
    using temporary = new Connection(`temporary for ${replica.name}`);
    if (replica.name === 'replica-2') console.log(temporary.name); // inner
  }
  await using session = new Session('ada');
  {
    using primary = new Connection('shadow');
    query(primary, missing);
  }
  return session.user;
}

function query(connection) {
  using statement = { text: 'select 1', [Symbol.dispose]() { console.log('finalize', this.text); } };
  console.log('query', connection.name, statement.text); // stop
}

await work();
