/**
 * AbortSignal as this library uses it. Its types come neither from `lib.dom` nor from Node, because a program may have only one of
 * them.
 */

/** The part of an AbortSignal that is used. Any real one fits. */
export interface AbortSignalLike {
  readonly aborted: boolean;
  readonly reason: unknown;
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

/** The program's own type of AbortSignal, so that it can pass this library's signals to `fetch`. If it has none, this is the part above. */
export type ProgramAbortSignal = typeof globalThis extends { readonly AbortSignal: { readonly prototype: infer S } } ? S : AbortSignalLike;

/** A signal and the function that aborts it. */
export interface SignalSource {
  readonly signal: ProgramAbortSignal;
  abort(reason: unknown): void;
}

/** Makes a new signal that is not aborted. */
export function makeSignal(): SignalSource {
  const { AbortController } = globalThis as unknown as { readonly AbortController: new () => SignalSource };
  return new AbortController();
}

/** Whether a value can be used as a signal. */
export function isSignal(value: unknown): value is AbortSignalLike {
  if (typeof value !== 'object' || value === null) return false;
  const { aborted, addEventListener, removeEventListener } = value as Partial<Record<keyof AbortSignalLike, unknown>>;
  return typeof aborted === 'boolean' && typeof addEventListener === 'function' && typeof removeEventListener === 'function';
}
