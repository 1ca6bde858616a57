import { ownFields } from './ownFields.ts';

/**
 * The paused call stack, read inside the program: `new Error()` while the debugger evaluates has the frames of the paused
 * code below it.
 */

export interface StackFrame {
  readonly name: string;
  /** The file's path or URL, or the name that generated code has given itself; empty where it has none. */
  readonly url: string;
  readonly line: number;
  readonly column: number;
  readonly functionLine?: number;
  readonly functionColumn?: number;
  /** Generated code (`eval`, `new Function`): libraries leave its calls out where they record where they were called. */
  readonly isGenerated?: true;
  /** The SHA-256 of the text that runs, where this version of the engine tells. */
  readonly hash?: string;
  /** Where in that text the call stands, in UTF-16 units: lines and columns may be counted from another place. */
  readonly offset?: number;
}

/** V8's description of one call (https://v8.dev/docs/stack-trace-api), with the parts that not every version has. */
interface CallSite {
  getFunctionName(): string | null;
  getFileName(): string | null | undefined;
  getScriptNameOrSourceURL?(): string | null | undefined;
  getScriptHash?(): string;
  getPosition?(): number;
  getLineNumber(): number | null;
  getColumnNumber(): number | null;
  isAsync?(): boolean;
  getEnclosingLineNumber?(): number | null;
  getEnclosingColumnNumber?(): number | null;
}

interface ErrorHooks {
  captureStackTrace(target: object, above: unknown): void;
}

export interface Calls {
  /** The paused call stack, innermost first, without built-in functions, which a debugger does not list either. */
  readonly frames: readonly StackFrame[];
  /**
   * The async functions that wait for it, each for the one before: the engine follows who awaits whose promise. Their places are
   * those of the `await`; where one waits for a disposal it is what it ran last.
   */
  readonly waiting: readonly StackFrame[];
}

/**
 * The calls below `above`, `most` at the most, without the expression that the debugger evaluates. Leaves `Error` as it was.
 * Empty where the program has closed the way.
 */
export function readCalls(above: unknown, most: number): Calls {
  const E = Error as unknown as ErrorHooks;
  const limit = Object.getOwnPropertyDescriptor(E, 'stackTraceLimit');
  const prepare = Object.getOwnPropertyDescriptor(E, 'prepareStackTrace');
  let sites: readonly CallSite[] = [];
  try {
    // Descriptors that inherit nothing: a program may have a `get` or `set` on Object.prototype.
    Object.defineProperty(E, 'stackTraceLimit', ownFields({ value: most + 20, writable: true, configurable: true, enumerable: true }));
    Object.defineProperty(E, 'prepareStackTrace', ownFields({
      value: (_error: unknown, calls: readonly CallSite[]) => {
        sites = calls;
        return '';
      },
      writable: true, configurable: true, enumerable: true,
    }));
    const holder = {};
    E.captureStackTrace(holder, above);
    Reflect.get(holder, 'stack');
  } catch {
    // A frozen `Error`: the scopes are shown without their frames.
  } finally {
    restore(E, 'stackTraceLimit', limit);
    restore(E, 'prepareStackTrace', prepare);
  }
  const frames: StackFrame[] = [];
  const waiting: StackFrame[] = [];
  for (let at = 0; at < sites.length; at++) {
    const site = sites[at] as CallSite;
    const list = site.isAsync?.() === true ? waiting : frames;
    const frame = list.length < most ? describeCall(site) : undefined;
    // The evaluated expression stands right below the probe and has no name.
    if (frame !== undefined && !(at === 0 && frame.url === '')) list[list.length] = frame;
  }
  return { frames, waiting };
}

function restore(target: object, key: string, was: PropertyDescriptor | undefined): void {
  try {
    if (was === undefined) Reflect.deleteProperty(target, key);
    else Object.defineProperty(target, key, ownFields(was));
  } catch {
    // What could not be changed needs no restoring.
  }
}

function describeCall(call: CallSite): StackFrame | undefined {
  const line = call.getLineNumber();
  if (typeof line !== 'number') return undefined;
  const file = call.getFileName();
  const url = typeof file === 'string' ? file : call.getScriptNameOrSourceURL?.();
  const hash = call.getScriptHash?.();
  const offset = call.getPosition?.();
  const name = call.getFunctionName() ?? '';
  const functionLine = call.getEnclosingLineNumber?.();
  const functionColumn = call.getEnclosingColumnNumber?.();
  return {
    // The engine's own word for what has no name.
    name: typeof file !== 'string' && name === 'eval' ? '' : name,
    url: typeof url === 'string' ? url : '',
    line,
    column: call.getColumnNumber() ?? 1,
    ...(typeof file === 'string' ? {} : { isGenerated: true as const }),
    ...(typeof hash === 'string' && hash !== '' ? { hash } : {}),
    ...(typeof offset === 'number' ? { offset } : {}),
    ...(typeof functionLine === 'number' && typeof functionColumn === 'number' ? { functionLine, functionColumn } : {}),
  };
}
