import { How } from '../runtime/scopes/entry.ts';
import { Kind, State } from '../runtime/scopes/ledger.ts';
import { remember } from '../runtime/scopes/liveScopes.ts';
import { isObserved } from '../runtime/door/observer.ts';
import { isBuiltIn } from './builtIn.ts';
import { finish, watchDisposal } from './disposal.ts';
import { defineOwn, describeOwn, ownGetter } from './ownProperty.ts';
import { StackLedger } from './stackLedger.ts';
import { ledgerOf, moveLedger, stampYoungest } from './stamp.ts';
import { TrackedEntry } from './trackedEntry.ts';
import { callUnseen, showAsUse } from './unseen.ts';

/** The methods of `DisposableStack.prototype` or `AsyncDisposableStack.prototype`. */
interface StackMethods {
  readonly use: (value: unknown) => unknown;
  readonly adopt: (value: unknown, fn: unknown) => unknown;
  readonly defer: (fn: unknown) => void;
  readonly move: () => object;
}

type Method = (...args: never[]) => unknown;

const { apply, construct, setPrototypeOf } = Reflect;
// eslint-disable-next-line @typescript-eslint/unbound-method -- applied below
const { bind, call } = Function.prototype;
const RealProxy = Proxy;
const { dispose, asyncDispose } = Symbol as { readonly dispose?: symbol; readonly asyncDispose?: symbol };
const tracked = new WeakSet<object>();
/** Whether an object is the prototype of such a class. */
export const isTracked = tracked.has.bind(tracked);
const setTracked = tracked.add.bind(tracked);
const plainMethods = new WeakSet<object>();
const isPlain = plainMethods.has.bind(plainMethods);
const setPlain = plainMethods.add.bind(plainMethods);

/** The language's own getters of `disposed`, by the kind of a stack's ledger. */
const disposedGetters: { [kind in Kind]?: () => unknown } = {};

/** Whether the language says that a stack is disposed of. */
export function isDisposed({ kind, stack }: StackLedger): boolean {
  const getter = disposedGetters[kind];
  return getter !== undefined && apply(getter, stack, []) === true;
}

/**
 * Makes the stacks of one of the language's two classes record what is registered on them. What a program sees of the class stays the same:
 * names, lengths, descriptors, errors and their stack traces. A class that stands in for the language's is left alone: replacing one of its
 * functions with ours would show in the program's stack traces.
 */
export function trackClass(candidate: unknown): void {
  if (typeof candidate !== 'function' || !isBuiltIn(candidate) || dispose === undefined || asyncDispose === undefined) return;
  const prototype: unknown = describeOwn(candidate, 'prototype')?.value;
  if (typeof prototype !== 'object' || prototype === null || isTracked(prototype)) return;
  const isAsync = methodOf(prototype, 'disposeAsync') !== undefined;
  const use = methodOf(prototype, 'use');
  const adopt = methodOf(prototype, 'adopt');
  const defer = methodOf(prototype, 'defer');
  const move = methodOf(prototype, 'move');
  const getter = ownGetter(prototype, 'disposed');
  if (use === undefined || adopt === undefined || defer === undefined || move === undefined || getter === undefined) return;
  setTracked(prototype);
  disposedGetters[isAsync ? Kind.asyncObject : Kind.object] = getter;
  const methods = makeMethods({
    candidate: candidate as new () => object,
    original: { use, adopt, defer, move } as unknown as StackMethods,
    isDisposedOf: getter,
    isAsync,
    key: isAsync ? asyncDispose : dispose,
    syncKey: dispose,
  });
  // A proxy would also have the text of the method that it stands for, but would cost as much as everything else together.
  for (const name of ['use', 'adopt', 'defer', 'move'] as const) defineOwn(prototype, name, { value: methods[name] });
}

/** A method that is one of the engine's own. */
function methodOf(prototype: object, name: PropertyKey): Method | undefined {
  const value: unknown = describeOwn(prototype, name)?.value;
  return typeof value === 'function' && isBuiltIn(value) ? (value as Method) : undefined;
}

/** An entry notices a call through its getter `apply`, which returns nothing. */
function asHandler(entry: { readonly apply: undefined }): ProxyHandler<Method> {
  return entry as object;
}

/** A function without source text: a proxy, a bound function, or one of the engine's. V8 accepts only the last kind as a disposer. */
function isDoubtful(method: object): boolean {
  if (isPlain(method)) return false;
  if (isBuiltIn(method)) return true;
  setPlain(method);
  return false;
}

/**
 * A function that is a resource, disposed of by calling it. V8 accepts no proxy as a disposer, but it accepts `Function.prototype.call`,
 * which leaves no trace of itself in a call stack.
 */
function makeDisposable(bound: Method, key: symbol): Method {
  setPrototypeOf(bound, null);
  defineOwn(bound, key, { value: call });
  return bound;
}

