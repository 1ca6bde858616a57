/** What programs say to a pool, and what it says of itself. */

/** How a pool is made. */
export interface PoolOptions<T extends object> {
  /** What is in it; a debugger shows it. */
  readonly label?: string | undefined;
  /** Makes an object when the pool has none. */
  readonly create: () => T;
  /** Makes an object as good as new, whenever one is put back. When it throws, the object is dropped and `put` throws. */
  readonly reset?: ((object: T) => void) | undefined;
  /** Called with each object that is dropped. With it nothing is left to the garbage collector, which would not call it. */
  readonly destroy?: ((object: T) => void) | undefined;
  /** How many idle objects are kept. Default 64. */
  readonly max?: number | undefined;
  /** How many more are kept so that the garbage collector may take them, where there is no `destroy`. Default: as many as `max`. */
  readonly maxWeak?: number | undefined;
  /** When memory is scarce. Left out: nobody asks. */
  readonly memory?: MemoryLimit | undefined;
  /**
   * Checks who has which object, and what happens to those that are idle. Costs several times the pool itself: for tests. Default `false`.
   */
  readonly debug?: boolean | undefined;
}

/** When a pool lets go of its idle objects. */
export interface MemoryLimit {
  /** How full memory is, from 0 to 1, e.g. of `v8.getHeapStatistics()` `used_heap_size / heap_size_limit`. */
  readonly read: () => number;
  /** From this on nothing more is kept. Default 0.8. */
  readonly dropAbove?: number | undefined;
  /** The probe is read at every so many puts. Default 64. */
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
  /** Came back and were not kept, or were let go later: by the bound, for memory, by `clear` or `close`, by a `reset` that threw. */
  readonly dropped: number;
  /** Taken by the garbage collector while idle. */
  readonly collected: number;
  /** `put` of an object that was in the pool; without `debug` only those that are noticed. */
  readonly doublePuts: number;
  /** Kept now, those that the garbage collector may take included. */
  readonly idle: number;
  /** Given out and not put back. */
  readonly lent: number;
}
