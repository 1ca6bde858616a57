import type { Argument } from '../../core/snapshot.ts';
import { describeVariable } from './arguments.ts';
import type { Evaluator } from './evaluator.ts';
import { mayLieInMemory } from './inlineCaptures.ts';

/** Addresses between which a frame's own variables lie; undefined where that is not known. */
export interface FrameBounds {
  readonly low: bigint | undefined;
  readonly high: bigint | undefined;
}

/**
 * The variables that a function literal has captured, out of the frame in which it runs: among its variables those that it
 * uses and does not declare (`names`, each with whether one of its own hides it). Of one that is held by value the frame has a copy; of any other the debugger shows the variable
 * itself, which lies elsewhere.
 */
export async function readRunningCaptures(evaluator: Evaluator, names: ReadonlyMap<string, boolean>, { low, high }: FrameBounds): Promise<Argument[]> {
  const captured: Argument[] = [];
  for (const variable of await evaluator.locals()) {
    // The debugger puts a name in brackets that another variable hides: in an expression it would mean that one.
    const isHidden = /^\(.+\)$/.test(variable.name);
    const name = isHidden ? variable.name.slice(1, -1) : variable.name;
    if (names.get(name) !== isHidden) continue;
    const argument = describeVariable({ name, type: variable.type ?? '', value: variable.value, variablesReference: variable.variablesReference }, name);
    const address = isHidden ? undefined : await evaluator.number(`uintptr(&${name})`);
    const isOwn = address !== undefined && high !== undefined && address < high && address >= (low ?? 0n);
    // What is large and held by value may lie in the closure itself: then it cannot be told from what is held by reference.
    const isUnclear = address === undefined || high === undefined || mayLieInMemory(variable.type ?? '');
    captured.push({ ...argument, capture: isOwn ? 'value' : isUnclear ? 'unknown' : 'reference' });
  }
  return captured;
}
