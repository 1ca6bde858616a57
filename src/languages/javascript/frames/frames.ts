import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import type { SourceLocation } from '../../../core/snapshot.ts';
import type { WireFrame } from '../wire/javascriptReading.ts';

/** The frames on which the program is paused: everything above the first async boundary. */
export function pausedFrames(frames: readonly Dap.StackFrame[]): Dap.StackFrame[] {
  const boundary = frames.findIndex((frame) => frame.presentationHint === 'label');
  return boundary < 0 ? [...frames] : frames.slice(0, boundary);
}

/**
 * Whether an expression may be evaluated on a frame. Node 22 crashes with a failed V8 check if one is evaluated in the initializer of a
 * class that has private fields and a static block or field.
 */
export function canEvaluate(frame: Dap.StackFrame): boolean {
  return !/<(?:instance_members_initializer|static_initializer|static_fields_initializer|class_fields_initializer)>/.test(frame.name);
}

/** Whether a frame belongs to the inner workings of a library, ours included: nobody needs to know what it does on the way out. */
export function isForeign(frame: Dap.StackFrame, { url }: WireFrame): boolean {
  return frame.presentationHint === 'subtle' || isForeignUrl(url);
}

/** The same for a text. */
export function isForeignUrl(url: string): boolean {
  return /[\\/]node_modules[\\/]|[\\/]runtime[\\/]internal[\\/]|^node:/.test(url);
}

/** Whether a frame is in the program's own code, according to the debugger: js-debug names Node's own files `<node_internals>`. */
export function isOfProgram({ source }: Dap.StackFrame): boolean {
  return source?.path !== undefined && !source.path.startsWith('<node_internals>') && !isForeignUrl(source.path);
}

/**
 * Pairs the frames that the probe saw with those that the debugger lists. Both are the same calls. If the lists differ in length, frames
 * whose names do not match are skipped, from the innermost outwards.
 */
export function pairFrames(seen: readonly WireFrame[], listed: readonly Dap.StackFrame[]): (Dap.StackFrame | undefined)[] {
  if (seen.length === listed.length) return [...listed];
  const pairs: (Dap.StackFrame | undefined)[] = [];
  let next = 0;
  for (const frame of seen) {
    const found = listed.findIndex((candidate, at) => at >= next && fits(frame, candidate));
    pairs.push(found < 0 ? undefined : listed[found]);
    if (found >= 0) next = found + 1;
  }
  return pairs;
}

function fits(seen: WireFrame, listed: Dap.StackFrame): boolean {
  return seen.name === ''
    ? /anonymous/.test(listed.name) || listed.name === ''
    : listed.name === seen.name || listed.name.endsWith(`.${seen.name}`);
}

/** Where a frame is paused, if its source is a file or a URL. */
export function frameLocation(frame: Dap.StackFrame | undefined): SourceLocation | undefined {
  const path = frame?.source?.path;
  if (frame === undefined || path === undefined || frame.line < 1) return undefined;
  return { path, line: frame.line, ...(frame.column < 1 ? {} : { column: frame.column }) };
}

/**
 * The function's name as a person knows it: without the `async ` or `new ` that js-debug puts before some names, and without the class that
 * a static method's name begins with.
 */
export function frameName(frame: Dap.StackFrame): string {
  return frame.name
    .replace(/^(?:async |new )+/, '')
    .replace(/^([\w$]+) extends [\w$.]+\.(?=[^.]+$)/, '$1.')
    .replace(/^(?:global|globalThis|Window|Module|Object)\.(?=.)/, '');
}
