/** Reusable objects: Go's sync.Pool, with a bound, statistics and checks. */

import {
  type Checked,
  requireBooleanIfAny,
  requireFunction,
  requireFunctionIfAny,
  requireNumber,
  requireNumberIfAny,
  requireOptions,
  requireTextIfAny,
} from '../support/argumentChecks.ts';
import { systemClock } from '../support/clock.ts';
import type { DoorResource } from '../door/doorContract.ts';
import { recorder } from '../scopes/recorder.ts';
import { report } from '../support/reportUnhandled.ts';
import { announceResource, type ReadableResource } from '../door/resourceRegistry.ts';
import { dispose } from '../scopes/symbols.ts';
import { describe } from '../support/describe.ts';
import { Custody } from './custody.ts';
import { Loan } from './loan.ts';
import { doublePut, PoolError, poolClosed } from './poolError.ts';
import type { MemoryLimit, PoolOptions, PoolStats } from './poolOptions.ts';
import { readPool } from './readPool.ts';

export type { Loan } from './loan.ts';
export { PoolError, type PoolErrorCode } from './poolError.ts';
export type { MemoryLimit, PoolOptions, PoolStats } from './poolOptions.ts';

/** What a pool needs from a scope. Any `Scope`, `AsyncScope`, `RunScope` or `DisposableStack` fits. */
export interface Borrower {
  adopt<V>(value: V, release: (value: V) => void): V;
}

const CONSTRUCTOR = 'new Pool(options)';
const PUT = 'Pool.put(object)';

/**
 * A set of reusable objects. It makes objects when it has none, and drops them when it has enough: it is a cache, not a limit. Use
 * it for objects that are expensive to make (large buffers, parsers, compiled things). For small objects the engine's own
 * allocation is faster, and connections must be limited and checked, so use a connection pool for them.
 *
 * @see https://pkg.go.dev/sync#Pool
 *
 * @example
 * ```ts
 * import { run } from 'deferscope';
 * import { Pool } from 'deferscope/pool';
 *
 * const buffers = new Pool({ create: () => new Uint8Array(1 << 16), reset: (b) => { b.fill(0); } });
 * run((s) => {
 *   const buffer = buffers.borrow(s);
 *   buffer[0] = 42;
 * });
 * console.log(buffers.get()[0], buffers.stats().hits); // 0 1
 * ```
 */
export class Pool<T extends object> implements Disposable, ReadableResource {
  readonly #options: PoolOptions<T>;
  readonly #max: number;
  readonly #maxWeak: number;
  readonly #custody: Custody | undefined;
  readonly #memory: Checked<MemoryLimit> | undefined;
  readonly #idle: T[] = [];
  #weak: WeakRef<T>[] = [];
  #untilProbe = 0;
  #isScarce = false;
  #closed = false;
  #hits = 0;
  #misses = 0;
  #puts = 0;
  #dropped = 0;
  #collected = 0;
  #doublePuts = 0;

  /**
   * @throws TypeError or RangeError if an option is missing, has the wrong type or is out of range
   */
  constructor(options: PoolOptions<T>) {
    const { label, create, reset, destroy, max, maxWeak, memory, debug } = requireOptions(
      CONSTRUCTOR,
      options,
      '{ create: () => new Uint8Array(65536) }',
    );
    requireTextIfAny(CONSTRUCTOR, 'label', label, 'buffers');
    requireFunction(CONSTRUCTOR, 'create', create, '() => new Uint8Array(65536)');
    requireFunctionIfAny(CONSTRUCTOR, 'reset', reset, '(buffer) => buffer.fill(0)');
    requireFunctionIfAny(CONSTRUCTOR, 'destroy', destroy, '(parser) => parser.free()');
    requireNumberIfAny(CONSTRUCTOR, 'max', max, 'objects', { from: 0, unbounded: true, whole: true });
    requireNumberIfAny(CONSTRUCTOR, 'maxWeak', maxWeak, 'objects', { from: 0, unbounded: true, whole: true });
    requireBooleanIfAny(CONSTRUCTOR, 'debug', debug);
    // These are copied, so that what was checked is what counts.
    this.#options = { ...options };
    this.#max = max ?? 64;
    this.#maxWeak = destroy === undefined ? (maxWeak ?? this.#max) : 0;
    this.#memory = memory === undefined ? undefined : readMemoryLimit(options.memory);
    this.#custody = options.debug === true ? new Custody() : undefined;
    announceResource(this);
  }

