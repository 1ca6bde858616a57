/** Why a manager refused a call. */

/**
 * - `UNKNOWN`: nothing with that id was added
 * - `DUPLICATE`: the id is taken
 * - `CYCLE`: the resource would depend on itself
 * - `ILLEGAL`: the call is not allowed in the resource's present state
 * - `DEPENDENCY`: something that it depends on is not ready
 * - `DEPENDENTS`: something that depends on it is in the way
 * - `DEADLOCK`: a method of the resource made the call, and would wait for itself
 * - `CLOSED`: the manager was shut down
 */
export type ManagedErrorCode = 'UNKNOWN' | 'DUPLICATE' | 'CYCLE' | 'ILLEGAL' | 'DEPENDENCY' | 'DEPENDENTS' | 'DEADLOCK' | 'CLOSED';

/** A refusal of {@link ManagedResources}; nothing has changed. `code` says why; the message also says what to do. */
export class ManagedError extends Error {
  override readonly name = 'ManagedError';

  constructor(
    readonly code: ManagedErrorCode,
    readonly id: string | undefined,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

interface ErrorOptions {
  readonly cause?: unknown;
}

export function unknownId(call: string, id: string): ManagedError {
  return new ManagedError(
    'UNKNOWN',
    id,
    `${call}: there is no resource '${id}'. Add it first: add('${id}', { start() { … }, stop() { … } }).`,
  );
}

export function duplicateId(call: string, id: string): ManagedError {
  return new ManagedError(
    'DUPLICATE',
    id,
    `${call}: there is a resource '${id}' already, and it is not destroyed. Choose another id, or destroy that one first.`,
  );
}

export function cycle(call: string, path: readonly string[]): ManagedError {
  return new ManagedError(
    'CYCLE',
    path[0],
    `${call}: '${path[0]}' would depend on itself: ${path.join(' → ')}. Leave out one of these dependencies.`,
  );
}

export function illegalCall(call: string, id: string, state: string, fix: string, cause?: unknown): ManagedError {
  return new ManagedError('ILLEGAL', id, `${call}: '${id}' is ${state}. ${fix}`, cause === undefined ? undefined : { cause });
}

export function dependencyMissing(call: string, id: string, on: string): ManagedError {
  return new ManagedError(
    'DEPENDENCY',
    id,
    `${call}: '${id}' depends on '${on}', which was never added. Add it, or leave it out of dependsOn.`,
  );
}

export function dependencyNotReady(call: string, id: string, on: string, state: string, wanted: string): ManagedError {
  return new ManagedError(
    'DEPENDENCY',
    id,
    `${call}: '${id}' depends on '${on}', which is ${state}. ${wanted} that one first, or call startAll().`,
  );
}

export function dependentsInTheWay(call: string, id: string, by: string, state: string, wanted: string): ManagedError {
  return new ManagedError(
    'DEPENDENTS',
    id,
    `${call}: '${by}' depends on '${id}' and is ${state}. ${wanted} that one first, or call shutdown().`,
  );
}

export function waitsForItself(call: string, id: string, doing: string): ManagedError {
  return new ManagedError(
    'DEADLOCK',
    id,
    `${call}: this was called within ${doing} of '${id}' itself, and would wait for that to end. Call it when ${doing} is over; to say that the resource has broken, call the fail(reason) that its methods get.`,
  );
}

export function managerClosed(call: string, id: string | undefined, cause?: unknown): ManagedError {
  return new ManagedError(
    'CLOSED',
    id,
    `${call}: these resources were shut down, so nothing can be done with them any more. Call it before shutdown(), or make a new ManagedResources.`,
    cause === undefined ? undefined : { cause },
  );
}
