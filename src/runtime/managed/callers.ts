/**
 * Which resource's method the running code belongs to, also after an `await`. A method that awaits a call on its own resource would
 * wait for its own turn forever. Node follows asynchronous code only while somebody asks for it, and on Node 20 and 22 every
 * promise of the program then costs four times as much, so we ask only while a method runs.
 */

import type { Doing } from './member.ts';

/** A method that runs, and the method that called it, if there is one. */
export interface Caller {
  readonly doing: Doing;
  readonly outer: Caller | undefined;
}

/** https://nodejs.org/api/async_context.html */
interface Storage {
  run<R>(store: Caller | undefined, fn: () => R): R;
  getStore(): Caller | undefined;
  disable(): void;
}

let storage: Storage | undefined;
let running = 0;

/** The method whose code is running; `undefined` if there is none, or if Node does not tell. */
export function findCaller(): Caller | undefined {
  return running === 0 ? undefined : storage?.getStore();
}

/** Whether `doing` made the call, directly or through other methods. */
export function isCalledBy(doing: Doing, caller = findCaller()): boolean {
  for (let at = caller; at !== undefined; at = at.outer) if (at.doing === doing) return true;
  return false;
}

/** Runs a method as the code of `doing`, which `outer` called. */
export async function runAs(doing: Doing, outer: Caller | undefined, method: () => Promise<void>): Promise<void> {
  const used = (storage ??= makeStorage());
  running += 1;
  try {
    await (used === undefined ? method() : used.run({ doing, outer }, method));
  } finally {
    running -= 1;
    if (running === 0) used?.disable();
  }
}

function makeStorage(): Storage | undefined {
  const { process } = globalThis as { readonly process?: { getBuiltinModule?(name: string): unknown } };
  const hooks = process?.getBuiltinModule?.('node:async_hooks') as { readonly AsyncLocalStorage?: new () => Storage } | undefined;
  return hooks?.AsyncLocalStorage === undefined ? undefined : new hooks.AsyncLocalStorage();
}
