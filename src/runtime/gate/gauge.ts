/** One limited probe, and whether it keeps a gate shut. */

import type { Checked } from '../support/argumentChecks.ts';
import type { ProbeLimit } from './policy.ts';

/** What is known about one limited probe. */
export interface Gauge {
  readonly name: string;
  readonly limit: Checked<ProbeLimit>;
  value: number | undefined;
  refusing: boolean;
  failing: boolean;
}

/** Hysteresis: the gate shuts above one threshold and opens again below the other. */
export function isRefusing(before: boolean, value: number | undefined, { refuseAbove, admitBelow }: Checked<ProbeLimit>): boolean {
  if (value === undefined) return false;
  if (value > refuseAbove) return true;
  return before && value >= admitBelow && admitBelow < refuseAbove;
}
