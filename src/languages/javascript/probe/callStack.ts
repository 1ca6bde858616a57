import { isErrorUntouched } from './errorStacks.ts';
import { call, canLook, describeProperty, genuine, globalValue, isGenuine, isObject, missing, type Fn, type Property } from './genuine.ts';
import { captureStack, define, getPrototype, remove } from './intrinsics.ts';
import { add, newList, type List } from './list.ts';
import { ownFields } from './ownFields.ts';
import { head } from './preview.ts';

/**
 * The paused call stack, read from inside the program: while the debugger evaluates, `new Error()` has the frames of the paused code below
 * its own.
 */

export interface StackFrame {
  readonly name: string;
  /** The file's path or URL, or the name that generated code gave itself; empty if it has none. */
  readonly url: string;
  readonly line: number;
  readonly column: number;
  readonly functionLine?: number;
  readonly functionColumn?: number;
  /** Generated code (`eval`, `new Function`): libraries leave its calls out when they record a call stack. */
  readonly isGenerated?: true;
  /** The SHA-256 of the running text, if this version of the engine tells. */
  readonly hash?: string;
  /** The call's place in that text, in UTF-16 units: lines and columns may be counted from elsewhere. */
  readonly offset?: number;
}

/** V8's description of one call (https://v8.dev/docs/stack-trace-api). Optional parts do not exist in every version. */
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

export interface Calls {
  /** The paused call stack, innermost first, without built-in functions, which a debugger does not list either. */
  readonly frames: List<StackFrame>;
  /**
   * The async functions that wait for it, each for the one before: the engine follows who awaits whose promise. Their places are those of
   * the `await`; a function that waits for a disposal has the place that it ran last.
   */
  readonly waiting: List<StackFrame>;
  /** Replaces both if the program does not let calls be read one by one: the engine's text of the innermost calls. */
  readonly text: string | undefined;
  /** There are calls, but none can be read. */
  readonly isUnread: boolean;
}

/**
 * The calls below `above`, at most `most`, without the expression that the debugger evaluates. Leaves `Error` unchanged. Empty if the
 * program has closed every way.
 */
export function readCalls(above: unknown, most: number): Calls {
  const frames = newList<StackFrame>();
  const waiting = newList<StackFrame>();
  const sites = captureCalls(above, most + 20);
  const questions = sites === undefined || sites.length === 0 ? undefined : findQuestions(sites[0]);
  if (sites === undefined || questions === undefined) {
    const text = readStackText(above);
    return { frames, waiting, text, isUnread: text === undefined };
  }
  for (let at = 0; at < sites.length; at++) {
    const site = sites[at] as object;
    const list = call(questions.isAsync, site) === true ? waiting : frames;
    const frame = list.length < most ? describeCall(site, questions) : undefined;
    // The evaluated expression is right below the probe and has no name.
    if (frame !== undefined && !(at === 0 && frame.url === '')) add(list, frame);
  }
  return { frames, waiting, text: undefined, isUnread: false };
}

/** The engine's description of each call. The engine passes them to the current `Error.prepareStackTrace` when the stack is read. */
function captureCalls(above: unknown, most: number): readonly unknown[] | undefined {
  const made = globalValue('Error');
  // Node looks for the hook on whatever is called Error at that time.
  if (!canLook) return undefined;
  if (!isGenuine(made, 'Error')) return missing<readonly unknown[] | undefined>('Error', undefined);
  const limit = describeProperty(made, 'stackTraceLimit');
  const hook = describeProperty(made, 'prepareStackTrace');
  let sites: readonly unknown[] | undefined;
  try {
    const isOpen =
      replaceOwn(made, 'stackTraceLimit', limit, most) &&
      replaceOwn(made, 'prepareStackTrace', hook, (_error: unknown, calls: readonly unknown[]) => {
        sites = calls;
        return '';
      });
    const holder: { readonly stack?: unknown } = { __proto__: null } as object;
    if (isOpen && captureStack(holder, above)) sites = holder.stack === undefined ? undefined : sites;
  } catch {
    // A frozen `Error`: the scopes are shown without their frames.
  } finally {
    restoreOwn(made, 'stackTraceLimit', limit);
    restoreOwn(made, 'prepareStackTrace', hook);
  }
  return sites;
}

