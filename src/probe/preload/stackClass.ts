import { How } from '../../runtime/entry.ts';
import { Kind, State } from '../../runtime/ledger.ts';
import { remember } from '../../runtime/liveScopes.ts';
import { isObserved } from '../../runtime/observer.ts';
import { asyncDispose, dispose } from '../../runtime/symbols.ts';
import { awaitDisposal, canSeeEnd, finish } from './disposal.ts';
import { StackLedger } from './stackLedger.ts';
import { ledgerOf, moveLedger, stampYoungest } from './stamp.ts';
import { TrackedEntry } from './trackedEntry.ts';
import { callUnseen, showAsUse } from './unseen.ts';

/** The methods of `DisposableStack.prototype` or `AsyncDisposableStack.prototype`, whoever wrote them. */
interface StackMethods {
  readonly use: (value: unknown) => unknown;
  readonly adopt: (value: unknown, fn: unknown) => unknown;
  readonly defer: (fn: unknown) => void;
  readonly move: () => object;
}

type Method = (...args: never[]) => unknown;

const { apply, construct, defineProperty, getOwnPropertyDescriptor, setPrototypeOf } = Reflect;
/* eslint-disable @typescript-eslint/unbound-method -- applied below */
const { bind, call, toString: textOf } = Function.prototype;
const { endsWith } = String.prototype;
/* eslint-enable @typescript-eslint/unbound-method */
const RealProxy = Proxy;
const language = Symbol as { readonly dispose?: symbol; readonly asyncDispose?: symbol };
const tracked = new WeakSet<object>();
/** Whether an object is the prototype of such a class. */
export const isTracked = tracked.has.bind(tracked);
const setTracked = tracked.add.bind(tracked);
const plainMethods = new WeakSet<object>();
const isPlain = plainMethods.has.bind(plainMethods);
const setPlain = plainMethods.add.bind(plainMethods);

/**
 * Has the stacks of a class write down what is registered on them, if the class is one of the two of the language, its own or a
 * stand-in for it. What a program sees of the class stays: names, lengths, descriptors, errors and their stack traces.
 */
export function trackClass(candidate: unknown, file: string): void {
  if (typeof candidate !== 'function') return;
  const prototype: unknown = getOwnPropertyDescriptor(candidate, 'prototype')?.value;
  if (typeof prototype !== 'object' || prototype === null || isTracked(prototype)) return;
  const isAsync = methodOf(prototype, 'disposeAsync') !== undefined;
  const names = ['use', 'adopt', 'defer', 'move'] as const;
  if (names.some((name) => methodOf(prototype, name) === undefined) || (!isAsync && methodOf(prototype, 'dispose') === undefined)) return;
  // A scope of our library has these methods too, and a door of its own.
  if (methodOf(prototype, 'label') !== undefined) return;
  setTracked(prototype);
  const original = { use: methodOf(prototype, 'use'), adopt: methodOf(prototype, 'adopt'), defer: methodOf(prototype, 'defer'), move: methodOf(prototype, 'move') } as unknown as StackMethods;
  const getter: unknown = Reflect.get(getOwnPropertyDescriptor(prototype, 'disposed') ?? {}, 'get');
  // One stand-in's says of a fresh stack that it is disposed of.
  const isDisposed = typeof getter === 'function' && isBuiltIn(getter) ? (getter as () => unknown) : undefined;
  const methods = makeMethods({ candidate: candidate as new () => object, original, isAsync, isDisposed, file });
  // A proxy would have the text of the method that it stands for too, and cost as much as all the rest.
  for (const name of names) defineProperty(prototype, name, { value: methods[name] });
  if (isAsync && canSeeEnd) replaceDisposer(prototype);
}

function methodOf(prototype: object, name: PropertyKey): Method | undefined {
  const value: unknown = getOwnPropertyDescriptor(prototype, name)?.value;
  return typeof value === 'function' ? (value as Method) : undefined;
}

const disposal = {
  __proto__: null,
  get apply(): undefined {
    awaitDisposal();
    return undefined;
  },
};

/** A stand-in's own disposer may make other promises first. Its calls are in the program's stack traces in any case. */
function keepingDisposal(original: Method): Method {
  const stand = {
    disposeAsync(this: unknown): unknown {
      const ledger = typeof this === 'object' && this !== null ? ledgerOf(this) : undefined;
      const ended = apply(original, this, []) as unknown;
      if (ledger !== undefined && typeof ended === 'object' && ended !== null) ledger.disposal = ended;
      return ended;
    },
  };
  return Reflect.get(stand, 'disposeAsync');
}

/** An entry hears of a call by its getter `apply`, which gives nothing. */
function asHandler(entry: { readonly apply: undefined }): ProxyHandler<Method> {
  return entry as object;
}

/** A function without a text of its own: a proxy, a bound one, or one of the engine, of which V8 takes only the last as a disposer. */
function isDoubtful(method: object): boolean {
  if (isPlain(method)) return false;
  if (isBuiltIn(method)) return true;
  setPlain(method);
  return false;
}

function isBuiltIn(method: object): boolean {
  const text = apply(textOf, method, []);
  return text.length < 200 && apply(endsWith, text, ['{ [native code] }']);
}

/**
 * A function that is a resource whose disposal is to call it. V8 takes no proxy as a disposer; but it takes `Function.prototype.call`,
 * which leaves no trace of itself in a call stack.
 */
