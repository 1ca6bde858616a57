import { ownFields } from './ownFields.ts';

/**
 * The paused call stack, read inside the program: `new Error()` while the debugger evaluates has the frames of the paused
 * code below it.
 */

export interface StackFrame {
  readonly name: string;
  readonly url: string;
  readonly line: number;
  readonly column: number;
  readonly functionLine?: number;
  readonly functionColumn?: number;
}

/** V8's description of one call (https://v8.dev/docs/stack-trace-api), with the parts that not every version has. */
interface CallSite {
  getFunctionName(): string | null;
  getFileName(): string | null | undefined;
  getLineNumber(): number | null;
  getColumnNumber(): number | null;
  isAsync?(): boolean;
  getEnclosingLineNumber?(): number | null;
  getEnclosingColumnNumber?(): number | null;
}

interface ErrorHooks {
  captureStackTrace(target: object, above: unknown): void;
}

/**
 * The calls below `above`, innermost first, `most` at the most; without built-in functions (which a debugger does not list
 * either) and without the async frames that V8 appends. Leaves `Error` as it was. Empty where the program has closed the way.
 */
export function readCallStack(above: unknown, most: number): StackFrame[] {
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
  for (let at = 0; at < sites.length && frames.length < most; at++) {
    const frame = describeCall(sites[at] as CallSite);
    if (frame !== undefined) frames[frames.length] = frame;
  }
  return frames;
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
  const url = call.getFileName();
  const line = call.getLineNumber();
  if (typeof url !== 'string' || line === null || call.isAsync?.() === true) return undefined;
  const functionLine = call.getEnclosingLineNumber?.();
  const functionColumn = call.getEnclosingColumnNumber?.();
  return {
    name: call.getFunctionName() ?? '',
    url,
    line,
    column: call.getColumnNumber() ?? 1,
    ...(typeof functionLine === 'number' && typeof functionColumn === 'number' ? { functionLine, functionColumn } : {}),
  };
}
