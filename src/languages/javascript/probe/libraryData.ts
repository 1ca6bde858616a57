import type { DoorFrame, DoorSite } from '../../../runtime/door/doorContract.ts';
import { WIRE_LIMITS as L } from '../wire/javascriptReading.ts';
import type { StackFrame } from './callStack.ts';
import type { Json } from './json.ts';
import { head } from './preview.ts';

/** Bounded texts and numbers from what a library says, which may be wrong. */

export function word(value: unknown): string {
  return typeof value === 'string' ? head(value, L.name) : '';
}

export function optionalWord(value: unknown): string | undefined {
  return typeof value === 'string' ? head(value, L.name) : undefined;
}

/** Left out if it is not a count: what a library says may be wrong. */
export function count(value: unknown): number | undefined {
  return typeof value === 'number' && value >= 0 && value < 1e15 ? value : undefined;
}

/** A number that JSON can hold. */
export function number(value: unknown): number | undefined {
  return typeof value === 'number' && value > -1e15 && value < 1e15 ? value : undefined;
}

/** The innermost call of a recorded stack. */
export function describeSite(site: DoorSite | undefined): Json | undefined {
  return site === undefined || site.frames.length === 0 ? undefined : describeFrame(site.frames[0]);
}

export function describeFrame(frame: DoorFrame | StackFrame | undefined): Json | undefined {
  return (
    frame && {
      name: word(frame.name),
      url: typeof frame.url === 'string' ? head(frame.url, L.url) : '',
      line: count(frame.line),
      column: count(frame.column),
    }
  );
}
