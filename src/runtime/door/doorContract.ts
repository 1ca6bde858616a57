/**
 * The door for debuggers: a debugger that is paused anywhere in a program finds the open scopes here.
 *
 * A library that owns cleanups pushes one {@link DoorLibrary} into the `libraries` array of the {@link Door} under
 * `globalThis[Symbol.for('deferscope.door')]`. The first library makes the door. A debugger calls `read()` while the program is
 * paused and gets plain data that holds the program's own functions and values.
 *
 * The contract, version 1, for every implementer:
 * - `read`, `own` and `observe` never throw, never run code of the program (no getter, `toString`, `toJSON`, proxy trap
 * or iterator of a value they hold), never schedule anything and never log;
 * - what `read` returns is made for that one call, and the library does not keep it;
 * - the door itself keeps no scope alive that the program has let go of.
 *
 * This file has types and constants only, so that any library can speak the contract without depending on this one.
 */

/** The key of the door on `globalThis`. It is the same symbol in every realm of the process. */
export const DOOR_KEY: unique symbol = Symbol.for('deferscope.door') as never;

/** The version of the contract that this file describes. */
export const DOOR_VERSION = 1;

/** The value under the key: one list, to which each copy of each library adds itself. */
export interface Door {
  readonly version: typeof DOOR_VERSION;
  readonly libraries: DoorLibrary[];
}

/** One copy of one library that owns scopes. */
export interface DoorLibrary {
  /** The package's name, e.g. `deferscope`. */
  readonly name: string;
  /** The package's version, e.g. `1.2.0`. */
  readonly version: string;
  /** Reads what is live now. See the contract above. */
  read(query: DoorQuery): DoorReading;
  /** The id of the scope that `value` is, or `undefined` if it is not a scope of this library. */
  own?(value: unknown): number | undefined;
  /** A debugger came (`true`) or went (`false`): start or stop recording registration sites and history. */
  observe?(on: boolean): void;
}

/** How much to read. */
export interface DoorQuery {
  /** At most this many scopes, newest first. */
  readonly scopes: number;
  /** At most this many cleanups of each scope, in run order. */
  readonly cleanups: number;
  /** Only the scope with this id. */
  readonly scope?: number;
  /** Leave out this many pending cleanups of each scope, counted from the one that runs next (for paging). */
  readonly skip?: number;
  /** At most this many resources of each kind, in the order in which they were made. If left out, resources and concerns are not read. */
  readonly resources?: number;
  /** At most this many entries of each resource. If left out, none. */
  readonly entries?: number;
  /** Only the resource with this id. */
  readonly resource?: number;
}

/** The answer to one query. */
export interface DoorReading {
  /** Newest first. Of two scopes that are open in one call stack, the inner one comes first. */
  readonly scopes: readonly DoorScope[];
  /** How many scopes there are in all, including those that the query left out. */
  readonly scopeCount: number;
  /** How many scopes are left out because it is not known whether their last cleanup still runs: it started before a debugger was there. */
  readonly unseen?: number;
  /** The last few cleanups that ran while a debugger was there, newest first. */
  readonly history?: readonly DoorHistory[];
  /** What the program holds or shares, in the order in which it was made. Only if the query asks for resources. */
  readonly resources?: readonly DoorResource[];
  /** How many resources there are in all, including those that the query left out. */
  readonly resourceCount?: number;
  /** What a person should look at and does not belong to one entry. Only if the query asks for resources. */
  readonly concerns?: readonly DoorConcern[];
}

/** One scope that is open or running its cleanups. */
export interface DoorScope {
  /** Unique within its library, and never used again. */
  readonly id: number;
  /** A `function` scope ends with a function activation (`run`); an `object` scope ends when its owner disposes of it. */
  readonly kind: 'function' | 'object';
  /** The program's name for it. */
  readonly label?: string;
  /** Whether its cleanups are awaited. */
  readonly async: boolean;
  /** `closing` from the moment its first cleanup starts. */
  readonly state: 'open' | 'closing';
  /** Where it was made: the call stack at that time, if a debugger was there. */
  readonly site?: DoorSite;
  /**
   * For a scope that ends with a function body: how many calls above the first frame of `site` the body runs, so that a debugger
   * can name the body's frame. 2 means that one library call lies in between.
   */
  readonly bodyAbove?: number;
  /** What is unwinding it now, newest first. Empty if nothing has failed. */
  readonly failures: readonly DoorFailure[];
  /** How many cleanups wait, including those that the query left out, but not the running one. */
  readonly pending: number;
  /** The running one, if there is one, then the pending ones in run order. */
  readonly cleanups: readonly DoorCleanup[];
}

