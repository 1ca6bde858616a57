/// <reference lib="esnext.disposable" preserve="true" />
/** Go's defer, panic and recover for TypeScript, and a superset of the standard's DisposableStack. See README.md. */

import { enterDoor } from './reading/ownLibrary.ts';

export { AsyncScope, asyncScope } from './scopes/asyncScope.ts';
export { AsyncRunScope } from './scopes/asyncRunScope.ts';
export { DOOR_KEY, DOOR_VERSION } from './door/doorContract.ts';
export type {
  Door,
  DoorCleanup,
  DoorConcern,
  DoorEntry,
  DoorFact,
  DoorFailure,
  DoorFrame,
  DoorHistory,
  DoorLibrary,
  DoorQuery,
  DoorReading,
  DoorResource,
  DoorScope,
  DoorSite,
} from './door/doorContract.ts';
export { formatFailure } from './scopes/failure.ts';
export type { AsyncScopeOptions, ScopeOptions } from './scopes/opening.ts';
export { setReporter, type UnhandledNews } from './support/reportUnhandled.ts';
export { run, type Body } from './scopes/run.ts';
export { runAsync, type AsyncBody } from './scopes/runAsync.ts';
export { RunScope } from './scopes/runScope.ts';
export type { ScopeBudget } from './scopes/scopeBudget.ts';
export { Scope, scope } from './scopes/scope.ts';
export { SuppressedError } from './scopes/suppressedError.ts';

// This is not done lazily with the first scope, because a debugger must tell "the library is not loaded" from "nothing is open". A
// bundler that drops the whole library because nothing of it is used rightly drops this too.
enterDoor();
