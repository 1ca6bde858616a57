/** A supervisor of background work as a debugger sees it. */

import type { DoorEntry, DoorResource } from '../door/doorContract.ts';
import { listSet } from '../door/doorLists.ts';
import { readTrace } from '../door/trace.ts';
import type { Task } from './task.ts';
import type { Trace } from '../door/trace.ts';

/** A past failure, as text, so that nothing of the program is kept alive. */
export interface PastFailure {
  readonly label: string;
  readonly error: string;
  readonly trace: Trace | undefined;
}

/** What a supervisor tells about itself. */
export interface BackgroundReading {
  readonly label: string | undefined;
  readonly tasks: ReadonlySet<Task>;
  readonly count: number;
  readonly finished: number;
  readonly failed: number;
  /** The last failures, oldest first. */
  readonly failures: readonly PastFailure[];
  /** `undefined` if the program has its own clock, which is not called. */
  readonly now: number | undefined;
}

export function readBackground(
  { label, tasks, count, finished, failed, failures, now }: BackgroundReading,
  most: number,
): Omit<DoorResource, 'id'> {
  const entries: DoorEntry[] = [];
  const running = listSet(tasks);
  for (let i = 0; i < running.length && entries.length < most; i++) entries[entries.length] = readTask(running[i] as Task, now);
  for (let i = 0; i < failures.length && entries.length < most; i++) entries[entries.length] = readFailure(failures[i] as PastFailure);
  return {
    kind: 'background',
    ...(label === undefined ? {} : { label }),
    state: 'open',
    facts: [
      { name: 'running', value: count },
      { name: 'failed', value: failed },
      { name: 'finished', value: finished },
    ],
    entries,
    entryCount: count + failures.length,
  };
}

function readTask({ label, since, stop, trace }: Task, now: number | undefined): DoorEntry {
  const site = readTrace(trace);
  return {
    name: label,
    state: stop === undefined ? 'running' : 'told to stop',
    facts: now === undefined ? [] : [{ name: 'for ms', value: Math.round(now - since) }],
    ...(site === undefined ? {} : { site }),
  };
}

function readFailure({ label, error, trace }: PastFailure): DoorEntry {
  const site = readTrace(trace);
  return {
    name: label,
    state: 'failed',
    facts: [],
    concern: `failed in the background: ${error}`,
    ...(site === undefined ? {} : { site }),
  };
}
