import probeSource from 'probe:javascript';
import type { Command, LivePlace } from '../probe/javascript.ts';

/** Where an expression is evaluated: in a frame and its realm, or without one in the main realm. */
export interface EvaluatePlace {
  readonly frameId?: number;
}

/** The expression that reads everything, or one page of one scope. */
export function readExpression(command: Omit<Extract<Command, { do: 'read' }>, 'do'> = {}): string {
  return call({ do: 'read', ...command });
}

/** The expression whose value is a live value of the program. */
export function valueExpression(place: LivePlace): string {
  return call({ do: 'value', ...place });
}

/** The expression whose value is a holder of live values of the program. */
export function holdExpression(values: readonly LivePlace[]): string {
  return call({ do: 'hold', values });
}

/** The expression whose value is a list of functions of the program. */
export function functionsExpression(command: Omit<Extract<Command, { do: 'functions' }>, 'do'>): string {
  return call({ do: 'functions', ...command });
}

/**
 * The expression that tells which scopes variables hold. Only plain names and `this.name` paths are looked up, because the
 * text comes from an editor; for anything else the place in the answer stays empty.
 */
export function ownExpression(variables: readonly string[]): string {
  return `${probeSource}(${[JSON.stringify({ do: 'own' } satisfies Command), ...variables.map(writeVariable)].join(',')})`;
}

/** The expression that tells of each variable whether it holds a stack of the language's own: its class, or empty text. */
export function stacksExpression(variables: readonly string[]): string {
  return `${probeSource}(${[JSON.stringify({ do: 'stacks' } satisfies Command), ...variables.map(writeVariable)].join(',')})`;
}

/** A {@link Variable} of the probe: a field of `this` is named, so that the probe can see whether it is a getter. */
function writeVariable(path: string): string {
  if (!PLAIN_PATH.test(path)) return '{of:()=>void 0}';
  if (path.startsWith('this.#')) return `{of:()=>${path}}`;
  if (path.startsWith('this.')) return `{of:()=>this,key:${JSON.stringify(path.slice('this.'.length))}}`;
  return `{of:()=>${path},name:${JSON.stringify(path)}}`;
}

const PLAIN_PATH = /^(?:this\.#?)?[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;

function call(command: Command): string {
  return `${probeSource}(${JSON.stringify(command)})`;
}
