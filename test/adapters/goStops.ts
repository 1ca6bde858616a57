import assert from 'node:assert/strict';
import { existsSync, statSync } from 'node:fs';
import type { Snapshot } from '../../src/core/snapshot.ts';
import type { Stop } from '../../src/dap/stopTracker.ts';
import { assertSnapshot } from '../unit/schema.ts';
import { GoRun, readLines } from './delve.ts';

/** After this many stops, one more step is made and its stop is read: between any two statements, or instructions. */
export const STEP_EVERY = 3;

/** What was read at one stop of a random program that writes a trace. */
export interface TakenStop {
  readonly program: string;
  /** How much of the trace was written at the stop. */
  readonly position: number;
  readonly stepped: boolean;
  readonly snapshot: Snapshot;
}

export interface StopsOptions {
  readonly binary: string;
  readonly dlv: string;
  /** The folder of the traces. */
  readonly folder: string;
  /** The programs that the binary runs one after the other. */
  readonly programs: readonly string[];
  readonly breakpoints: ReadonlyMap<string, readonly number[]>;
  /** How the step is made after this many stops. */
  readonly stepBy: (count: number) => 'next' | 'stepOut';
}

/** Reads every stop of some programs, and those after steps. */
export async function takeStops({ binary, dlv, folder, programs, breakpoints, stepBy }: StopsOptions): Promise<readonly TakenStop[]> {
  const run = await GoRun.start({ program: binary, args: [folder, ...programs], dlv, breakpoints });
  const taken: TakenStop[] = [];
  const look = async (stop: Stop, stepped: boolean): Promise<void> => {
    const program = programs.findLast((name) => existsSync(tracePath(folder, name)));
    if (program === undefined) return;
    const position = statSync(tracePath(folder, program)).size;
    const snapshot = await run.snapshot(stop);
    assertSnapshot(snapshot);
    taken.push({ program, position, stepped, snapshot });
  };
  try {
    for (let stop = await run.run.nextStop(0); stop !== undefined; stop = await run.next(stop)) {
      assert.ok(['breakpoint', 'step'].includes(stop.reason), `stopped for ${stop.reason}`);
      // A step that was interrupted by a breakpoint in another goroutine may end after the program was continued.
      await look(stop, stop.reason === 'step');
      if (taken.length % STEP_EVERY !== 0 || stop.threadId === undefined) continue;
      await run.run.client.request(stepBy(taken.length), { threadId: stop.threadId });
      stop = await run.run.nextStop(stop.epoch);
      if (stop === undefined) break;
      await look(stop, true);
    }
  } finally {
    await run.end();
  }
  return taken;
}

/** Where a program writes its trace. */
export function tracePath(folder: string, program: string): string {
  return `${folder}/${program}.trace`;
}

/** The lines that end in a mark. */
export function findStops(file: string): number[] {
  return readLines(file).flatMap((line, at) => (line.endsWith('// stop') ? [at + 1] : []));
}
