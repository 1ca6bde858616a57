import { leakWatch } from '../support/leakWatch.ts';
import { asyncDispose } from '../scopes/symbols.ts';
import { Holding, type OwnOptions, readOwn } from './holding.ts';
import { OwnedHandle } from './ownedHandle.ts';

/** An {@link Owned} whose deleter is awaited, for `await using` and async scopes. Made by {@link ownAsync}. */
export class AsyncOwned<T> extends OwnedHandle<T> implements AsyncDisposable {
  readonly #deleter: (value: T) => unknown;

  /** @internal */
  constructor(holding: Holding<T>, deleter: (value: T) => unknown) {
    super(holding);
    this.#deleter = deleter;
  }

  /** Like {@link Owned.move}. */
  move(): AsyncOwned<T> {
    const { label } = this.holding;
    const moved = new Holding('AsyncOwned', this.holding.give('move()', 'moved'), label);
    leakWatch?.moved(moved);
    return new AsyncOwned(moved, this.#deleter);
  }

  /**
   * Like {@link Owned.reset}. The handle has changed when this returns; the old value is deleted when the promise settles. It never
   * throws; it rejects.
   */
  async reset(...next: readonly [] | readonly [value: T]): Promise<void> {
    const gone = this.holding.exchange('reset(value)', next.length === 0 ? undefined : { value: next[0] });
    const deleter = this.#deleter;
    if (gone !== undefined) await deleter(gone.old);
  }

  /** Deletes the value, if the handle has one, and waits for that. A second call does nothing. Rejects with what the deleter fails with. */
  async disposeAsync(): Promise<void> {
    const deleter = this.#deleter;
    if (this.holding.isHeld) await deleter(this.holding.give('disposeAsync()', 'disposed'));
  }

  /** The same, for `await using` and async scopes. */
  [asyncDispose](): Promise<void> {
    return this.disposeAsync();
  }
}

/**
 * Like {@link own}, for a deleter that is awaited.
 *
 * @param value anything
 * @param deleter is called once, with the value; its result is awaited
 * @param options a label for the debugger
 * @throws TypeError if the deleter is not a function or the label is not a string
 *
 * @example
 * ```ts
 * import { ownAsync } from 'deferscope/own';
 *
 * const socket = ownAsync({ port: 80 }, async ({ port }) => { console.log('close', port); });
 * await socket.reset({ port: 81 }); // prints: close 80
 * await socket.disposeAsync(); // prints: close 81
 * ```
 */
export function ownAsync<T>(value: T, deleter: (value: T) => unknown, options: OwnOptions = {}): AsyncOwned<T> {
  const label = readOwn('ownAsync(value, deleter, options)', deleter, options);
  return new AsyncOwned(new Holding('AsyncOwned', value, label), deleter);
}
