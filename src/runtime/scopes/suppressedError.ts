/** The language's SuppressedError if it exists when it is needed, or else one of the same shape. */

type SuppressedErrorMaker = new (error: unknown, suppressed: unknown, message?: string) => Error;

/**
 * An error that was thrown while another was already on its way out (TC39 explicit resource management, SuppressedError objects).
 *
 * On engines that have `SuppressedError`, this library throws theirs. `instanceof` with this class is true for both, so a program
 * can catch either by one name on every Node version.
 *
 * @example
 * ```ts
 * import { scope, SuppressedError } from 'deferscope';
 *
 * const s = scope();
 * s.defer(() => { throw new Error('first'); });
 * s.defer(() => { throw new Error('second'); });
 * try {
 *   s.dispose();
 * } catch (e) {
 *   console.log(e instanceof SuppressedError); // true
 * }
 * ```
 */
export class SuppressedError extends Error {
  /** What was thrown last. */
  declare readonly error: unknown;
  /** What was on its way out before. */
  declare readonly suppressed: unknown;

  constructor(error: unknown, suppressed: unknown, message?: string) {
    super(message);
    Object.defineProperty(this, 'error', { value: error, writable: true, configurable: true });
    Object.defineProperty(this, 'suppressed', { value: suppressed, writable: true, configurable: true });
  }

  static {
    Object.defineProperty(this.prototype, 'name', { value: 'SuppressedError', writable: true, configurable: true });
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    return Function.prototype[Symbol.hasInstance].call(this, value) || (isOurs(this) && isNative(value));
  }
}

/** This is not for subclasses. It stands outside the class, because the bundler renames a class that names itself. */
function isOurs(made: unknown): boolean {
  return made === SuppressedError;
}

function isNative(value: unknown): boolean {
  const native = findNative();
  return native !== undefined && value instanceof native;
}

function findNative(): SuppressedErrorMaker | undefined {
  const found = (globalThis as { readonly SuppressedError?: unknown }).SuppressedError;
  return typeof found === 'function' ? (found as SuppressedErrorMaker) : undefined;
}

/** @internal Makes one error that carries both, with the engine's class if it has one now. */
export function suppress(error: unknown, suppressed: unknown, message: string): Error {
  const native = findNative();
  if (native === undefined) return new SuppressedError(error, suppressed, message);
  try {
    return new native(error, suppressed, message);
  } catch {
    // Somebody put a function there that does not make errors.
    return new SuppressedError(error, suppressed, message);
  }
}
