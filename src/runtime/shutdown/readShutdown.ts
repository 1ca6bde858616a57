/** A shutdown as a debugger sees it. */

import type { DoorEntry, DoorFact, DoorResource } from '../door/doorContract.ts';
import type { HttpDrain } from './httpDrain.ts';

/** What it tells about itself. */
export interface ShutdownReading {
  readonly label: string | undefined;
  readonly state: string;
  readonly trigger: string;
  readonly drains: readonly HttpDrain[];
  /** How much of its time has passed; `undefined` if it has not begun, or if the program has its own clock. */
  readonly time: { readonly passedMs: number; readonly graceMs: number; readonly drainMs: number } | undefined;
}

export function readShutdown({ label, state, trigger, drains, time }: ShutdownReading, most: number): Omit<DoorResource, 'id'> {
  const facts: DoorFact[] = [];
  if (state === 'waiting') facts[0] = { name: 'for', value: trigger };
  if (time !== undefined && state !== 'done')
    facts[facts.length] = { name: 'grace left ms', value: Math.round(time.graceMs - time.passedMs) };
  const entries: DoorEntry[] = [];
  const isLate = time !== undefined && time.passedMs > time.drainMs / 2;
  for (let i = 0; i < drains.length && i < most; i++) {
    const drain = drains[i];
    if (drain === undefined) continue;
    entries[i] = {
      name: `server ${i + 1}`,
      state: drain.state,
      facts: [
        { name: 'in flight', value: drain.inFlight },
        { name: 'connections', value: drain.connections },
        ...(drain.refused > 0 ? [{ name: 'refused', value: drain.refused }] : []),
      ],
      ...(drain.state === 'draining' && isLate
        ? { concern: `holds up the shutdown: ${drain.inFlight} requests in flight, ${drain.connections} connections` }
        : {}),
    };
  }
  return { kind: 'shutdown', ...(label === undefined ? {} : { label }), state, facts, entries, entryCount: drains.length };
}