  /** Whether {@link Pool.close} was called. */
  get closed(): boolean {
    return this.#closed;
  }

  /**
   * Returns an object that nobody else has: an idle one, or a new one.
   *
   * @throws PoolError `CLOSED`; in debug mode `USED_WHILE_POOLED`, if a former holder has changed it
   * @throws what `create` throws
   */
  get(): T {
    if (this.#closed) throw poolClosed('Pool.get()');
    const found = this.#idle.pop() ?? this.#popWeak();
    if (found === undefined) {
      this.#misses += 1;
      const made = this.#options.create();
      const given: unknown = made;
      if ((typeof given !== 'object' || given === null) && typeof given !== 'function')
        throw new TypeError(
          `Pool.get(): create must return an object, got ${describe(given)}. Put the value in one, as in () => ({ value }).`,
        );
      this.#custody?.giveOut(made, systemClock.now());
      this.#record();
      return made;
    }
    this.#hits += 1;
    if (this.#custody !== undefined) this.#giveOut(this.#custody, found);
    this.#record();
    return found;
  }

  /**
   * Takes an object back and resets it. The pool keeps it if there is room and memory.
   *
   * @returns whether it was kept
   * @throws PoolError `DOUBLE_PUT`, always in debug mode, and otherwise only if the object was the last that came back; in debug
   * mode `FOREIGN_OBJECT`, if the pool has not given it out
   * @throws what `reset` or `destroy` throws; the object is still dropped
   * @throws TypeError if it is not an object
   */
  put(object: T): boolean {
    const given: unknown = object;
    if ((typeof given !== 'object' || given === null) && typeof given !== 'function')
      throw new TypeError(`${PUT}: expected an object of this pool, got ${describe(given)}. Put back what pool.get() returned.`);
    this.#requireLent(object);
    this.#puts += 1;
    this.#record();
    if (this.#options.reset !== undefined) this.#reset(this.#options.reset, object);
    if (this.#closed || !this.#hasMemory()) {
      this.#drop(object);
      return false;
    }
    if (this.#idle.length < this.#max) this.#idle.push(object);
    else if (this.#weak.length < this.#maxWeak) this.#weak.push(new WeakRef(object));
    else {
      this.#drop(object);
      return false;
    }
    this.#custody?.keep(object);
    return true;
  }

  /**
   * Gets an object and has the scope put it back when it ends.
   *
   * @throws TypeError if it is not a scope; and like {@link Pool.get}
   */
  borrow(scope: Borrower): T {
    const given: unknown = scope;
    if (typeof given !== 'object' || given === null || typeof (given as Partial<Borrower>).adopt !== 'function')
      throw new TypeError(
        `Pool.borrow(scope): expected a scope, got ${describe(given)}. Pass the scope that is to put the object back, as in run((s) => pool.borrow(s)).`,
      );
    const object = this.get();
    try {
      return scope.adopt(object, (back) => {
        this.put(back);
      });
    } catch (error) {
      // The scope has ended, so nobody else would put it back.
      this.put(object);
      throw error;
    }
  }

  /** Gets an object as a disposable: `using loan = pool.lend()`. Throws like {@link Pool.get}. */
  lend(): Loan<T> {
    return new Loan(this.get(), (object) => {
      this.put(object);
    });
  }

  /** Lets go of all idle objects. If `destroy` throws, the others are still destroyed, and what it threw is reported. */
  clear(): void {
    const idle = this.#idle.splice(0);
    for (const object of idle) this.#dropIdle(object);
    this.#dropped += this.#weak.length;
    for (const ref of this.#weak) {
      const object = ref.deref();
      if (object !== undefined) this.#custody?.letGo(object);
    }
    this.#weak = [];
  }

  /** Lets go of all idle objects, and of lent ones when they come back. It gives out nothing more. A second call does nothing. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#record();
    this.clear();
  }

  /** The same as {@link Pool.close}. */
  [dispose](): void {
    this.close();
  }

  /** What it has done so far. */
  stats(): PoolStats {
    return {
      hits: this.#hits,
      misses: this.#misses,
      puts: this.#puts,
      dropped: this.#dropped,
      collected: this.#collected,
      doublePuts: this.#doublePuts,
      idle: this.#idle.length + this.#weak.length,
      lent: this.#hits + this.#misses - this.#puts,
    };
  }

  /** @internal */
  readForDoor({ entries }: { readonly entries: number }): Omit<DoorResource, 'id'> {
    return readPool(
      {
        label: this.#options.label,
        closed: this.#closed,
        isScarce: this.#isScarce,
        stats: this.stats(),
        max: this.#max,
        lendings: this.#custody?.list(),
      },
      entries,
    );
  }

  #record(): void {
    recorder?.changed(this, {
      form: 'pool',
      name: this.#options.label,
      state: `${this.#closed ? 'closed' : 'open'}, ${this.#hits + this.#misses - this.#puts} lent`,
    });
  }

  #popWeak(): T | undefined {
    for (let ref = this.#weak.pop(); ref !== undefined; ref = this.#weak.pop()) {
      const object = ref.deref();
      if (object !== undefined) return object;
      this.#collected += 1;
    }
    return undefined;
  }

  #giveOut(custody: Custody, object: T): void {
    try {
      custody.giveOut(object, systemClock.now());
    } catch (error) {
      // It did not leave the pool, and never will again.
      this.#hits -= 1;
      this.#dropIdle(object);
      throw error;
    }
  }

  #requireLent(object: T): void {
    try {
      if (this.#custody !== undefined) this.#custody.takeBack(PUT, object);
      else if (this.#idle.length > 0 && this.#idle[this.#idle.length - 1] === object) throw doublePut(PUT);
    } catch (error) {
      if (error instanceof PoolError && error.code === 'DOUBLE_PUT') this.#doublePuts += 1;
      throw error;
    }
  }

  #reset(reset: (object: T) => void, object: T): void {
    try {
      reset(object);
    } catch (error) {
      this.#dropIdle(object);
      throw error;
    }
  }

  /** Reads the memory only now and then. When memory is scarce, the idle objects go first. */
  #hasMemory(): boolean {
    const memory = this.#memory;
    if (memory === undefined) return true;
    if (--this.#untilProbe > 0) return !this.#isScarce;
    this.#untilProbe = memory.everyPuts;
    const full = memory.read();
    // A probe that does not know is not a reason to throw objects away.
    const isScarce = typeof full === 'number' && full > memory.dropAbove;
    this.#isScarce = isScarce;
    if (isScarce) this.clear();
    return !isScarce;
  }

  #drop(object: T): void {
    this.#dropped += 1;
    this.#options.destroy?.(object);
  }

  #dropIdle(object: T): void {
    this.#custody?.letGo(object);
    try {
      this.#drop(object);
    } catch (error) {
      report({ kind: 'callback-failed', message: 'destroy of a Pool threw', error, label: this.#options.label });
    }
  }
}

function readMemoryLimit(given: MemoryLimit | undefined): Checked<MemoryLimit> {
  const memory = requireOptions<MemoryLimit>(`${CONSTRUCTOR} memory`, given as MemoryLimit, '{ read: () => used / limit }');
  const { dropAbove = 0.8, everyPuts = 64 } = memory;
  requireFunction(CONSTRUCTOR, 'memory.read', memory.read, '() => used / limit');
  requireNumber(CONSTRUCTOR, 'memory.dropAbove', dropAbove, 'parts of 1', { from: 0 });
  requireNumber(CONSTRUCTOR, 'memory.everyPuts', everyPuts, 'puts', { from: 1, whole: true });
  return { read: memory.read as () => number, dropAbove, everyPuts };
}
