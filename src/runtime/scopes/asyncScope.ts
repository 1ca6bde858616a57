import { endAsync } from './closing.ts';
import { How } from './entry.ts';
import { Kind, type Ledger, register, setNextLabel, State } from './ledger.ts';
import { alreadyDisposed, methodNotCallable, notALabel, notAFunction, notDisposable, notThisClass } from './misuse.ts';
import { keepsSites } from '../door/observer.ts';
import { type AsyncScopeOptions, Opening, openLedger, readOptions } from './opening.ts';
import { handOver, listRest, refuse } from './scope.ts';
import { finishClass } from './standardMembers.ts';
import { asyncDispose, readMethod } from './symbols.ts';

/**
 * A {@link Scope} whose cleanups are awaited, one after the other: TC39's AsyncDisposableStack. You can pass it wherever an
 * `AsyncDisposableStack` is expected, and use it in `await using s = asyncScope()`.
 *
 * @see https://tc39.es/proposal-explicit-resource-management/#sec-asyncdisposablestack-objects
 *
 * @example
 * ```ts
 * import { AsyncScope } from 'deferscope';
 * import { setTimeout } from 'node:timers/promises';
 *
 * const s = new AsyncScope();
 * s.defer(console.log, 'runs last');
 * s.defer(setTimeout, 5);
 * await s.disposeAsync();
 * ```
 */
// oxlint-disable-next-line typescript/no-unsafe-declaration-merging -- see the interface below the class
export class AsyncScope implements AsyncDisposableStack {
  readonly #ledger: Ledger;

  // This module's own functions below take these two and remove them from the class. A static block would not do: while Node 22 is
  // stopped in the initializer of a class that has one, evaluating anything kills the process (V8: "Check failed: IsStringSet").
  /** @internal */
  static ledgerIn(scope: AsyncScope): Ledger {
    return scope.#ledger;
  }
  /** @internal */
  static owns(value: object): value is AsyncScope {
    return #ledger in value;
  }

  /**
   * @param options a label for the debugger, and a budget for all cleanups together
   * @throws TypeError if the options are not an object, the label is not a string or the budget is not a `Budget`
   */
  constructor(options?: AsyncScopeOptions) {
    this.#ledger = openLedger(options, Kind.asyncObject, 'new AsyncScope(options)');
  }

  /** Whether the scope was disposed of or moved; `true` from the moment its first cleanup starts. */
  get disposed(): boolean {
    return findAsyncLedger(this, 'disposed').state !== State.open;
  }

  /**
   * Registers a call whose result will be awaited. The arguments are evaluated now.
   *
   * @param fn what to call, with `this` undefined
   * @param args what to call it with
   * @throws TypeError if `fn` is not a function
   * @throws ReferenceError if the scope was disposed of or moved
   * @see https://tc39.es/proposal-explicit-resource-management/#sec-asyncdisposablestack.prototype.defer
   */
  defer<A extends readonly unknown[]>(fn: (...args: A) => unknown, ...args: A): void;
  defer(fn: unknown, arg?: unknown): void {
    const ledger = openAsyncLedgerOf(this, 'defer');
    if (typeof fn !== 'function') throw refuse(ledger, notAFunction('AsyncScope.defer(fn, ...args)', fn));
    /* oxlint-disable prefer-rest-params -- see Scope.defer */
    if (arguments.length < 2) register(ledger, How.defer, fn, undefined);
    else if (arguments.length === 2) register(ledger, How.deferOne, fn, arg);
    else register(ledger, How.deferMany, fn, listRest(arguments));
    /* oxlint-enable prefer-rest-params */
  }

  /**
   * Registers a resource that knows how to release itself, with `[Symbol.asyncDispose]`, or else with `[Symbol.dispose]`, whose
   * result is not awaited. The method is read once, now.
   *
   * @param resource an object with one of the two; for `null` and `undefined` the scope awaits once when it ends
   * @returns the resource
   * @throws TypeError if it has neither
   * @throws ReferenceError if the scope was disposed of or moved
   * @see https://tc39.es/proposal-explicit-resource-management/#sec-asyncdisposablestack.prototype.use
   */
  use<T extends AsyncDisposable | Disposable | null | undefined>(resource: T): T {
    const ledger = openAsyncLedgerOf(this, 'use');
    const given: unknown = resource;
    if (given === null || given === undefined) {
      register(ledger, How.useNothing, undefined, resource);
      return resource;
    }
    const method = readMethod(resource, 'asyncDispose');
    const found = method ?? readMethod(resource, 'dispose');
    if (found === undefined) throw refuse(ledger, notDisposable('AsyncScope.use(resource)', resource, BOTH));
    if (typeof found !== 'function') throw refuse(ledger, methodNotCallable('AsyncScope.use(resource)', BOTH, found));
    register(ledger, method === undefined ? How.useSync : How.use, found, resource);
    return resource;
  }

