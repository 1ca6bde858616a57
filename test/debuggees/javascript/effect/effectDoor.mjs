// Shows Effect's scopes to debuggers: the door's contract (src/runtime/docs/door.md), spoken for a library that does not know of it.
//   import { showScope } from './effectDoor.mjs';
//   Effect.scoped(Effect.tap(Effect.scope, showScope).pipe(Effect.andThen(program)))

const KEY = Symbol.for('deferscope.door');
const { defineProperty, getOwnPropertyDescriptor } = Object;
/** Weakly, so that the door keeps no scope alive; in the order in which they were made. */
const shown = new Map();
const ids = new WeakMap();
const idOf = ids.get.bind(ids);
const deref = Function.prototype.call.bind(WeakRef.prototype.deref);
const forEach = Function.prototype.call.bind(Map.prototype.forEach);
let lastId = 0;

/** Tells debuggers of a scope from now on. */
export function showScope(scope) {
  if (ids.has(scope)) return;
  lastId += 1;
  ids.set(scope, lastId);
  shown.set(lastId, new WeakRef(scope));
}

/** What waits, the last one registered first. Effect keeps one finalizer in a field and several in a Map, by age. */
function finalizersOf({ state }) {
  if (state._tag !== 'Open') return [];
  if (state.finalizers === undefined) return [state.finalizer];
  const found = [];
  forEach(state.finalizers, (finalizer) => { found[found.length] = finalizer; });
  return found.reverse();
}

function describe(scope, id, { cleanups: most, skip = 0 }) {
  const waiting = finalizersOf(scope);
  const cleanups = [];
  for (let at = skip; at < waiting.length && cleanups.length < most; at++)
    cleanups[cleanups.length] = { id: waiting.length - at, state: 'pending', kind: 'defer', fn: waiting[at], args: [] };
  return { id, kind: 'object', label: 'Scope', async: true, state: 'open', failures: [], pending: waiting.length, cleanups };
}

function read(query) {
  const scopes = [];
  let scopeCount = 0;
  forEach(shown, (ref, id) => {
    const scope = deref(ref);
    if (scope === undefined || scope.state._tag === 'Closed') return;
    scopeCount += 1;
    if (query.scope === undefined || query.scope === id) scopes[scopes.length] = describe(scope, id, query);
  });
  scopes.reverse(); // newest first
  return { scopes: scopes.slice(0, query.scopes), scopeCount };
}

const own = (value) => (typeof value === 'object' && value !== null ? idOf(value) : undefined);
if (getOwnPropertyDescriptor(globalThis, KEY) === undefined) defineProperty(globalThis, KEY, { value: { version: 1, libraries: [] }, configurable: true });
const door = globalThis[KEY];
if (door.version === 1) door.libraries.push({ name: 'effect', version: '4', read, own });
