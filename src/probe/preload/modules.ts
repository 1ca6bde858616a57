/** Modules that bring stacks of their own: stand-ins for the language's, on the global object or to be imported. */

interface Loaded {
  readonly format?: string | null;
  readonly source?: unknown;
}

type NextLoad = (url: string, context: unknown) => Loaded;

interface Host {
  readonly getBuiltinModule?: (name: string) => unknown;
}

interface NodeModule {
  registerHooks?(hooks: { load(url: string, context: unknown, nextLoad: NextLoad): Loaded }): void;
}

/** Through which a module that has been run tells its classes; in its text nothing shorter would be ours alone. */
const KEY = 'deferscope.stacks';
/** Texts longer than this are left alone. */
const LONGEST = 4 * 1024 * 1024;
/** Names of one module that are looked at. */
const NAMES = 12;

/**
 * Has `found` called when a module has run that speaks of disposable stacks, with what it has under such names. Node's hook is
 * asked while a module is loaded and is gone before it runs, so no call of ours is ever in the program's stack traces.
 */
export function followModules(found: (candidates: readonly unknown[]) => void): void {
  const node = (globalThis as { readonly process?: Host }).process?.getBuiltinModule?.('node:module') as NodeModule | undefined;
  if (node?.registerHooks === undefined) return;
  Object.defineProperty(globalThis, Symbol.for(KEY), { value: (...candidates: readonly unknown[]) => { tell(candidates, found); }, configurable: true });
  node.registerHooks({ load: (url, context, nextLoad) => addTail(nextLoad(url, context)) });
}

function tell(candidates: readonly unknown[], found: (candidates: readonly unknown[]) => void): void {
  try {
    found(candidates);
  } catch {
    // A class that is not what it seems stays unfollowed.
  }
}

/** A statement behind a module's last line: its own lines and columns stay. */
function addTail(loaded: Loaded): Loaded {
  // Of what is required Node does not say the format.
  if (loaded.format !== undefined && loaded.format !== null && !/^(?:module|commonjs)\b/.test(loaded.format)) return loaded;
  const text = typeof loaded.source === 'string' ? loaded.source : loaded.source instanceof Uint8Array ? new TextDecoder().decode(loaded.source) : '';
  if (text.length > LONGEST || !text.includes('DisposableStack')) return loaded;
  const names = [...new Set(text.match(/[\p{ID_Start}$_][\p{ID_Continue}$]*DisposableStack\b|\bDisposableStack\b/gu) ?? [])].slice(0, NAMES);
  const values = [...names.map((name) => `typeof ${name}=="function"?${name}:0`), 'typeof module=="object"?module.exports:0'];
  return { ...loaded, source: `${text}\n;globalThis[Symbol.for("${KEY}")]?.(${values.join(',')})` };
}
