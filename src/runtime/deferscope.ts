/// <reference lib="esnext.disposable" preserve="true" />
/** Go's defer, panic and recover for TypeScript, and a superset of the standard's DisposableStack. See README.md. */

import { enterDoor } from './doorway.ts';

export { AsyncScope, asyncScope } from './asyncScope.ts';
export { AsyncRunScope } from './asyncRunScope.ts';
export { DOOR_KEY, DOOR_VERSION } from './door.ts';
export type {
  Door, DoorCleanup, DoorConcern, DoorEntry, DoorFact, DoorFailure, DoorFrame, DoorHistory, DoorLibrary, DoorQuery, DoorReading, DoorResource,
  DoorScope, DoorSite,
} from './door.ts';
export { formatFailure } from './failure.ts';
export type { AsyncScopeOptions, ScopeOptions } from './opening.ts';
export { setReporter, type UnhandledNews } from './reportUnhandled.ts';
export { run, type Body } from './run.ts';
export { runAsync, type AsyncBody } from './runAsync.ts';
export { RunScope } from './runScope.ts';
export type { ScopeBudget } from './scopeBudget.ts';
export { Scope, scope } from './scope.ts';
export { SuppressedError } from './suppressedError.ts';

// Not lazily with the first scope: a debugger tells "the library is not loaded" from "nothing is open". A bundler that drops
// the whole library because nothing of it is used drops this with it, and rightly so.
enterDoor();
