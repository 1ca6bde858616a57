/** Blocks for that long: nothing else runs and no timer fires, as in a long computation, or while a debugger has paused the program. */
export function holdEventLoop(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
