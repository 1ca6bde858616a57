/** The end of a program that was asked to end: what it has begun is finished, and what it holds is released, within a time limit. */

import type { AbortSignalLike } from '../support/abortSignal.ts';
import { Shutdown } from './ending.ts';
import type { EndSignal } from './processHost.ts';
import { readScope, readShutdownOptions, readTrigger, type ShutdownOptions } from './shutdownOptions.ts';

export type { ProgramAbortSignal } from '../support/abortSignal.ts';
export type { Clock, Timer } from '../support/clock.ts';
export type { HttpServer } from './httpServer.ts';
export type { EndSignal, ProcessHost } from './processHost.ts';
export type { ShutdownOptions } from './shutdownOptions.ts';
export type { Shutdown, ShutdownState } from './ending.ts';
export { ShutdownError, type ShutdownErrorCode } from './shutdownError.ts';

/**
 * Ends the program, or a part of it, in order, when it is asked to:
 *
 * 1. {@link Shutdown.signal} aborts, and servers take no more work; requests that have begun are answered in full;
 * 2. the scope is disposed of;
 * 3. work in the `background` is awaited.
 *
 * With process signals, the process then ends by itself, with the exit code that the program has set (1 if it has set none and a
 * cleanup failed). A second signal ends it at once, with 128 plus the signal's number. When the grace has passed, it is ended with
 * a code other than 0. With an AbortSignal the process is left alone, and {@link Shutdown.done} says how it ended.
 *
 * @param trigger one or more of the signals that end a process, or an AbortSignal
 * @param scope what to dispose of: anything with `[Symbol.asyncDispose]` or `[Symbol.dispose]`
 * @param options how long it may take, and which servers there are
 * @throws TypeError or RangeError if an argument has the wrong type or is out of range
 *
 * @example
 * ```ts
 * import { asyncScope } from 'deferscope';
 * import { shutdown } from 'deferscope/shutdown';
 * import { createServer } from 'node:http';
 *
 * const s = asyncScope({ label: 'program' });
 * s.defer(async () => { console.log('database closed'); });
 * const server = createServer((req, res) => { res.end('hello'); });
 * const ending = shutdown('SIGTERM', s, { grace: 5000, servers: [server] });
 * server.listen(0, () => { process.kill(process.pid, 'SIGTERM'); }); // as an orchestrator does it
 * await ending.done; // prints: database closed
 * ```
 */
export function shutdown(
  trigger: EndSignal | readonly EndSignal[] | AbortSignalLike,
  scope: AsyncDisposable | Disposable,
  options: ShutdownOptions = {},
): Shutdown {
  return new Shutdown(readTrigger(trigger), readScope(scope), readShutdownOptions(options));
}
