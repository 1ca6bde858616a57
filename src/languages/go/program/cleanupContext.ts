import type { Translate } from '../../../core/translate.ts';
import type { Doubts } from '../memory/doubts.ts';
import type { Evaluator } from '../memory/evaluator.ts';
import type { Memory } from '../memory/memory.ts';
import type { GoProgram } from './goProgram.ts';
import type { SourceTexts } from '../syntax/sourceTexts.ts';
import type { ValueWords } from '../words/valueWords.ts';

/** What is needed to read the cleanups of one stop. */
export interface CleanupContext {
  readonly program: GoProgram;
  readonly evaluator: Evaluator;
  readonly memory: Memory;
  readonly sources: SourceTexts;
  /** What could not be read of the stack, or of the list of stacks. */
  readonly doubts: Doubts;
  readonly words: ValueWords;
  readonly t: Translate;
}

/** The same for another stack, which has doubts of its own. */
export function withDoubts(context: CleanupContext, doubts: Doubts): CleanupContext {
  return { ...context, doubts, words: context.words.for(doubts) };
}
