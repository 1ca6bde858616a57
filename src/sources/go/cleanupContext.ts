import type { Translate } from '../../core/translate.ts';
import type { Evaluator } from './evaluator.ts';
import type { Memory } from './memory.ts';
import type { GoProgram } from './program.ts';
import type { Sources } from './sources.ts';

/** What the cleanups of one stop are read with. */
export interface CleanupContext {
  readonly program: GoProgram;
  readonly evaluator: Evaluator;
  readonly memory: Memory;
  readonly sources: Sources;
  readonly t: Translate;
}
