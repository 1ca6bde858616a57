/** What only some entries and scopes have: a name the program gave, and where they were made. */

import type { Trace } from '../door/trace.ts';

export interface Note {
  readonly label: string | undefined;
  readonly trace: Trace | undefined;
}
