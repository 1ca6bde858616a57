/** A gate, as the servers behind it see it. */

import { describe } from '../support/describe.ts';
import type { Admission } from './admission.ts';
import type { Refusal } from './gateError.ts';

/** Whose request it is. */
export interface EnterOptions {
  /** Requests without one share one tenant. */
  readonly tenant?: string | undefined;
}

/** What lets requests in. */
export interface Entrance {
  tryEnter(options: EnterOptions): Admission | Refusal;
}

/** @throws TypeError if the value is not a gate */
export function requireEntrance(call: string, got: unknown): void {
  if (typeof got !== 'object' || got === null || typeof (got as Partial<Entrance>).tryEnter !== 'function')
    throw new TypeError(`${call}: expected a gate, got ${describe(got)}. Make one: new Gate({ policy: { maxActive: 100 } }).`);
}
