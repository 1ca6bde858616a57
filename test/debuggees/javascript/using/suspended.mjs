// An async function that waits for the paused one, and a generator that a variable holds.
class Cursor {
  constructor(name) { this.name = name; }
  [Symbol.dispose]() {}
}

function* rows() {
  using cursor = new Cursor('rows');
  yield 1;
  yield 2;
}

async function query() {
  const it = rows();
  it.next();
  await null;
  console.log(it.next().value); // stop
  it.return();
}

async function work() {
  { using early = new Cursor('early'); early.name; }
  using maybe = globalThis.missing;
  using lock = new Cursor('lock');
  await query();
  using late = new Cursor('late');
}

await work();
