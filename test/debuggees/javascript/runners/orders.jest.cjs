// For Jest, which runs tests in a realm of their own, without a compiler.
class Connection {
  constructor(name) { this.name = name; }
  [Symbol.dispose]() {
    this.closed = true; // closing
  }
}

function query(connection) {
  using statement = { text: 'select 1', [Symbol.dispose]() {} };
  return connection.name + statement.text; // stop
}

test('reads orders', () => {
  using primary = new Connection('primary');
  using replica = new Connection('replica');
  expect(replica).not.toBe(primary);
  expect(query(primary)).toBe('primaryselect 1');
});