/** The longest stack text that is read, in UTF-16 units. */
const MAX_STACK_TEXT_LENGTH = 20_000;

/** If a program has locked `Error`, the engine still writes the stack. The program's own function for writing it is not called. */
function readStackText(above: unknown): string | undefined {
  const holder: { readonly stack?: unknown } = { __proto__: null } as object;
  if (!isErrorUntouched() || !captureStack(holder, above)) return undefined;
  const { stack } = holder;
  return typeof stack === 'string' ? head(stack, MAX_STACK_TEXT_LENGTH) : undefined;
}

type Hook = 'stackTraceLimit' | 'prepareStackTrace';

/** An own writable value can be assigned without running anyone's code. */
function replaceOwn(target: object, key: Hook, was: Property | undefined, value: unknown): boolean {
  if (was?.writable !== true) return define(target, key, { value, writable: true, configurable: true, enumerable: true });
  (target as { [key in Hook]?: unknown })[key] = value;
  return true;
}

function restoreOwn(target: object, key: Hook, was: Property | undefined): void {
  try {
    if (was === undefined) remove(target, key);
    else if (was.writable === true) (target as { [key in Hook]?: unknown })[key] = was.value;
    else define(target, key, was);
  } catch {
    // What could not be changed needs no restoring.
  }
}

/** The engine's own getters for a call. Not every version has all of them. */
type Questions = { readonly [Name in keyof CallSite]-?: Fn | undefined };

function findQuestions(site: unknown): Questions | undefined {
  const calls = isObject(site) ? (getPrototype(site) ?? undefined) : undefined;
  const found: Questions = {
    getFunctionName: genuine(calls, 'getFunctionName'),
    getFileName: genuine(calls, 'getFileName'),
    getLineNumber: genuine(calls, 'getLineNumber'),
    getColumnNumber: genuine(calls, 'getColumnNumber'),
    isAsync: genuine(calls, 'isAsync'),
    getScriptNameOrSourceURL: genuine(calls, 'getScriptNameOrSourceURL'),
    getScriptHash: genuine(calls, 'getScriptHash'),
    getEnclosingLineNumber: genuine(calls, 'getEnclosingLineNumber'),
    getEnclosingColumnNumber: genuine(calls, 'getEnclosingColumnNumber'),
    getPosition: genuine(calls, 'getPosition'),
  };
  if (
    found.getFunctionName !== undefined &&
    found.getFileName !== undefined &&
    found.getLineNumber !== undefined &&
    found.getColumnNumber !== undefined &&
    found.isAsync !== undefined
  )
    return found;
  return missing<Questions | undefined>('CallSite', undefined);
}

function describeCall(site: object, questions: Questions): StackFrame | undefined {
  const ask = <Name extends keyof CallSite>(name: Name): ReturnType<NonNullable<CallSite[Name]>> | undefined => {
    const question = questions[name];
    return question === undefined ? undefined : (call(question, site) as never);
  };
  const line = ask('getLineNumber');
  if (typeof line !== 'number') return undefined;
  const file = ask('getFileName');
  const url = typeof file === 'string' ? file : ask('getScriptNameOrSourceURL');
  const hash = ask('getScriptHash');
  const offset = ask('getPosition');
  const name = ask('getFunctionName') ?? '';
  const functionLine = ask('getEnclosingLineNumber');
  const functionColumn = ask('getEnclosingColumnNumber');
  return ownFields({
    // The engine's own word for a function without a name.
    name: typeof file !== 'string' && name === 'eval' ? '' : name,
    url: typeof url === 'string' ? url : '',
    line,
    column: ask('getColumnNumber') ?? 1,
    ...(typeof file === 'string' ? {} : { isGenerated: true as const }),
    ...(typeof hash === 'string' && hash !== '' ? { hash } : {}),
    ...(typeof offset === 'number' ? { offset } : {}),
    ...(typeof functionLine === 'number' && typeof functionColumn === 'number' ? { functionLine, functionColumn } : {}),
  });
}
