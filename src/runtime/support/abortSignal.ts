/** AbortSignal as this library meets it. Its types come from neither `lib.dom` nor Node's, because a program may have only one of them. */

/** The part of an AbortSignal that is asked: any real one fits. */
export interface AbortSignalLike {
  readonly aborted: boolean;
  readonly reason: unknown;
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

/** The program's own type of AbortSignal, so that what this library gives can be passed to `fetch`; where it has none, the part above. */
export type ProgramAbortSignal = typeof globalThis extends { readonly AbortSignal: { readonly prototype: infer S } } ? S : AbortSignalLike;

/** What ends a signal. */
export interface SignalSource {
  readonly signal: ProgramAbortSignal;
  abort(reason: unknown): void;
}

/** A new signal, not aborted. */
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
