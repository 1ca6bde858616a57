import type { Translate } from '../../../core/translate.ts';
import type { Doubts } from '../memory/doubts.ts';
import type { Evaluator } from '../memory/evaluator.ts';
import type { Memory } from '../memory/memory.ts';

/** What is needed to say in words what a value is. */
export interface WordsContext {
  /** What stays true of a program: where a field is in a structure, in bytes. */
  readonly program: { fieldOffset(type: string, field: string, evaluator: Evaluator): Promise<number | undefined> };
  readonly evaluator: Evaluator;
  readonly memory: Memory;
  readonly doubts: Doubts;
  readonly t: Translate;
}

/** A value of a type that people know in another form than its fields. */
export interface SpeakingValue {
  readonly type: string;
  /** Where it is in memory; undefined if that is not known. */
  readonly address: bigint | undefined;
  /** Its fields as Delve writes them, if it has loaded them. */
  readonly body: string | undefined;
}

/** Says what a value is; undefined if it cannot be read. */
export type SayValue = (value: SpeakingValue, context: WordsContext) => Promise<string | undefined>;
