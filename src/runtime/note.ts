/** What only some entries and scopes have: a name the program gave, and where they were made. */

import type { Trace } from './trace.ts';

export interface Note {
  readonly label: string | undefined;
  readonly trace: Trace | undefined;
}

export interface ScopeNote extends Note {
  /** The label that the next registration gets. */
  nextLabel: string | undefined;
}
