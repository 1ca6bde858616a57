import type { Debugger, Session } from 'node:inspector';
import { post } from '../../adapters/inspectorPort.ts';

/** A place in a helper where something is noted, by a condition that is never true: the program does not pause there. */
interface Logpoint {
  readonly at: number;
  readonly condition: string;
}

/** Where tsc's and Babel's helpers put a resource on their list, and where they dispose of it. */
function findLogpoints(text: string): Logpoint[] {
  const know = (list: string, key: string): string => `globalThis.deferscopeTruth.know(${list},${JSON.stringify(key)}),false`;
  const begin = (value: string): string => `globalThis.deferscopeTruth.begin(${value}),false`;
  return [
    ...matches(text, /\b(\w+)\.stack\.push\(\{ ?value: ?(\w+)/g, ([, env]) => know(`${env ?? ''}.stack`, 'value'), '.push'),
    ...matches(text, /\b(\w+)\.dispose\.call\(\1\.value\)/g, ([, entry]) => begin(`${entry ?? ''}.value`), '.call'),
    ...matches(text, /\b(\w+)\.push\(\{\s*v: ?(\w+)/g, ([, list]) => know(list ?? '', 'v'), '.push'),
    ...matches(text, /\b(\w+)\.d\.call\(\1\.v\)/g, ([, entry]) => begin(`${entry ?? ''}.v`), '.call'),
  ];
}

function matches(text: string, pattern: RegExp, conditionOf: (found: RegExpExecArray) => string, call: string): Logpoint[] {
  return [...text.matchAll(pattern)].map((found) => ({ at: found.index + found[0].indexOf(call) + 1, condition: conditionOf(found) }));
}

/** Parts of the text in which resources of the compiled code are pending, as far as the text alone tells. */
export function findStretches(text: string): { readonly from: number; readonly to: number }[] {
  const calls = [...text.matchAll(/__addDisposableResource\w*(?:\$\w+)?\(env_?\d+,|\b_usingCtx\$?\w*\.[au]\(/g)];
  return calls.map(({ index }) => {
    const rest = text.slice(index);
    const end = /__disposeResources\w*(?:\$\w+)?\(env_?\d+\)|\b_usingCtx\$?\w*\.d\(\)/.exec(rest)?.index ?? 200;
    return { from: index, to: index + end };
  });
}

/** Sets the logpoints of one script; returns how many there are. */
export async function setLogpoints(session: Session, scriptId: string, text: string): Promise<number> {
  const points = findLogpoints(text);
  for (const { at, condition } of points)
    await post<Debugger.SetBreakpointReturnType>(session, 'Debugger.setBreakpoint', {
      location: { scriptId, ...placeOf(text, at) },
      condition,
    }).catch(passOverTaken);
  return points.length;
}

/** Two calls may be one place for the engine: then there is already a breakpoint. */
export function passOverTaken(error: unknown): void {
  if (!/already exists/.test(error instanceof Error ? error.message : '')) throw error;
}

export function placeOf(text: string, at: number): { readonly lineNumber: number; readonly columnNumber: number } {
  const before = text.slice(0, at);
  return { lineNumber: before.split('\n').length - 1, columnNumber: at - (before.lastIndexOf('\n') + 1) };
}
