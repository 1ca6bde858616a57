/** Where something was opened, with the positions that the program's own error stacks have. */

import { type CallSite, takeProgramCall, type Trace } from '../door/trace.ts';

/** Formats a stack. A test runner or a loader has its own function here, which applies source maps. https://v8.dev/docs/stack-trace-api */
type PrepareStackTrace = (error: Error, calls: readonly CallSite[]) => unknown;

interface SourceMaps {
  findSourceMap?(file: string):
    | {
        findOrigin?(
          line: number,
          column: number,
        ): { readonly fileName?: string; readonly lineNumber?: number; readonly columnNumber?: number };
      }
    | undefined;
}

interface Host {
  readonly sourceMapsEnabled?: boolean;
  getBuiltinModule?(name: string): unknown;
}

/** Known places, by the place in the code that runs. There are few, and mapping them is expensive. */
const known = new Map<string, string>();
const MAX_KNOWN_PLACES = 10_000;
const IN_STACK = /(?:\(|at (?:async )?)((?:[a-z-]+:\/\/|\/|[A-Za-z]:[\\/]).*:\d+:\d+)\)?\s*$/m;

/**
 * Reads a trace. This runs the program's `Error.prepareStackTrace`, so a debugger's query must not use it.
 *
 * @returns `file:line:column`
 */
export function findPlace(trace: Trace | undefined): string | undefined {
  const call = trace === undefined ? undefined : takeProgramCall(trace);
  const file = call?.getFileName();
  if (call === undefined || typeof file !== 'string') return undefined;
  const raw = `${file}:${call.getLineNumber()}:${call.getColumnNumber()}`;
  const before = known.get(raw);
  if (before !== undefined) return before;
  const place = mapByProgram(call) ?? mapByNode(call, file) ?? raw;
  if (known.size < MAX_KNOWN_PLACES) known.set(raw, place);
  return place;
}

function mapByProgram(call: CallSite): string | undefined {
  const { prepareStackTrace } = Error as unknown as { readonly prepareStackTrace?: PrepareStackTrace };
  if (typeof prepareStackTrace !== 'function') return undefined;
  try {
    const text = prepareStackTrace(new Error(), [call]);
    return typeof text === 'string' ? IN_STACK.exec(text)?.[1] : undefined;
  } catch {
    // It was made for other stacks, so we use the place in the code that runs.
    return undefined;
  }
}

/** `node --enable-source-maps` */
function mapByNode(call: CallSite, file: string): string | undefined {
  const { process } = globalThis as { readonly process?: Host };
  const [line, column] = [call.getLineNumber(), call.getColumnNumber()];
  if (process?.sourceMapsEnabled !== true || line === null || column === null) return undefined;
  const found = (process.getBuiltinModule?.('node:module') as SourceMaps | undefined)?.findSourceMap?.(file)?.findOrigin?.(line, column);
  return found?.fileName === undefined ? undefined : `${found.fileName}:${found.lineNumber}:${found.columnNumber}`;
}
