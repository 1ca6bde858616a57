import probeSource from 'probe:bindings';
import type { BindingsCommand } from '../probe/bindings.ts';

/** The expression whose value is the call stack, in the positions of the running code. */
export function framesExpression(): string {
  return call({ do: 'frames' });
}

/** The expression that remembers this frame's `this` for a {@link bindingsExpression} with the same number. */
export function markExpression(as: number): string {
  return call({ do: 'mark', as }, ['this']);
}

/** The expression that tells what variables of the frame hold. The names are those of the running code, taken from its parsed text. */
export function bindingsExpression(bindings: readonly string[], lists: readonly string[], mark?: number): string {
  return call({ do: 'read', ...(mark === undefined ? {} : { as: mark }) }, bindings, lists);
}

/** The expression that describes the resource that a compiler's helper has in its own variable. */
export function entryExpression(variable: string): string {
  return call({ do: 'entry' }, [variable]);
}

/** The expression whose value is the function that disposes of what a variable holds, if that is certain. */
export function methodExpression(binding: string, awaited: boolean): string {
  return call({ do: 'method', awaited }, [binding]);
}

/** The expression whose value is what an entry of a compiler's list holds, or the function that disposes of it. */
export function entryValueExpression(list: string, at: number, what: 'held' | 'disposal'): string {
  return call({ do: what, at }, [list]);
}

/** The expression whose value is the function with which a compiler's helper disposes of its private list. */
export function disposerExpression(context: string): string {
  return call({ do: 'disposer' }, [context]);
}

/** The expression whose value is a holder of what variables of the running code hold. */
export function holdBindingsExpression(bindings: readonly string[]): string {
  return call({ do: 'hold' }, bindings);
}

/**
 * The expression that tells how to reach suspended generators from variables of the running code, or whose value is a holder of these
 * generators.
 */
export function generatorsExpression(names: readonly string[], what: 'generators' | 'hold-generators'): string {
  return call({ do: what, names }, names);
}

function call(command: BindingsCommand, bindings: readonly string[] = [], lists: readonly string[] = []): string {
  return `${probeSource}(${JSON.stringify(command)},[${bindings.map(writeThunk).join(',')}],[${lists.map(writeThunk).join(',')}])`;
}

/**
 * js-debug assumes that names in an expression are those of the source, and replaces a name that a source map knows. Compilers number their
 * own variables, so `_stack2` of the running code may be `_stack` in the map. js-debug leaves names in strings alone, so the name is passed
 * as a string and read by the engine's own `eval`, which sees the frame. The probe checks `eval` first: if the program has replaced it, it
 * is not called.
 */
function writeThunk(name: string): string {
  if (!PLAIN.test(name)) return '()=>void 0';
  return name === 'this' ? '()=>this' : `(__ds_own)=>__ds_own&&__ds_own(eval)?eval(${JSON.stringify(name)}):${name}`;
}

const PLAIN = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;
