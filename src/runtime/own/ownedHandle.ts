import type { Holding } from './holding.ts';

/** What handles of owned values have in common, whether their deleters are awaited or not. */
export abstract class OwnedHandle<T> {
  /** @internal */
  protected readonly holding: Holding<T>;

  /** @internal */
  constructor(holding: Holding<T>) {
    this.holding = holding;
  }

  /** Whether the handle has a value. */
  get held(): boolean {
    return this.holding.isHeld;
  }

  /**
   * The value. Use it only while the handle has it.
   * @throws OwnError `MOVED`, `RELEASED`, `DISPOSED` or `EMPTY`
   */
  get(): T {
    return this.holding.peek('get()');
  }

  /**
   * Gives the value up without deleting it. It belongs to the caller from then on. To delete it, dispose of the handle or `reset()`
   * it instead.
   * @returns the value
   * @throws OwnError `MOVED`, `RELEASED`, `DISPOSED` or `EMPTY`
   */
  release(): T {
    return this.holding.give('release()', 'released');
  }
}
