/**
 * Whether anybody is to be told of what happens: a debugger looks on, a recording is made, a part of the library checks what is
 * registered. Only for the first two are places kept, only for the first finished cleanups remembered.
 */

interface Host {
  readonly env?: Record<string, string | undefined>;
  readonly getBuiltinModule?: (name: string) => unknown;
}

let observed = isDebuggerHere();
let recorded = false;
let checked = false;
/** Either of the first two … */
let sites = observed;
/** … or any: one variable, because every registration asks. */
let watched = observed;

/** Whether a debugger looks on. */
export function isObserved(): boolean {
  return observed;
}

export function setObserved(on: boolean): void {
  observed = on;
  update();
}

/** Whether it is kept where things are made: for a debugger, or for a recording. */
export function keepsSites(): boolean {
  return sites;
}

/** Whether there is anybody to tell of a registration, or of a cleanup that starts or ends. */
export function isWatched(): boolean {
  return watched;
}

/** A recording is made from now on, or no more. */
export function setRecorded(on: boolean): void {
  recorded = on;
  update();
}

/** Each registration is checked from now on. */
export function setChecked(): void {
  checked = true;
  update();
}

function update(): void {
  sites = observed || recorded;
  watched = sites || checked;
}

/**
 * A debugger that comes later says so itself, through the door. In a worker the inspector's address is unknown even while
 * it is debugged: there the environment that js-debug hands down tells.
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
    // A browser, another engine, or a process object that a test has replaced: nobody looks on.
    return false;
  }
}
