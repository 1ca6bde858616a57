/** The options of a shutdown, and their checks. */

import { type AbortSignalLike, isSignal } from '../support/abortSignal.ts';
import { requireClockIfAny, requireNumberIfAny, requireOptions, requireTextIfAny } from '../support/argumentChecks.ts';
import { type Clock, LONGEST_TIMER } from '../support/clock.ts';
import { methodNotCallable } from '../scopes/misuse.ts';
import { readMethod } from '../scopes/symbols.ts';
import { describe } from '../support/describe.ts';
import { type HttpServer, isHttpServer } from './httpServer.ts';
import { type EndSignal, type ProcessHost, SIGNAL_NUMBERS } from './processHost.ts';

export interface ShutdownOptions {
  /** How long all of it may take, in milliseconds. After that the process is ended, whatever is left. Default 10 000. */
  readonly grace?: number | undefined;
  /** How much of that time the servers may take to answer requests that have begun. Default: three quarters. */
  readonly drain?: number | undefined;
  /**
   * How long a connection without a request stays open, in milliseconds, so that a request that is on its way is answered. Default
   * 1000, at most a quarter of `drain`.
   */
  readonly idle?: number | undefined;
  /** Servers to drain before the scope is disposed of. Their requests are counted from now on. */
  readonly servers?: readonly HttpServer[] | undefined;
  /** What ends; a debugger shows it. */
  readonly label?: string | undefined;
  readonly clock?: Clock | undefined;
  /** Node's `process`, or its stand-in in a test. */
  readonly process?: ProcessHost | undefined;
}

/** What begins it. */
export type Trigger =
  { readonly kind: 'process'; readonly signals: readonly EndSignal[] } | { readonly kind: 'abort'; readonly signal: AbortSignalLike };

/** What is disposed of, and how. */
export interface Ended {
  readonly scope: object;
  readonly method: (this: unknown) => unknown;
}

/** Options with all that counts filled in. */
export interface CheckedOptions extends ShutdownOptions {
  readonly grace: number;
  readonly drain: number;
  readonly idle: number;
  readonly servers: readonly HttpServer[];
}

export const CALL = 'shutdown(trigger, scope, options)';
const EXAMPLE = "shutdown(['SIGTERM', 'SIGINT'], scope)";

export function readTrigger(given: unknown): Trigger {
  if (isSignal(given)) return { kind: 'abort', signal: given };
  const names: readonly unknown[] = Array.isArray(given) ? given : [given];
  if (names.length === 0) throw new TypeError(`${CALL}: expected at least one signal, got an empty array. Write it as in ${EXAMPLE}.`);
  for (const name of names)
    if (typeof name !== 'string' || !Object.hasOwn(SIGNAL_NUMBERS, name))
      throw new TypeError(
        `${CALL}: expected one of ${Object.keys(SIGNAL_NUMBERS).join(', ')}, or an AbortSignal, got ${describe(name)}. Write it as in ${EXAMPLE}.`,
      );
  return { kind: 'process', signals: [...new Set(names as readonly EndSignal[])] };
}

export function readScope(given: unknown): Ended {
  const method = readMethod(given, 'asyncDispose') ?? readMethod(given, 'dispose');
  if (method === undefined)
    throw new TypeError(
      `${CALL}: expected a scope, or something else with [Symbol.asyncDispose] or [Symbol.dispose], got ${describe(given)}. Make one: asyncScope({ label: 'program' }).`,
    );
  if (typeof method !== 'function') throw methodNotCallable(CALL, '[Symbol.asyncDispose] or [Symbol.dispose]', method);
  return { scope: given as object, method: method as Ended['method'] };
}

export function readShutdownOptions(options: ShutdownOptions): CheckedOptions {
  const {
    grace,
    drain,
    idle,
    servers = [],
    label,
    clock,
    process,
  } = requireOptions<ShutdownOptions>(CALL, options, '{ grace: 10_000, servers: [server] }');
  requireNumberIfAny(CALL, 'grace', grace, 'milliseconds', { from: 0, unbounded: true });
  requireNumberIfAny(CALL, 'drain', drain, 'milliseconds', { from: 0, unbounded: true });
  requireNumberIfAny(CALL, 'idle', idle, 'milliseconds', { from: 0 });
  requireTextIfAny(CALL, 'label', label, 'api');
  requireClockIfAny(CALL, clock);
  if (process !== undefined) requireHost(process);
  if (!Array.isArray(servers))
    throw new TypeError(`${CALL}: servers must be an array, got ${describe(servers)}. Write it as in servers: [server].`);
  for (const server of servers as readonly unknown[]) requireServer(CALL, server);
  const all = bound(grace ?? 10_000);
  const forServers = bound(drain ?? (all * 3) / 4);
  if (forServers > all)
    throw new RangeError(
      `${CALL}: drain is ${forServers} ms, which is more than the whole grace of ${all} ms. Raise grace, or leave drain out.`,
    );
  return {
    ...options,
    grace: all,
    drain: forServers,
    idle: Math.min(idle ?? 1000, forServers / 4),
    servers: servers as readonly HttpServer[],
  };
}

function requireHost(got: unknown): void {
  const host = (typeof got === 'object' && got !== null ? got : {}) as { readonly [name: string]: unknown };
  if (['on', 'removeListener', 'exit'].some((name) => typeof host[name] !== 'function'))
    throw new TypeError(
      `${CALL}: process must be an object with on(), removeListener() and exit(), got ${describe(got)}. Leave it out to use Node's own.`,
    );
}

/** A timer with a longer delay fires at once. */
function bound(ms: number): number {
  return ms === Infinity ? Infinity : Math.min(ms, LONGEST_TIMER);
}

export function requireServer(call: string, got: unknown): void {
  if (!isHttpServer(got))
    throw new TypeError(
      `${call}: expected a server of node:http, node:https or node:http2, got ${describe(got)}. For Express pass what app.listen(…) returns; release anything else with the scope: s.defer(() => other.close()).`,
    );
}
