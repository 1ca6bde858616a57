/** The options of a pool, and what it reports about itself. */

/** Options for making a pool. */
export interface PoolOptions<T extends object> {
  /** What is in it; a debugger shows it. */
  readonly label?: string | undefined;
  /** Makes an object when the pool has none. */
  readonly create: () => T;
  /** Makes an object as good as new when it is put back. If it throws, the object is dropped and `put` throws. */
  readonly reset?: ((object: T) => void) | undefined;
  /** Called with each object that is dropped. With this option nothing is left to the garbage collector, which would not call it. */
  readonly destroy?: ((object: T) => void) | undefined;
  /** How many idle objects are kept. Default 64. */
  readonly max?: number | undefined;
  /** How many more are kept that the garbage collector may take, if there is no `destroy`. Default: as many as `max`. */
  readonly maxWeak?: number | undefined;
  /** When memory counts as scarce. If left out, memory does not matter. */
  readonly memory?: MemoryLimit | undefined;
  /**
   * Checks who has which object, and what happens to idle ones. It costs several times as much as the pool itself, so it is for
   * tests. Default `false`.
   */
  readonly debug?: boolean | undefined;
}

/** When a pool lets go of its idle objects. */
export interface MemoryLimit {
  /** How full memory is, from 0 to 1, e.g. of `v8.getHeapStatistics()` `used_heap_size / heap_size_limit`. */
  readonly read: () => number;
  /** Above this, nothing more is kept. Default 0.8. */
  readonly dropAbove?: number | undefined;
  /** The probe is read once every this many puts. Default 64. */
  readonly everyPuts?: number | undefined;
}

/** What a pool has done so far. */
export interface PoolStats {
  /** `get` found an object. */
  readonly hits: number;
  /** `get` had to make one. */
  readonly misses: number;
  /** Objects that came back, kept or not. */
  readonly puts: number;
  /**
   * Objects that came back and were not kept, or were let go later: because of the bound, the memory, `clear`, `close`, or a
   * `reset` that threw.
   */
  readonly dropped: number;
  /** Objects that the garbage collector took while they were idle. */
  readonly collected: number;
  /** How often `put` got an object that was already in the pool; without `debug`, only as often as it was noticed. */
  readonly doublePuts: number;
  /** Objects that are kept now, including those that the garbage collector may take. */
  readonly idle: number;
  /** Objects that were given out and not put back. */
  readonly lent: number;
}
