/** Checks for what programs pass in. Each error names the call, and says what was wrong with it and what to pass instead. */

import { isSignal, type AbortSignalLike } from './abortSignal.ts';
import { describe } from './describe.ts';

/** The members of options before they are checked, of any type. */
export type Unchecked<T> = Readonly<Partial<Record<keyof T, unknown>>>;

/** Options with nothing left out. */
export type Checked<T> = { readonly [K in keyof T]-?: Exclude<T[K], undefined> };

/**
 * @param call as a program writes it, e.g. `new Pool(options)`
 * @param example what to pass, e.g. `{ create: () => new Buffer(64) }`
 */
export function requireOptions<T extends object>(call: string, got: T, example: string): Unchecked<T> {
  const given: unknown = got;
  if (typeof given !== 'object' || given === null)
    throw new TypeError(`${call}: expected options such as ${example}, got ${describe(given)}.`);
  return given as Unchecked<T>;
}

export function requireFunction(call: string, name: string, got: unknown, example: string): void {
  if (typeof got !== 'function')
    throw new TypeError(`${call}: ${name} must be a function, got ${describe(got)}. Pass one, as in ${name}: ${example}.`);
}

export function requireFunctionIfAny(call: string, name: string, got: unknown, example: string): void {
  if (got !== undefined) requireFunction(call, name, got, example);
}

export function requireText(call: string, name: string, got: unknown, example: string): asserts got is string {
  if (typeof got !== 'string') throw new TypeError(`${call}: ${name} must be a string, got ${describe(got)}. Write it as in '${example}'.`);
}

export function requireTextIfAny(call: string, name: string, got: unknown, example: string): void {
  if (got !== undefined) requireText(call, name, got, example);
}

export function requireBooleanIfAny(call: string, name: string, got: unknown): void {
  if (got !== undefined && typeof got !== 'boolean') throw new TypeError(`${call}: ${name} must be true or false, got ${describe(got)}.`);
}

/** Which numbers are allowed. */
interface Range {
  /** The smallest number that is allowed. */
  readonly from: number;
  /** Whether Infinity is allowed. */
  readonly unbounded?: boolean;
  readonly whole?: boolean;
}

/** Requires a number in a range. The error puts `unit` after the number, e.g. `milliseconds`. */
export function requireNumber(
  call: string,
  name: string,
  got: unknown,
  unit: string,
  { from, unbounded = false, whole = false }: Range,
): asserts got is number {
  const wanted = `a ${whole ? 'whole ' : ''}number of ${unit}, ${from} or more`;
  if (typeof got !== 'number') throw new TypeError(`${call}: ${name} must be ${wanted}, got ${describe(got)}.`);
  const fits = got >= from && (Number.isFinite(got) ? !whole || Number.isInteger(got) : unbounded && got === Infinity);
  if (!fits) throw new RangeError(`${call}: ${name} must be ${wanted}${unbounded ? ', or Infinity' : ''}; got ${got}.`);
}

export function requireNumberIfAny(
  call: string,
  name: string,
  got: unknown,
  unit: string,
  range: Range,
): asserts got is number | undefined {
  if (got !== undefined) requireNumber(call, name, got, unit, range);
}

export function requireSignalIfAny(call: string, got: unknown): asserts got is AbortSignalLike | undefined {
  if (got !== undefined && !isSignal(got))
    throw new TypeError(`${call}: signal must be an AbortSignal, got ${describe(got)}. Pass controller.signal or AbortSignal.timeout(ms).`);
}

/** An injected clock must be complete before it is used, because later there is nobody to tell. */
export function requireClockIfAny(call: string, got: unknown): void {
  if (got === undefined) return;
  const { now, setTimeout } = (typeof got === 'object' && got !== null ? got : {}) as {
    readonly now?: unknown;
    readonly setTimeout?: unknown;
  };
  if (typeof now !== 'function' || typeof setTimeout !== 'function')
    throw new TypeError(
      `${call}: clock must be an object with now() and setTimeout(fn, ms), got ${describe(got)}. Leave it out to use the real time.`,
    );
}
