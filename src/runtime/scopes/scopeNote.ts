/** What only some scopes have. */

import type { Note } from './note.ts';
import type { ScopeBudget } from './scopeBudget.ts';

export interface ScopeNote extends Note {
  /** The label that the next registration gets. */
  nextLabel: string | undefined;
  /** The time that the scope's cleanups share. */
  readonly budget: ScopeBudget | undefined;
  /** How much it was when the scope was opened, for code that may not call the budget. */
  readonly budgetMs: number | undefined;
}
