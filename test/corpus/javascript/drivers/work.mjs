// Resources of several packages in `using` declarations and stacks of our own, natively and compiled.
import { writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { MemoryLevel } from 'memory-level';
import { createFixture } from 'fs-fixture';
import { Disposer } from '@hazae41/disposer';
import { getQuickJS, Lifetime, Scope } from 'quickjs-emscripten';
import { RpcTarget, newMessagePortRpcSession, RpcStub } from 'capnweb';
import { createScope } from 'effection';
import { Piscina } from 'piscina';
import { Frame, cleanup, watch } from '../truth.mjs';

const TASK = path.join(import.meta.dirname, 'task.mjs');
writeFileSync(TASK, 'export default (n) => n + 1;\n');
const quick = await getQuickJS();
const database = new MemoryLevel();
await database.open();
for (const sample of [
  database,
  database.iterator(),
  database.batch(),
  Lifetime.prototype,
  Scope.prototype,
  Disposer.prototype,
  Piscina.prototype,
]) {
  for (let at = sample; at !== null && at !== Object.prototype; at = Object.getPrototypeOf(at)) watch(at);
}
const own = (resource) => {
  watch(resource);
  return resource;
};
class Api extends RpcTarget {
  add(a, b) {
    return a + b;
  }
}

function evaluate(code) {
  const frame = new Frame();
  using scope = frame.held(new Scope());
  frame.ok();
  const context = scope.manage(quick.newContext());
  using context2 = frame.held(quick.newContext());
  frame.ok();
  {
    const inner = new Frame();
    using number = inner.held(context2.newNumber(5)),
      string = inner.held(context2.newString('x'));
    inner.ok();
    context2.setProp(context2.global, 'n', number);
    if (code === 'early') return context2.getNumber(number);
    for (using one of [context2.newNumber(1), context2.newNumber(2)]) {
      if (context2.getNumber(one) === 2) continue;
      context2.setProp(context2.global, 'one', one);
    }
    void string;
  }
  using result = frame.held(context2.unwrapResult(context2.evalCode(code)));
  frame.ok();
  return [context.getString(context.undefined), context2.dump(result)];
}

async function store(depth) {
  const frame = new Frame();
  await using db = frame.held(new MemoryLevel());
  frame.ok();
  await db.open();
  await db.put('a', '1');
  await using iterator = frame.held(db.iterator());
  frame.ok();
  for await (const [key] of iterator) void key;
  const nothing = null;
  using none = nothing,
    missing = undefined;
  {
    const inner = new Frame();
    await using batch = inner.held(db.batch());
    inner.ok();
    batch.put('b', '2');
    await batch.write();
  }
  if (depth > 0) await store(depth - 1);
  return [none, missing];
}

async function files() {
  const frame = new Frame();
  await using fixture = frame.held(own(await createFixture({ 'a.txt': 'a', 'b/c.txt': 'c' })));
  frame.ok();
  await using stack = new AsyncDisposableStack();
  stack.use(
    frame.held(
      own(
        await fixture.mkdir('d').then(() => ({
          [Symbol.asyncDispose]: async () => {
            await fixture.exists('d');
          },
        })),
      ),
    ),
  );
  frame.ok();
  stack.defer(
    frame.held(
      cleanup(async () => {
        await fixture.writeFile('late.txt', '1');
      }),
    ),
  );
  frame.ok();
  const made = stack.adopt({ name: 'adopted' }, () => {});
  try {
    using disposer = frame.held(new Disposer('held', cleanup()));
    frame.ok();
    if (await fixture.exists('nowhere')) throw new Error('never');
    return disposer.value ?? made;
  } finally {
    await fixture.readFile('a.txt');
  }
}

function* steps() {
  const frame = new Frame();
  using first = frame.held(new Disposer(1, cleanup()));
  frame.ok();
  yield first;
  using second = frame.held(new Disposer(2, cleanup()));
  frame.ok();
  yield second;
}

function stacks() {
  const frame = new Frame();
  using outer = frame.held(new Disposer('outer', cleanup()));
  frame.ok();
  using stack = new DisposableStack();
  const handle = stack.use(frame.held(quick.newContext()));
  frame.ok();
  stack.defer(
    frame.held(
      cleanup(() => {
        void handle.alive;
      }),
    ),
  );
  frame.ok();
  const moved = new DisposableStack();
  const held = new Frame();
  moved.use(held.held(new Disposer('moved', cleanup())));
  held.ok();
  const later = moved.move();
  later.defer(held.held(cleanup(() => {})));
  held.ok();
  for (const one of steps()) if (one.value === 2) break;
  later.dispose();
  try {
    using failing = frame.held(
      new Disposer(
        'failing',
        cleanup(() => {
          throw new Error('on purpose');
        }),
      ),
    );
    frame.ok();
    return [outer, failing];
  } catch (error) {
    return error;
  }
}

async function remote() {
  const frame = new Frame();
  const { port1, port2 } = new MessageChannel();
  newMessagePortRpcSession(port2, new Api());
  const stub = newMessagePortRpcSession(port1);
  await stub.add(1, 2);
  using target = frame.held(
    own({
      stub: new RpcStub(new Api()),
      [Symbol.dispose]() {
        this.stub[Symbol.dispose]();
      },
    }),
  );
  frame.ok();
  const sum = await target.stub.add(1, 2);
  stub[Symbol.dispose]();
  port1.close();
  port2.close();
  return sum;
}

async function tasks() {
  const frame = new Frame();
  const [scope, destroy] = createScope();
  await using task = frame.held(
    own({
      task: scope.run(function* () {
        return 1;
      }),
      [Symbol.asyncDispose]: async () => {
        await destroy();
      },
    }),
  );
  frame.ok();
  await using pool = frame.held(new Piscina({ filename: TASK, minThreads: 0, maxThreads: 1 }));
  frame.ok();
  return [await task.task, await pool.run(1)];
}

export default async function drive(plan, round) {
  evaluate(round % 2 === 0 ? '1 + n' : 'early');
  stacks();
  await Promise.all([store(1), files()]);
  await remote();
  if (round === 0) await tasks();
}
