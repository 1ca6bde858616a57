/** What only some entries and scopes have: a name that the program gave, and the place where they were made. */

import type { Trace } from '../door/trace.ts';

export interface Note {
  readonly label: string | undefined;
  readonly trace: Trace | undefined;
}