function makeDisposable(bound: Method, key: symbol): Method {
  setPrototypeOf(bound, null);
  defineProperty(bound, key, { value: call });
  return bound;
}

/** Hears of a call of `disposeAsync` as a {@link TrackedEntry} does of a cleanup's. Both names of it are one function. */
function replaceDisposer(prototype: object): void {
  const original = methodOf(prototype, 'disposeAsync');
  const name = language.asyncDispose ?? asyncDispose;
  if (original === undefined) return;
  const disposer = isBuiltIn(original) ? new RealProxy(original, asHandler(disposal)) : keepingDisposal(original);
  if (methodOf(prototype, name) === original) defineProperty(prototype, name, { value: disposer });
  defineProperty(prototype, 'disposeAsync', { value: disposer });
}

interface ClassQuery {
  readonly candidate: new () => object;
  readonly original: StackMethods;
  readonly isAsync: boolean;
  /** The getter of `disposed`, if it is the engine's. */
  readonly isDisposed: (() => unknown) | undefined;
  readonly file: string;
}

function makeMethods({ candidate, original, isAsync, isDisposed, file }: ClassQuery): StackMethods {
  const { use: nativeUse, adopt: nativeAdopt, defer: nativeDefer, move: nativeMove } = original;

  /** The ledger of a stack on which something can be registered; undefined where the language's own method is to say why not. */
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
        if (isDisposed !== undefined && apply(isDisposed, stack, []) !== false) return undefined;
      } else apply(nativeAdopt, stack, [ledger, finish]);
    } catch {
      // No stack, or disposed of: then it stays unknown.
      return undefined;
    }
    stampYoungest();
    remember(ledger);
    // A debugger asks of a closed one too which it was.
    if (isObserved()) stampYoungest();
    return ledger;
  };

  const isRefused = (key: symbol, method: unknown): boolean => {
    try {
      apply(nativeUse, construct(candidate, []), [{ __proto__: null, [key]: method }]);
      return false;
    } catch {
      // What it says is heard when it is asked for the program.
      return true;
    }
  };

  return {
    use(value) {
      if ((typeof value !== 'object' || value === null) && typeof value !== 'function') {
        const given = callUnseen(nativeUse, this, [value], file);
        const empty = isAsync ? find(this) : undefined;
        if (empty !== undefined) empty.head = new TrackedEntry(empty, How.useNothing, undefined, value);
        return given;
      }
      const ledger = find(this);
      if (ledger === undefined || (isAsync && isDisposed !== undefined && apply(isDisposed, this, []) !== false)) return callUnseen(nativeUse, this, [value], file);
      let how = How.use;
      let method: unknown;
      try {
        if (isAsync) method = (value as Record<symbol, unknown>)[language.asyncDispose ?? asyncDispose];
        if (method === undefined || method === null) {
          how = isAsync ? How.useSync : How.use;
          method = (value as Record<symbol, unknown>)[language.dispose ?? dispose];
        }
      } catch (error) {
        showAsUse(error, file);
        throw error;
      }
      const key = isAsync && how === How.use ? (language.asyncDispose ?? asyncDispose) : (language.dispose ?? dispose);
      // What is wrong with it is said by the language, which is not to ask the value a second time.
      if (typeof method !== 'function' || (isDoubtful(method) && isRefused(key, method))) {
        callUnseen(nativeUse, this, [{ __proto__: null, [key]: method }], file);
        return value;
      }
      const entry = new TrackedEntry(ledger, how, method, value);
      const bound = apply(bind, call, [method, value]) as Method;
      try {
        if (how === How.useSync) apply(nativeUse, this, [new RealProxy(makeDisposable(bound, key), asHandler(entry))]);
        else apply(nativeDefer, this, [new RealProxy(bound, asHandler(entry))]);
      } catch {
        // Asking the value for its method has disposed of the stack: the language takes the resource all the same, and forgets it.
        return value;
      }
      ledger.head = entry;
      return value;
    },
    adopt(value, fn) {
      const ledger = typeof fn === 'function' ? find(this) : undefined;
      if (ledger === undefined) return callUnseen(nativeAdopt, this, [value, fn], file);
      const entry = new TrackedEntry(ledger, How.adopt, fn, value);
      try {
        apply(nativeAdopt, this, [value, new RealProxy(fn as Method, asHandler(entry))]);
      } catch {
        return callUnseen(nativeAdopt, this, [value, fn], file);
      }
      ledger.head = entry;
      return value;
    },
    defer(fn) {
      const ledger = typeof fn === 'function' ? find(this) : undefined;
      if (ledger === undefined) {
        callUnseen(nativeDefer, this, [fn], file);
        return;
      }
      const entry = new TrackedEntry(ledger, How.defer, fn, undefined);
      try {
        apply(nativeDefer, this, [new RealProxy(fn as Method, asHandler(entry))]);
      } catch {
        callUnseen(nativeDefer, this, [fn], file);
        return;
      }
      ledger.head = entry;
    },
    move() {
      const moved = callUnseen(nativeMove, this, [], file) as object;
      const ledger = ledgerOf(this);
      if (ledger === undefined) return moved;
      moveLedger(ledger, this, moved);
      ledger.note = undefined;
      return moved;
    },
  };
}
