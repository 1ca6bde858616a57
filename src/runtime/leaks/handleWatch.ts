/**
 * The handles that are opened while somebody watches, each with its place. Counts by kind are not enough for a test: its runner has
 * timers of its own, and when one of those ends, it would hide one that the test has left.
 */

import { capture, type Trace } from '../door/trace.ts';
import { countActive, countEach, countFiles } from './handles.ts';
import { findPlace } from './place.ts';

/** https://nodejs.org/api/async_hooks.html */
interface AsyncHooks {
  createHook(callbacks: { init(id: number, type: string, trigger: number, resource: object): void; destroy(id: number): void }): {
    enable(): void;
    disable(): void;
  };
}

interface Opened {
  readonly kind: string;
  readonly resource: WeakRef<object>;
  trace: Trace | undefined;
  place: string | undefined;
}

/** The keys are Node's names when handles are made; the words are those of handles.ts. */
const KINDS: Readonly<Record<string, string>> = {
  Timeout: 'timer',
  TCPWRAP: 'socket',
  TCPSERVERWRAP: 'server',
  UDPWRAP: 'UDP socket',
  PIPESERVERWRAP: 'pipe server',
  FSEVENTWRAP: 'file watcher',
  STATWATCHER: 'file watcher',
  PROCESSWRAP: 'child process',
  MESSAGEPORT: 'message port',
};
/** About ten of Node's own calls lie between the program and a new handle. */
const HANDLE_FRAMES = 32;

const opened = new Map<number, Opened>();
let watchers = 0;
let hook: ReturnType<AsyncHooks['createHook']> | undefined;

/** Begins to note what is opened. If Node does not let us, there are only counts. */
export function startWatching(): void {
  watchers += 1;
  if (watchers > 1) return;
  const { process } = globalThis as { readonly process?: { getBuiltinModule?(name: string): unknown } };
  const hooks = process?.getBuiltinModule?.('node:async_hooks') as AsyncHooks | undefined;
  hook = hooks?.createHook({
    init: (id, type, _, resource) => {
      const kind = KINDS[type];
      if (kind !== undefined) opened.set(id, { kind, resource: new WeakRef(resource), trace: capture(HANDLE_FRAMES, 1), place: undefined });
    },
    destroy: (id) => {
      opened.delete(id);
    },
  });
  hook?.enable();
}

/** Call this as often as {@link startWatching}. */
export function stopWatching(): void {
  watchers -= 1;
  if (watchers > 0) return;
  hook?.disable();
  hook = undefined;
  opened.clear();
}

/** How many handles that were opened since are open now, by kind and place; other handles, by kind; and files. */
export function countOpen(): Map<string, number> {
  const active = countActive();
  if (hook === undefined) return new Map([...active, ...countFiles()]);
  const found = [...opened.values()].filter(({ kind, resource }) => active.has(kind) && keepsAlive(resource.deref())).map(nameOpened);
  const watched = new Set(Object.values(KINDS));
  return new Map([...countEach(found), ...[...active].filter(([kind]) => !watched.has(kind)), ...countFiles()]);
}

/** An unref'd handle may stay open, because the process ends in spite of it. */
function keepsAlive(resource: object | undefined): boolean {
  const { hasRef } = (resource ?? {}) as { hasRef?: () => boolean };
  return resource !== undefined && (typeof hasRef !== 'function' || hasRef.call(resource));
}

function nameOpened(one: Opened): string {
  if (one.trace !== undefined) {
    one.place = findPlace(one.trace);
    one.trace = undefined;
  }
  return one.place === undefined ? one.kind : `${one.kind} made at ${one.place}`;
}
