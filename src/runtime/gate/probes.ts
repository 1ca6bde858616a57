/** What Node knows about the process, as probes for a gate. */

import { requireNumber } from '../support/argumentChecks.ts';
import { dispose } from '../scopes/symbols.ts';

/** Reads one number. */
export type Probe = () => number;

interface Histogram {
  readonly count: number;
  enable(): boolean;
  disable(): boolean;
  reset(): void;
  percentile(of: number): number;
}

interface HeapStatistics {
  readonly used_heap_size: number;
  readonly heap_size_limit: number;
}

const NS_PER_MS = 1e6;

/** How full the heap is, from 0 to 1, relative to what V8 allows the process (`--max-old-space-size`). */
export function heapProbe(): Probe {
  const v8 = findModule('heapProbe()', 'node:v8') as { getHeapStatistics(): HeapStatistics };
  return () => {
    const { used_heap_size, heap_size_limit } = v8.getHeapStatistics();
    return used_heap_size / heap_size_limit;
  };
}

/**
 * How late the event loop is, in milliseconds: the 99th percentile since the reading before the last one. It measures until the
 * process ends or it is disposed of, and does not keep the process alive.
 *
 * @param resolutionMs how often it looks, in milliseconds; default 10
 */
export function eventLoopDelayProbe(resolutionMs = 10): Probe & Disposable {
  requireNumber('eventLoopDelayProbe(resolutionMs)', 'resolutionMs', resolutionMs, 'milliseconds', { from: 1, whole: true });
  const hooks = findModule('eventLoopDelayProbe()', 'node:perf_hooks') as {
    monitorEventLoopDelay(options: { readonly resolution: number }): Histogram;
  };
  // A histogram that was just reset does not see the present delay, because it measures from its first look. The other one does.
  let [next, other] = [
    hooks.monitorEventLoopDelay({ resolution: resolutionMs }),
    hooks.monitorEventLoopDelay({ resolution: resolutionMs }),
  ];
  next.enable();
  other.enable();
  const read = (): number => {
    const histogram = next;
    [next, other] = [other, next];
    const ms = histogram.count === 0 ? 0 : histogram.percentile(99) / NS_PER_MS;
    histogram.reset();
    // It measures from one look to the next, and these are never closer together than its resolution.
    return Math.max(0, ms - resolutionMs);
  };
  return Object.assign(read, {
    [dispose]: () => {
      next.disable();
      other.disable();
    },
  });
}

function findModule(call: string, name: string): unknown {
  const host = (globalThis as { readonly process?: { readonly getBuiltinModule?: (name: string) => unknown } }).process;
  const found = host?.getBuiltinModule?.(name);
  if (found === undefined)
    throw new Error(`${call}: ${name} is not available here; it needs Node 20.16, 22.3 or newer. Pass a probe of your own: () => number.`);
  return found;
}
