import type { Argument, SourceLocation } from '../../../core/snapshot.ts';
import type { CapturedVariable } from '../values/capturedVariable.ts';
import type { FunctionCode } from '../code/functionCode.ts';

/** A deferred call as the program holds it, before its source is read. */
export interface DeferredCall {
  readonly id: string;
  readonly state: 'pending' | 'running';
  /** Symbol of the function that the runtime calls. */
  readonly name: string;
  readonly captured: readonly CapturedVariable[];
  /** The program does not say what it holds, other than a function that it calls. */
  readonly isSilent: boolean;
  /** What it holds could not be read. */
  readonly isUnread?: boolean;
  /** Its function was optimized, so its code does not tell where the values that it holds are. */
  readonly isOptimized?: boolean;
  /** The address of the function value; undefined for a call that is running and has been entered. */
  readonly location: bigint | undefined;
  /** The same of the function literal that a wrapper has called, while that is being entered. */
  readonly heldFunction?: bigint;
  readonly code: FunctionCode | undefined;
  readonly site: SourceLocation | undefined;
  /** Several statements in the body of a range-over-func loop can have deferred it. */
  readonly isUnplaced?: boolean;
  /** Tells statements on one line apart that differ in nothing else. */
  readonly before: number;
  /** Whether the function itself calls `recover`; undefined if that cannot be told. Called if the statement does not tell. */
  readonly recovers: () => Promise<boolean | undefined>;
  /** Where a function literal begins according to the program; undefined for any other function, and for one that is running. */
  readonly entry?: () => Promise<SourceLocation | undefined>;
  /** What a literal that is running has captured. */
  readonly closed: readonly Argument[];
}
