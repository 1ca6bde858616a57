import { close, end } from './closing.ts';
import { How } from './entry.ts';
import { Kind, type Ledger, register, setNextLabel, State } from './ledger.ts';
import { leakWatch } from '../support/leakWatch.ts';
import { forget } from './liveScopes.ts';
import { alreadyDisposed, methodNotCallable, notALabel, notAFunction, notDisposable, notThisClass } from './misuse.ts';
import { keepsSites } from '../door/observer.ts';
import { Opening, openLedger, readOptions, type ScopeOptions } from './opening.ts';
import { recorder } from './recorder.ts';
import { finishClass } from './standardMembers.ts';
import { dispose, readMethod } from './symbols.ts';

/**
 * A stack of cleanups that runs, last in, first out, when someone disposes of it: TC39's DisposableStack, with Go's way of
 * registering a call with its arguments. You can pass it wherever a `DisposableStack` is expected, and use it in
 * `using s = scope()`.
 *
 * @see https://tc39.es/proposal-explicit-resource-management/#sec-disposablestack-objects
 *
 * @example
 * ```ts
 * import { Scope } from 'deferscope';
 *
 * const s = new Scope({ label: 'upload' });
 * s.defer(console.log, 'runs last');
 * s.defer(console.log, 'runs first');
 * s.dispose();
 * ```
 */
// oxlint-disable-next-line typescript/no-unsafe-declaration-merging -- see the interface below the class
export class Scope implements DisposableStack {
  readonly #ledger: Ledger;

  // This module's own functions below take these two and remove them from the class. A static block would not do: while Node 22 is
  // stopped in the initializer of a class that has one, evaluating anything kills the process (V8: "Check failed: IsStringSet").
  /** @internal */
  static ledgerIn(scope: Scope): Ledger {
    return scope.#ledger;
  }
  /** @internal */
  static owns(value: object): value is Scope {
    return #ledger in value;
  }

  /**
   * @param options a label for the debugger
   * @throws TypeError if the options are not an object or the label is not a string
   */
  constructor(options?: ScopeOptions) {
    this.#ledger = openLedger(options, Kind.object, 'new Scope(options)');
  }

  /** Whether the scope was disposed of or moved; `true` from the moment its first cleanup starts. */
  get disposed(): boolean {
    return findLedger(this, 'disposed').state !== State.open;
  }

  /**
   * Registers a call. As in Go, the arguments are evaluated now and the call is made when the scope ends.
   *
   * @param fn what to call, with `this` undefined
   * @param args what to call it with
   * @throws TypeError if `fn` is not a function
   * @throws ReferenceError if the scope was disposed of or moved
   * @see https://go.dev/ref/spec#Defer_statements
   * @see https://tc39.es/proposal-explicit-resource-management/#sec-disposablestack.prototype.defer
   */
  defer<A extends readonly unknown[]>(fn: (...args: A) => unknown, ...args: A): void;
  defer(fn: unknown, arg?: unknown): void {
    const ledger = openLedgerOf(this, 'defer');
    if (typeof fn !== 'function') throw refuse(ledger, notAFunction('Scope.defer(fn, ...args)', fn));
    // A rest parameter would make an array for each call, and most calls have one argument or none.
    /* oxlint-disable prefer-rest-params */
    if (arguments.length < 2) register(ledger, How.defer, fn, undefined);
    else if (arguments.length === 2) register(ledger, How.deferOne, fn, arg);
    else register(ledger, How.deferMany, fn, listRest(arguments));
    /* oxlint-enable prefer-rest-params */
  }

  /**
   * Registers a resource that knows how to release itself. Its `[Symbol.dispose]` is read once, now.
   *
   * @param resource an object with a `[Symbol.dispose]` method; `null` and `undefined` are passed through
   * @returns the resource
   * @throws TypeError if it has no such method
   * @throws ReferenceError if the scope was disposed of or moved
   * @see https://tc39.es/proposal-explicit-resource-management/#sec-disposablestack.prototype.use
   */
  use<T extends Disposable | null | undefined>(resource: T): T {
    const ledger = openLedgerOf(this, 'use');
    const given: unknown = resource;
    if (given === null || given === undefined) {
      setNextLabel(ledger, undefined);
      return resource;
    }
    const method = readMethod(resource, 'dispose');
    if (method === undefined) throw refuse(ledger, notDisposable('Scope.use(resource)', resource, '[Symbol.dispose]'));
    if (typeof method !== 'function') throw refuse(ledger, methodNotCallable('Scope.use(resource)', '[Symbol.dispose]', method));
    register(ledger, How.use, method, resource);
    return resource;
  }

