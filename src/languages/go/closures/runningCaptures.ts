import type { Argument } from '../../../core/snapshot.ts';
import type { Evaluator } from '../memory/evaluator.ts';
import { describeVariable } from '../values/describedVariable.ts';
import type { ValueWords } from '../words/valueWords.ts';

/** Where the variables of a frame may be, and how their values are put into words. */
export interface FrameMemory {
  readonly words: Pick<ValueWords, 'read'>;
  /** The addresses between which its own variables are; undefined if not known. */
  readonly low: bigint | undefined;
  readonly high: bigint | undefined;
  /** Whether an address is in the closure of the function that runs in the frame; undefined if that cannot be told. */
  readonly isInClosure: ((address: bigint) => Promise<boolean>) | undefined;
}

/**
 * The variables that a function literal has captured, read from the frame in which it runs: those of the frame's variables that the literal
 * uses and does not declare (`names`, each with whether one of its own variables hides it). A variable that is held by value is copied into
 * the frame or is in the closure; for any other, the debugger shows the variable itself, which is elsewhere.
 */
export async function readRunningCaptures(
  evaluator: Evaluator,
  names: ReadonlyMap<string, boolean>,
  { words, low, high, isInClosure }: FrameMemory,
): Promise<Argument[]> {
  const captured: Argument[] = [];
  for (const variable of await evaluator.locals()) {
    // The debugger puts a name in parentheses if another variable hides it: in an expression the name would mean the other one.
    const isHidden = /^\(.+\)$/.test(variable.name);
    const name = isHidden ? variable.name.slice(1, -1) : variable.name;
    if (names.get(name) !== isHidden) continue;
    const { type = '', value, variablesReference } = variable;
    const argument = describeVariable(await words.read({ name, type, value, variablesReference }), name);
    const address = isHidden ? undefined : await evaluator.number(`uintptr(&${name})`);
    // A value without fields is always the same, wherever it is.
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

/** The same variables while their places hold something else: only their names and types are known. */
export async function nameCaptures(evaluator: Evaluator, names: ReadonlyMap<string, boolean>): Promise<Argument[]> {
  const variables = (await evaluator.locals()).filter(({ name }) => names.get(name) === false);
  return variables.map(({ name, type = '' }) => ({
    ...describeVariable({ name, type, value: '', variablesReference: 0 }, name),
    value: '',
  }));
}
