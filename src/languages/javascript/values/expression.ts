import probeSource from 'probe:javascript';
import type { Command, LivePlace } from '../probe/javascript.ts';

/** Where an expression is evaluated: in a frame and its realm, or in the main realm if there is no frame. */
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
 * The expression that tells which scopes variables hold. Only plain names and `this.name` paths are looked up, because the text comes from
 * an editor; everything else gets an empty place in the answer.
 */
export function ownExpression(variables: readonly string[]): string {
  return `${probeSource}(${[JSON.stringify({ do: 'own' } satisfies Command), ...variables.map(writeVariable)].join(',')})`;
}

/** The expression that tells for each variable whether it holds one of the language's own stacks: its class, or an empty text. */
export function stacksExpression(variables: readonly string[]): string {
  return `${probeSource}(${[JSON.stringify({ do: 'stacks' } satisfies Command), ...variables.map(writeVariable)].join(',')})`;
}

/** A {@link Variable} of the probe. A field of `this` is passed by name, so that the probe can see whether it is a getter. */
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