interface ClassQuery {
  readonly candidate: new () => object;
  readonly original: StackMethods;
  readonly isDisposedOf: () => unknown;
  readonly isAsync: boolean;
  /** The name of the method that the class asks a resource for first. */
  readonly key: symbol;
  readonly syncKey: symbol;
}

function makeMethods({ candidate, original, isDisposedOf, isAsync, key, syncKey }: ClassQuery): StackMethods {
  const { use: nativeUse, adopt: nativeAdopt, defer: nativeDefer, move: nativeMove } = original;

  /** The ledger of a stack on which something can be registered; undefined if the language's own method should report why not. */
  const find = (stack: unknown): StackLedger | undefined => {
    if (typeof stack !== 'object' || stack === null) return undefined;
    const known = ledgerOf(stack);
    if (known !== undefined) return known.state === State.open ? known : undefined;
    return open(stack);
  };

  const open = (stack: object): StackLedger | undefined => {
    const ledger = new StackLedger(isAsync ? Kind.asyncObject : Kind.object, stack);
    try {
      if (isAsync) {
        if (apply(isDisposedOf, stack, []) !== false) return undefined;
      } else apply(nativeAdopt, stack, [ledger, finish]);
    } catch {
      // Not a stack, or already disposed of: it stays unknown.
      return undefined;
    }
    stampYoungest();
    remember(ledger);
    // A debugger may also ask about a closed stack.
    if (isObserved()) {
      stampYoungest();
      watchDisposal(ledger);
    }
    return ledger;
  };

  const isRefused = (name: symbol, method: unknown): boolean => {
    try {
      apply(nativeUse, construct(candidate, []), [{ __proto__: null, [name]: method }]);
      return false;
    } catch {
      // Its answer is noticed when it is asked on behalf of the program.
      return true;
    }
  };

  const methods: StackMethods = {
    use(value) {
      if ((typeof value !== 'object' || value === null) && typeof value !== 'function') {
        const given = callUnseen(nativeUse, this, [value], methods.use);
        const empty = isAsync ? find(this) : undefined;
        if (empty !== undefined) empty.head = new TrackedEntry(empty, How.useNothing, undefined, value);
        return given;
      }
      const ledger = find(this);
      if (ledger === undefined || (isAsync && apply(isDisposedOf, this, []) !== false))
        return callUnseen(nativeUse, this, [value], methods.use);
      let how = How.use;
      let method: unknown;
      try {
        method = (value as Record<symbol, unknown>)[key];
        if (isAsync && (method === undefined || method === null)) {
          how = How.useSync;
          method = (value as Record<symbol, unknown>)[syncKey];
        }
      } catch (error) {
        return showAsUse(error);
      }
      const name = how === How.useSync ? syncKey : key;
      // The language reports what is wrong with it; the value must not be asked a second time.
      if (typeof method !== 'function' || (isDoubtful(method) && isRefused(name, method))) {
        callUnseen(nativeUse, this, [{ __proto__: null, [name]: method }], methods.use);
        return value;
      }
      const entry = new TrackedEntry(ledger, how, method, value);
      const bound = apply(bind, call, [method, value]) as Method;
      try {
        if (how === How.useSync) apply(nativeUse, this, [new RealProxy(makeDisposable(bound, syncKey), asHandler(entry))]);
        else apply(nativeDefer, this, [new RealProxy(bound, asHandler(entry))]);
      } catch {
        // Reading the value's method has disposed of the stack: the language still accepts the resource, and forgets it.
        return value;
      }
      ledger.head = entry;
      return value;
    },
    adopt(value, fn) {
      const ledger = typeof fn === 'function' ? find(this) : undefined;
      if (ledger === undefined) return callUnseen(nativeAdopt, this, [value, fn], methods.adopt);
      const entry = new TrackedEntry(ledger, How.adopt, fn, value);
      try {
        apply(nativeAdopt, this, [value, new RealProxy(fn as Method, asHandler(entry))]);
      } catch {
        return callUnseen(nativeAdopt, this, [value, fn], methods.adopt);
      }
      ledger.head = entry;
      return value;
    },
    defer(fn) {
      const ledger = typeof fn === 'function' ? find(this) : undefined;
      if (ledger === undefined) {
        callUnseen(nativeDefer, this, [fn], methods.defer);
        return;
      }
      const entry = new TrackedEntry(ledger, How.defer, fn, undefined);
      try {
        apply(nativeDefer, this, [new RealProxy(fn as Method, asHandler(entry))]);
      } catch {
        callUnseen(nativeDefer, this, [fn], methods.defer);
        return;
      }
      ledger.head = entry;
    },
    move() {
      const moved = callUnseen(nativeMove, this, [], methods.move) as object;
      const ledger = ledgerOf(this);
      if (ledger === undefined) return moved;
      moveLedger(ledger, this, moved);
      ledger.note = undefined;
      return moved;
    },
  };
  return methods;
}
