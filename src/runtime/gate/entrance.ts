/** A gate, as the servers before which it stands see it. */

import { describe } from '../support/words.ts';
import type { Admission } from './admission.ts';
import type { Refusal } from './gateError.ts';

/** Whose request it is. */
export interface EnterOptions {
  /** Left out: one tenant that all such requests share. */
  readonly tenant?: string | undefined;
}

/** What lets requests in. */
export interface Entrance {
  tryEnter(options: EnterOptions): Admission | Refusal;
}

/** @throws TypeError when the value is no gate */
export function requireEntrance(call: string, got: unknown): void {
  if (typeof got !== 'object' || got === null || typeof (got as Partial<Entrance>).tryEnter !== 'function')
    throw new TypeError(`${call}: expected a gate, got ${describe(got)}. Make one: new Gate({ policy: { maxActive: 100 } }).`);
}
