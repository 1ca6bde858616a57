import type { Argument } from '../../../core/snapshot.ts';
import type { Evaluator } from '../memory/evaluator.ts';
import { describeVariable } from '../values/describedVariable.ts';

/** Where the variables of a frame may lie. */
export interface FrameMemory {
  /** Addresses between which its own variables lie; undefined where that is not known. */
  readonly low: bigint | undefined;
  readonly high: bigint | undefined;
  /** Whether an address is one in the closure of the function that runs in it; undefined where that cannot be told. */
  readonly isInClosure: ((address: bigint) => Promise<boolean>) | undefined;
}

/**
 * The variables that a function literal has captured, out of the frame in which it runs: among its variables those that it
 * uses and does not declare (`names`, each with whether one of its own hides it). Of one that is held by value the frame has a copy, or it
 * lies in the closure; of any other the
 * debugger shows the variable itself, which lies elsewhere.
 */
export async function readRunningCaptures(
  evaluator: Evaluator,
  names: ReadonlyMap<string, boolean>,
  { low, high, isInClosure }: FrameMemory,
): Promise<Argument[]> {
  const captured: Argument[] = [];
  for (const variable of await evaluator.locals()) {
    // The debugger puts a name in brackets that another variable hides: in an expression it would mean that one.
    const isHidden = /^\(.+\)$/.test(variable.name);
    const name = isHidden ? variable.name.slice(1, -1) : variable.name;
    if (names.get(name) !== isHidden) continue;
    const argument = describeVariable(
      { name, type: variable.type ?? '', value: variable.value, variablesReference: variable.variablesReference },
      name,
    );
    const address = isHidden ? undefined : await evaluator.number(`uintptr(&${name})`);
    // A value without fields is always the same, wherever it lies.
    captured.push({ ...argument, capture: argument.value === '{}' ? 'value' : await captureOf(address) });
  }
  return captured;

  async function captureOf(address: bigint | undefined): Promise<Argument['capture']> {
    if (address === undefined || high === undefined || low === undefined) return 'unknown';
    if (address < high && address >= low) return 'value';
    const isInline = await isInClosure?.(address);
    return isInline === undefined ? 'unknown' : isInline ? 'value' : 'reference';
  }
}
