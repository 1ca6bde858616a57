import type { DeferStatement } from '../syntax/goDefers.ts';

/**
 * What programs of older versions of Go do not say about themselves. Up to 1.21 a wrapper that the compiler has made has the name of a
 * function literal; up to 1.22 the debug information does not say what a closure holds.
 */

/** The name that a wrapper has since Go 1.22: `main.work.deferwrap2` of `main.work.func2`. */
export function asWrapper(name: string): string {
  return name.replace(/\.(?:func)?(\d+)$/, '.deferwrap$1');
}

/**
 * Whether a function that has the name of a literal and begins on the line of these statements is a wrapper around one of them: a function
 * value without arguments and results is deferred as it is, but begins where it was written. If a literal is deferred, the number tells:
 * the numbers of the `literals` in a function come before those of its wrappers.
 */
export function isNamelessWrapper(name: string, statements: readonly DeferStatement[], literals: number): boolean {
  if (statements.every((statement) => statement.literal === undefined)) return statements.length > 0;
  return Number(/\.(?:func)?(\d+)$/.exec(name)?.[1] ?? 0) > literals;
}