  /**
   * Registers a value and the function that releases it.
   *
   * @param value anything
   * @param fn called with the value when the scope ends
   * @returns the value
   * @throws TypeError if `fn` is not a function
   * @throws ReferenceError if the scope was disposed of or moved
   * @see https://tc39.es/proposal-explicit-resource-management/#sec-disposablestack.prototype.adopt
   */
  adopt<T>(value: T, fn: (value: T) => unknown): T {
    const ledger = openLedgerOf(this, 'adopt');
    if (typeof fn !== 'function') throw refuse(ledger, notAFunction('Scope.adopt(value, fn)', fn));
    register(ledger, How.adopt, fn, value);
    return value;
  }

  /**
   * Names the next registration: `s.label('flush logs').defer(flush, log)`. A debugger shows the name.
   *
   * @param text what the next cleanup does
   * @returns this scope
   * @throws TypeError if `text` is not a string
   * @throws ReferenceError if the scope was disposed of or moved
   */
  label(text: string): this {
    const ledger = openLedgerOf(this, 'label');
    if (typeof text !== 'string') throw notALabel('Scope.label(text)', text);
    setNextLabel(ledger, text);
    return this;
  }

  /**
   * Moves all cleanups to a new scope. This scope counts as disposed from then on.
   *
   * @returns the new owner
   * @throws ReferenceError if the scope was disposed of or moved
   * @see https://tc39.es/proposal-explicit-resource-management/#sec-disposablestack.prototype.move
   */
  move(): Scope {
    const from = openLedgerOf(this, 'move');
    const label = from.note?.label;
    const moved = open(new Opening(Kind.object, readOptions('move', label === undefined ? undefined : { label }, Kind.object, 1)));
    handOver(from, ledgerIn(moved));
    return moved;
  }

  /**
   * Runs the cleanups, last in, first out. A second call does nothing.
   *
   * @throws what a cleanup threw; if several threw, a SuppressedError whose `error` is the later one and `suppressed` the earlier
   * @see https://tc39.es/proposal-explicit-resource-management/#sec-disposablestack.prototype.dispose
   */
  dispose(): void {
    const ledger = findLedger(this, 'dispose');
    if (ledger.state !== State.open) return;
    close(ledger);
    end(ledger);
  }
}

// These members are defined below, under symbols that may be stand-ins, which the type checker cannot follow.
// finishClass sets both.
export interface Scope {
  /** The same function as {@link Scope.dispose}. */
  [Symbol.dispose](): void;
  readonly [Symbol.toStringTag]: string;
}

// oxlint-disable-next-line typescript/unbound-method -- neither asks for `this`
const { ledgerIn, owns } = Scope;
finishClass(Scope, 'Scope', 'dispose', dispose);

/**
 * Opens a scope. Short for `new Scope(options)`.
 *
 * @param options a label for the debugger
 * @throws TypeError if the options are not an object or the label is not a string
 *
 * @example
 * ```ts
 * import { scope } from 'deferscope';
 *
 * const s = scope();
 * s.defer(console.log, 'closed');
 * console.log('open');
 * s.dispose();
 * ```
 */
export function scope(options?: ScopeOptions): Scope {
  if (options === undefined && !keepsSites()) return new Scope();
  return new Scope(new Opening(Kind.object, readOptions('scope(options)', options, Kind.object, 1)));
}

/** This stands outside the class, because the bundler renames a class that names itself. */
function open(opening: Opening): Scope {
  return new Scope(opening);
}

/** @internal Moves everything from `from` to `to`. */
export function handOver(from: Ledger, to: Ledger): void {
  // This is one statement without a comma, so that a debugger cannot stop inside it: it finds each cleanup in exactly one of the two.
  from.head = void (to.head = from.head);
  from.state = State.closed;
  recorder?.moved(from, to);
  leakWatch?.moved(to);
  forget(from);
}

/** @internal TC39 RequireInternalSlot. */
export function findLedger(scope: Scope, call: string, className = 'Scope'): Ledger {
  try {
    return ledgerIn(scope);
  } catch {
    throw notThisClass(className, call);
  }
}

/** @internal The same, and the scope must be open. */
export function openLedgerOf(scope: Scope, call: string, className = 'Scope'): Ledger {
  const ledger = findLedger(scope, call, className);
  if (ledger.state !== State.open) throw alreadyDisposed(`${className}.${call}()`);
  return ledger;
}

/** @internal Whether a value is a scope of this copy of the library. Triggers no proxy and no getter. */
export const ownsScope = owns;

/** @internal A registration was refused. A label that was meant for it must not go to the next one. */
export function refuse<E extends Error>(ledger: Ledger, error: E): E {
  setNextLabel(ledger, undefined);
  return error;
}

/** @internal All arguments of a call except the first. */
export function listRest(all: IArguments): readonly unknown[] {
  const rest: unknown[] = [];
  for (let i = 1; i < all.length; i++) rest[i - 1] = all[i];
  return rest;
}