/** One registered call. */
export interface DoorCleanup {
  /** Unique within its scope, counting up in the order of registration. */
  readonly id: number;
  readonly state: 'pending' | 'running';
  /** The call that registered it. `onError` runs only while the scope fails. */
  readonly kind: 'defer' | 'use' | 'adopt' | 'onError';
  /** The program's name for it. */
  readonly label?: string;
  /** The function that will be called. `undefined` for an awaited empty resource (`use(null)` of an async scope). */
  readonly fn: unknown;
  /** For `use`: the resource, which is `this` in the call. */
  readonly receiver?: unknown;
  /**
   * The arguments that it will get: the values themselves, as they were given at registration. An AbortSignal that is made only at
   * the call is represented by `Symbol.for('deferscope.signal')`.
   */
  readonly args: readonly unknown[];
  /** Where it was registered, if a debugger was there and the budget for sites was not used up. */
  readonly site?: DoorSite;
  /** How long it may run, in milliseconds, if it has a limit. */
  readonly timeoutMs?: number;
  /** For a running cleanup with a limit: in how many milliseconds the limit passes; negative if it has passed. */
  readonly deadlineInMs?: number;
}

/** One value that is unwinding a scope. */
export interface DoorFailure {
  /** What was thrown. It may be `undefined`, because `throw undefined` is a throw. */
  readonly value: unknown;
  /** Whether a cleanup has recovered it and has not returned yet. */
  readonly recovered: boolean;
}

/** One cleanup that already ran. It holds only text, so that it keeps nothing of the program alive. */
export interface DoorHistory {
  readonly scope: number;
  readonly scopeLabel?: string;
  readonly cleanup: number;
  /** The label, or else the function's name, or else its first words. */
  readonly name: string;
  /** `skipped`: an `onError` cleanup of a scope that did not fail. */
  readonly state: 'done' | 'failed' | 'skipped';
  /** What it threw, as text. */
  readonly error?: string;
  readonly site?: DoorSite;
}

/**
 * The kinds of resources. `guard`: keyed leases; `managed`: resources with a life cycle; `pool`: objects that are lent; `gate`:
 * admission to a service; `owned`: a value with its deleter; `background`: cleanups that go on after their scope; `shutdown`: the
 * end of the program, awaited or in progress; `leaks`: what was never released.
 */
export const RESOURCE_KINDS = ['guard', 'managed', 'pool', 'gate', 'owned', 'background', 'shutdown', 'leaks'] as const;

/**
 * Something that is held, lent or shared beyond one scope. All kinds have one shape, so that a debugger can show a kind that it
 * does not know: the library's words (`state`, names of facts and entries) around the program's values.
 */
export interface DoorResource {
  /** Unique within its library, and never used again. */
  readonly id: number;
  readonly kind: (typeof RESOURCE_KINDS)[number];
  /** The program's name for it. */
  readonly label?: string;
  /** One word that depends on the kind, e.g. `open`, `refusing`, `draining`, `closed`. */
  readonly state: string;
  /** Facts about the whole resource, e.g. `{ name: 'in use', value: 3 }`, the most important first. */
  readonly facts: readonly DoorFact[];
  /** A guard's keys, a manager's resources, a pool's lent objects, a gate's tenants. */
  readonly entries: readonly DoorEntry[];
  /** How many entries there are in all, including those that the query left out. */
  readonly entryCount: number;
  /** Where it was made, if a debugger was there. */
  readonly site?: DoorSite;
}

/** A name from the library and a value that may be the program's. */
export interface DoorFact {
  /** A few words, e.g. `owner`, `waiting`, `expires in ms`. If the name ends in ` ms`, the value is a number of milliseconds. */
  readonly name: string;
  readonly value: unknown;
}

/** One thing inside a {@link DoorResource}. */
export interface DoorEntry {
  /** What distinguishes it from the other entries of its resource: a key, an id, a tenant. */
  readonly name: string;
  /** One word, e.g. `held`, `running`, `lent`. */
  readonly state: string;
  readonly facts: readonly DoorFact[];
  /** Why a person should look at it, in one sentence. Left out if all is well. */
  readonly concern?: string;
  /** Where the lease was taken, the object was lent or the resource was added, if a debugger was there. */
  readonly site?: DoorSite;
}

/** Something that a person should look at. */
export interface DoorConcern {
  /**
   * `leak`: nobody can release it any more, or it only grows; `expired`: it was held or ran past its limit; `stuck`: it waits for
   * something that cannot come, or is not in sight; `failed`: a release or a background cleanup has failed.
   */
  readonly code: 'leak' | 'expired' | 'stuck' | 'failed';
  readonly severity: 'error' | 'warning' | 'info';
  /** One sentence that says what happened. */
  readonly message: string;
  /** Where the thing was made or registered, if a debugger was there. */
  readonly site?: DoorSite;
}

/** A call stack, innermost first, with the positions of the code as it runs. A debugger applies source maps itself. */
export interface DoorSite {
  readonly frames: readonly DoorFrame[];
  /** Whether the stack was deeper than the library records. */
  readonly cut: boolean;
}

/** One call of a {@link DoorSite}. */
export interface DoorFrame {
  /** The function's name; empty for an anonymous one. */
  readonly name: string;
  /** A path or a `file:` URL, as the engine gives it. */
  readonly url: string;
  /** 1-based. */
  readonly line: number;
  /** 1-based. */
  readonly column: number;
  /** Where the function itself starts, 1-based, which distinguishes two functions of one name. Left out if the engine does not say. */
  readonly functionLine?: number;
  readonly functionColumn?: number;
}
