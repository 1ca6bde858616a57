/**
 * What a reader meets in a recording: the lines of the library, those that Deferscope adds, and others. It uses what it knows and ignores
 * the rest: an unknown kind of event is shown as one that cannot be read.
 */

import type { Snapshot } from '../core/snapshot.ts';
import type { LibraryEvent, Timed } from '../runtime/record/recordedEvents.ts';

/** A debugger stopped: everything that was pending then. */
export interface StopEvent extends Timed {
  readonly kind: 'stop';
  readonly snapshot: Snapshot;
}

export type RecordedEvent = LibraryEvent | StopEvent;

/** A line that is not an event. */
export interface UnreadableLine {
  readonly kind: 'unreadable';
  /** A short text that says why. */
  readonly reason: 'no JSON' | 'no event' | 'too long';
}

/** What one line of a recording says. */
export type RecordedLine = RecordedEvent | UnreadableLine;
