import { leakWatch } from '../support/leakWatch.ts';
import { report } from '../support/reportUnhandled.ts';
import { dispose } from '../scopes/symbols.ts';
import { Holding, type OwnOptions, readOwn } from './holding.ts';
import { OwnedHandle } from './ownedHandle.ts';

/**
 * A handle that owns a value and deletes it once, like C++'s `unique_ptr`. Made by {@link own}.
 *
 * @see https://en.cppreference.com/w/cpp/memory/unique_ptr
 */
export class Owned<T> extends OwnedHandle<T> implements Disposable {
  readonly #deleter: (value: T) => unknown;

  /** @internal */
  constructor(holding: Holding<T>, deleter: (value: T) => unknown) {
    super(holding);
    this.#deleter = deleter;
  }

  /**
   * Moves the value to a new handle. This handle has none from then on.
   * @returns the new owner
   * @throws OwnError `MOVED`, `RELEASED`, `DISPOSED` or `EMPTY`
   */
  move(): Owned<T> {
    const { label } = this.holding;
    const moved = new Holding('Owned', this.holding.give('move()', 'moved'), label);
    leakWatch?.moved(moved);
    return new Owned(moved, this.#deleter);
  }

  /**
   * Deletes the value and, if another one is given, owns that one instead. The new one is owned even if the deleter throws.
   * @throws what the deleter throws
   * @throws OwnError `SAME_VALUE` and, except after a `reset()`, like {@link OwnedHandle.get}
   */
  reset(...next: readonly [] | readonly [value: T]): void {
    const gone = this.holding.exchange('reset(value)', next.length === 0 ? undefined : { value: next[0] });
    if (gone !== undefined) this.#delete(gone.old);
  }

  /**
   * Deletes the value, if the handle has one. A second call does nothing.
   * @throws what the deleter throws
   */
  dispose(): void {
    if (this.holding.isHeld) this.#delete(this.holding.give('dispose()', 'disposed'));
  }

  /** The same, for `using` and scopes. */
  [dispose](): void {
    this.dispose();
  }

  #delete(value: T): void {
    const deleter = this.#deleter;
    const result = deleter(value);
    if (typeof result !== 'object' || result === null) return;
    // Nobody awaits it here, but its failure must not be lost.
    Promise.resolve(result).catch((error: unknown) => {
      report({
        kind: 'owned-delete-failed',
        message:
          'The deleter of an owned value failed after it had returned: own(value, deleter) does not await, ownAsync(value, deleter) does',
        error,
        label: this.holding.label,
      });
    });
  }
}

/**
 * Owns a value until it is disposed of, moved or released. Whoever has the handle has the value, and nobody else deletes it.
 *
 * @param value anything
 * @param deleter is called once, with the value
 * @param options a label for the debugger
 * @throws TypeError if the deleter is not a function or the label is not a string
 *
 * @example
 * ```ts
 * import { own } from 'deferscope/own';
 *
 * const file = own({ fd: 7 }, ({ fd }) => { console.log('close', fd); });
 * const moved = file.move();
 * console.log(moved.get().fd); // 7
 * try {
 *   file.get();
 * } catch (e) {
 *   console.log((e as { code: string }).code); // MOVED
 * }
 * moved.dispose(); // prints: close 7
 * ```
 */
export function own<T>(value: T, deleter: (value: T) => unknown, options: OwnOptions = {}): Owned<T> {
  const label = readOwn('own(value, deleter, options)', deleter, options);
  return new Owned(new Holding('Owned', value, label), deleter);
}
