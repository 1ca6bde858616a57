// Stacks that packages provide themselves, even if the engine has its own.
import { createRequire } from 'node:module';
import { PonyfillDisposableStack } from '../node_modules/@whatwg-node/disposablestack/esm/DisposableStack.js';
import { DisposableStack as OfEsfx } from '@esfx/disposable';
import { Frame, cleanup, watch } from '../truth.mjs';

const require = createRequire(import.meta.url);
const OfDisposablestack = require('disposablestack/DisposableStack/implementation');
const globals = ['DisposableStack', 'AsyncDisposableStack', 'SuppressedError'].map((name) => [
  name,
  Object.getOwnPropertyDescriptor(globalThis, name),
]);
for (const [name] of globals) delete globalThis[name];
require('core-js/actual/disposable-stack');
const OfCoreJs = globalThis.DisposableStack;
for (const [name, descriptor] of globals) Object.defineProperty(globalThis, name, descriptor);

const own = (name) => {
  const one = { name, [Symbol.dispose]() {}, [Symbol.asyncDispose]: async () => {} };
  watch(one);
  return one;
};

function fill(Stack) {
  const frame = new Frame();
  using before = frame.held(own('before'));
  frame.ok();
  using stack = new Stack();
  if (stack.defer === undefined)
    stack.use(own('used')); // not a stack like the language's: a resource about which nothing more is reported
  else {
    stack.use(frame.held(own('used')));
    frame.ok();
    stack.defer(frame.held(cleanup()));
    frame.ok();
  }
  stack.use(null);
  using after = frame.held(own('after'));
  frame.ok();
  return [before, after, stack.disposed];
}

function move(Stack) {
  const held = new Frame();
  const first = new Stack();
  first.use(held.held(own('first')));
  held.ok();
  const second = first.move();
  second.defer(held.held(cleanup()));
  held.ok();
  second.dispose();
  return [first, second];
}

async function wait(Stack) {
  const frame = new Frame();
  await using stack = new Stack();
  stack.use(frame.held(own('used')));
  frame.ok();
  stack.defer(frame.held(cleanup(async () => void (await null))));
  frame.ok();
  await null;
  return stack.disposed;
}

export default async function drive() {
  for (const Stack of [PonyfillDisposableStack, OfEsfx, OfDisposablestack, OfCoreJs, DisposableStack]) fill(Stack);
  for (const Stack of [PonyfillDisposableStack, OfDisposablestack, OfCoreJs, DisposableStack]) move(Stack);
  await wait(AsyncDisposableStack);
}