  /**
   * Registers a value and the function that releases it, whose result is awaited.
   *
   * @param value anything
   * @param fn called with the value when the scope ends
   * @returns the value
   * @throws TypeError if `fn` is not a function
   * @throws ReferenceError if the scope was disposed of or moved
   * @see https://tc39.es/proposal-explicit-resource-management/#sec-asyncdisposablestack.prototype.adopt
   */
  adopt<T>(value: T, fn: (value: T) => unknown): T {
    const ledger = openAsyncLedgerOf(this, 'adopt');
    if (typeof fn !== 'function') throw refuse(ledger, notAFunction('AsyncScope.adopt(value, fn)', fn));
    register(ledger, How.adopt, fn, value);
    return value;
  }

  /**
   * Names the next registration; a debugger shows the name.
   *
   * @param text what the next cleanup does
   * @returns this scope
   * @throws TypeError if `text` is not a string
   * @throws ReferenceError if the scope was disposed of or moved
   */
  label(text: string): this {
    const ledger = openAsyncLedgerOf(this, 'label');
    if (typeof text !== 'string') throw notALabel('AsyncScope.label(text)', text);
    setNextLabel(ledger, text);
    return this;
  }

  /**
   * Moves all cleanups to a new scope. This scope counts as disposed from then on.
   *
   * @returns the new owner
   * @throws ReferenceError if the scope was disposed of or moved
   * @see https://tc39.es/proposal-explicit-resource-management/#sec-asyncdisposablestack.prototype.move
   */
  move(): AsyncScope {
    const from = openAsyncLedgerOf(this, 'move');
    const { note } = from;
    const moved = open(
      new Opening(
        Kind.asyncObject,
        readOptions('move', note === undefined ? undefined : { label: note.label, budget: note.budget }, Kind.asyncObject, 1),
      ),
    );
    handOver(from, ledgerIn(moved));
    return moved;
  }

  /**
   * Runs the cleanups, last in, first out, and awaits each one. A second call does nothing. It never throws; it rejects.
   *
   * @returns a promise that settles when the last cleanup has; it rejects with what a cleanup threw or rejected with, and joins
   * several of them in a SuppressedError
   * @see https://tc39.es/proposal-explicit-resource-management/#sec-asyncdisposablestack.prototype.disposeAsync
   */
  // This is not `async`, because the first cleanup starts now, and a debugger that stops in it then finds the caller in the stack.
  disposeAsync(): Promise<void> {
    let ledger: Ledger;
    try {
      ledger = findAsyncLedger(this, 'disposeAsync');
    } catch (error) {
      // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- findAsyncLedger throws TypeErrors
      return Promise.reject(error);
    }
    return ledger.state === State.open ? endAsync(ledger) : Promise.resolve();
  }
}

// These members are defined below, under symbols that may be stand-ins, which the type checker cannot follow.
// finishClass sets both.
export interface AsyncScope {
  /** The same function as {@link AsyncScope.disposeAsync}. */
  [Symbol.asyncDispose](): Promise<void>;
  readonly [Symbol.toStringTag]: string;
}

// oxlint-disable-next-line typescript/unbound-method -- neither asks for `this`
const { ledgerIn, owns } = AsyncScope;
finishClass(AsyncScope, 'AsyncScope', 'disposeAsync', asyncDispose);

const BOTH = '[Symbol.asyncDispose] or [Symbol.dispose]';

/**
 * Opens a scope whose cleanups are awaited. Short for `new AsyncScope(options)`.
 *
 * @param options a label for the debugger, and a budget for all cleanups together
 * @throws TypeError if the options are not an object, the label is not a string or the budget is not a `Budget`
 *
 * @example
 * ```ts
 * import { asyncScope } from 'deferscope';
 *
 * const s = asyncScope();
 * s.defer(async () => { console.log('closed'); });
 * await s.disposeAsync();
 * ```
 */
export function asyncScope(options?: AsyncScopeOptions): AsyncScope {
  if (options === undefined && !keepsSites()) return new AsyncScope();
  return new AsyncScope(new Opening(Kind.asyncObject, readOptions('asyncScope(options)', options, Kind.asyncObject, 1)));
}

/** This stands outside the class, because the bundler renames a class that names itself. */
function open(opening: Opening): AsyncScope {
  return new AsyncScope(opening);
}

/** @internal TC39 RequireInternalSlot. */
export function findAsyncLedger(scope: AsyncScope, call: string, className = 'AsyncScope'): Ledger {
  try {
    return ledgerIn(scope);
  } catch {
    throw notThisClass(className, call);
  }
}

/** @internal The same, and the scope must be open. */
export function openAsyncLedgerOf(scope: AsyncScope, call: string, className = 'AsyncScope'): Ledger {
  const ledger = findAsyncLedger(scope, call, className);
  if (ledger.state !== State.open) throw alreadyDisposed(`${className}.${call}()`);
  return ledger;
}

/** @internal Whether a value is a scope of this copy of the library. Triggers no proxy and no getter. */
export const ownsAsyncScope = owns;
