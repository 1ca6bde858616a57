/**
 * Whether anybody observes what happens: a debugger is attached, a recording is made, or a part of the library checks
 * registrations. Places are kept only for the first two, finished cleanups only for the first.
 */

interface Host {
  readonly env?: Record<string, string | undefined>;
  readonly getBuiltinModule?: (name: string) => unknown;
}

let observed = isDebuggerHere();
let recorded = false;
let checked = false;
/** A debugger or a recording … */
let sites = observed;
/** … or any of the three. It is one variable, because every registration reads it. */
let watched = observed;

/** Whether a debugger is attached. */
export function isObserved(): boolean {
  return observed;
}

export function setObserved(on: boolean): void {
  observed = on;
  update();
}

/** Whether the places where things are made are kept, for a debugger or for a recording. */
export function keepsSites(): boolean {
  return sites;
}

/** Whether anybody observes registrations, and cleanups that start or end. */
export function isWatched(): boolean {
  return watched;
}

/** Says whether a recording is made from now on. */
export function setRecorded(on: boolean): void {
  recorded = on;
  update();
}

/** Says that each registration is checked from now on. */
export function setChecked(): void {
  checked = true;
  update();
}

function update(): void {
  sites = observed || recorded;
  watched = sites || checked;
}

/**
 * A debugger that comes later says so itself, through the door. In a worker, the inspector's address is unknown even while the
 * worker is debugged; there, the environment that js-debug passes on tells.
 */
function isDebuggerHere(): boolean {
  try {
    const host = (globalThis as { readonly process?: Host }).process;
    const inspector = host?.getBuiltinModule?.('node:inspector') as { url?(): string | undefined } | undefined;
    if (inspector?.url?.() !== undefined) return true;
    const threads = host?.getBuiltinModule?.('node:worker_threads') as { readonly isMainThread?: boolean } | undefined;
    if (threads?.isMainThread !== false) return false;
    const env = host?.env;
    return env?.['VSCODE_INSPECTOR_OPTIONS'] !== undefined || (env?.['NODE_OPTIONS'] ?? '').includes('bootloader.js');
  } catch {
    // This is a browser, another engine, or a process object that a test has replaced: no debugger is attached.
    return false;
  }
}
