import type { Argument, SourceLocation } from '../../../core/snapshot.ts';
import type { CapturedVariable } from '../values/capturedVariable.ts';
import type { FunctionCode } from '../code/functionCode.ts';

/** A deferred call as the program holds it, before its source was looked at. */
export interface DeferredCall {
  readonly id: string;
  readonly state: 'pending' | 'running';
  /** Symbol of the function that the runtime calls. */
  readonly name: string;
  readonly captured: readonly CapturedVariable[];
  /** The program does not say what it holds, beyond a function that it calls. */
  readonly isSilent: boolean;
  /** Its function was optimized: where what it holds lies cannot be told from its code. */
  readonly isOptimized?: boolean;
  /** Where the address of the function value lies; undefined for one that is running. */
  readonly location: bigint | undefined;
  readonly code: FunctionCode | undefined;
  readonly site: SourceLocation | undefined;
  /** Several statements of a range-over-func loop's body can have deferred it. */
  readonly isUnplaced?: boolean;
  /** Tells statements in one line apart that differ in nothing else. */
  readonly before: number;
  /** Whether the function calls `recover` itself; undefined where that cannot be told. Asked where its statement does not tell. */
  readonly recovers: () => Promise<boolean | undefined>;
  /** Where a function literal begins, as the program says; undefined for any other function, and for one that is running. */
  readonly entry?: () => Promise<SourceLocation | undefined>;
  /** What a literal that is running has captured. */
  readonly closed: readonly Argument[];
}
