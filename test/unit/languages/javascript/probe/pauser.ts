import { once } from 'node:events';
import * as path from 'node:path';
import { Worker } from 'node:worker_threads';
import { ROOT } from '../../../schema.ts';
import type { WireFrame } from '../../../../../src/languages/javascript/wire/javascriptReading.ts';

/** What to evaluate at each stop. */
export interface Order {
  /** On the innermost call, one after the other. */
  readonly top: readonly string[];
  /** On every call. */
  readonly each?: string;
}

export interface Stop {
  readonly values: readonly unknown[];
  readonly inFrames: readonly unknown[];
  /** The calls as the engine's debugger lists them; lines and columns 1-based. */
  readonly frames: readonly WireFrame[];
}

/** Runs `body` in this thread under a real debugger, which stops it at its `debugger` statements. */
export async function pauseIn<T>(
  order: Order,
  body: () => T | Promise<T>,
): Promise<{ readonly result: T; readonly stops: readonly Stop[] }> {
  const worker = new Worker(path.join(ROOT, 'dist/test/unit/languages/javascript/probe/pausingWorker.js'), { workerData: order });
  try {
    await once(worker, 'message');
    const result = await body();
    worker.postMessage('done');
    const [stops] = (await once(worker, 'message')) as [readonly Stop[]];
    return { result, stops };
  } finally {
    await worker.terminate();
  }
}
