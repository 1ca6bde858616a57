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

/** The expression that tells what variables of the frame hold. The names are those of the running code, out of its parsed text. */
export function bindingsExpression(bindings: readonly string[], lists: readonly string[], mark?: number): string {
  return call({ do: 'read', ...(mark === undefined ? {} : { as: mark }) }, bindings, lists);
}

/** The expression that tells of the resource which a compiler's helper has in a variable of its own. */
export function entryExpression(variable: string): string {
  return call({ do: 'entry' }, [variable]);
}

/** The expression whose value is the function that disposes of what a variable holds, where that is sure. */
export function methodExpression(binding: string, awaited: boolean): string {
  return call({ do: 'method', awaited }, [binding]);
}

/** The expression whose value is what an entry of a compiler's list holds, or the function that disposes of it. */
export function entryValueExpression(list: string, at: number, what: 'held' | 'disposal'): string {
  return call({ do: what, at }, [list]);
}

/** The expression whose value is the function with which a compiler's helper disposes of what it keeps to itself. */
export function disposerExpression(context: string): string {
  return call({ do: 'disposer' }, [context]);
}

/** The expression whose value is a holder of what variables of the running code hold. */
export function holdBindingsExpression(bindings: readonly string[]): string {
  return call({ do: 'hold' }, bindings);
}

/**
 * The expression that tells how suspended generators are reached from variables of the running code, or whose value is a holder of these
 * generators.
 */
export function generatorsExpression(names: readonly string[], what: 'generators' | 'hold-generators'): string {
  return call({ do: what, names }, names);
}

function call(command: BindingsCommand, bindings: readonly string[] = [], lists: readonly string[] = []): string {
  return `${probeSource}(${JSON.stringify(command)},[${bindings.map(writeThunk).join(',')}],[${lists.map(writeThunk).join(',')}])`;
}

/**
 * js-debug takes a name in an expression for the source's, and where a source map knows it puts another in its place: compilers
 * number their own variables so that `_stack2` of the running code is `_stack` there. A name in a string it leaves alone. It is read
 * by the engine's own `eval` only, which sees the frame: the probe looks at it first; what a program has put in its place is not called.
 */
function writeThunk(name: string): string {
  if (!PLAIN.test(name)) return '()=>void 0';
  return name === 'this' ? '()=>this' : `(__ds_own)=>__ds_own&&__ds_own(eval)?eval(${JSON.stringify(name)}):${name}`;
}

const PLAIN = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;
