import type { CallSite } from './ownTraces.ts';

/** The lines of a stack trace. By index: the program may have replaced the methods of strings and arrays. */

const CALL = '\n    at ';

/** Puts calls before those that a trace already has. */
export function insertLines(trace: unknown, calls: readonly CallSite[]): unknown {
  if (typeof trace !== 'string') return trace;
  const end = findCalls(trace);
  let text = take(trace, 0, end);
  for (let at = 0; at < calls.length; at++) text += `${CALL}${calls[at]?.toString() ?? ''}`;
  return text + take(trace, end, trace.length);
}

/** A trace without its calls. */
export function endHeader(trace: unknown): unknown {
  return typeof trace === 'string' ? take(trace, 0, findCalls(trace)) : trace;
}

/** Makes the calls that are in `file` look like the language's own. */
export function rewriteLines(trace: unknown, file: string): unknown {
  if (typeof trace !== 'string') return trace;
  let text = '';
  for (let start = 0; start < trace.length;) {
    let end = start + 1;
    while (end < trace.length && trace[end] !== '\n') end += 1;
    const line = take(trace, start, end);
    const place = startsAt(line, CALL, 0) ? find(line, ` (${file}:`) : -1;
    text += place < 0 ? line : `${take(line, 0, place)} (<anonymous>)`;
    start = end;
  }
  return text;
}

/** Where the last run of lines begins that are all calls. */
function findCalls(trace: string): number {
  let found = trace.length;
  for (let at = trace.length - 1; at >= 0; at--) {
    if (trace[at] !== '\n') continue;
    if (!startsAt(trace, CALL, at)) break;
    found = at;
  }
  return found;
}

function find(text: string, words: string): number {
  for (let at = 0; at + words.length <= text.length; at++) if (startsAt(text, words, at)) return at;
  return -1;
}

function startsAt(text: string, words: string, from: number): boolean {
  for (let at = 0; at < words.length; at++) if (text[from + at] !== words[at]) return false;
  return true;
}

function take(text: string, from: number, to: number): string {
  let taken = '';
  for (let at = from; at < to; at++) taken += text[at] ?? '';
  return taken;
}
