import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import { unlessRefused, type DapPort } from '../../../dap/port.ts';
import type { VariableReader } from './variableReader.ts';

/** A place as the debugger counts it: lines and columns start at 1. */
export interface ListedPlace {
  readonly line: number;
  readonly column: number;
}

/**
 * The variables of a frame as the debugger lists them, scope by scope, including those that no expression can name. Reading them runs no
 * code.
 */
export class FrameScopes {
  readonly #reader: VariableReader;
  readonly #scopes: Promise<readonly Dap.Scope[]>;
  readonly #variables = new Map<number, Promise<readonly Dap.Variable[]>>();

  constructor(
    frameId: number,
    { port, signal, reader }: { readonly port: DapPort; readonly signal: AbortSignal; readonly reader: VariableReader },
  ) {
    this.#reader = reader;
    this.#scopes = unlessRefused(signal, port.request('scopes', { frameId }, signal)).then((answer) => answer?.scopes ?? []);
  }

  /** The variable with one of these names in the innermost scope around a place. */
  async find(names: readonly string[], place: ListedPlace): Promise<Dap.Variable | undefined> {
    for (const scope of await this.#scopes) {
      // The function's own variables and everything outside of it need no place. A variable of an inner block may hide an outer one.
      if (scope.expensive || !surrounds(scope, place)) continue;
      const found = (await this.#list(scope.variablesReference)).find(({ name }) => names.includes(name));
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #list(reference: number): Promise<readonly Dap.Variable[]> {
    const known = this.#variables.get(reference) ?? this.#reader.children(reference);
    this.#variables.set(reference, known);
    return known;
  }
}

function surrounds({ name, line, column = 1, endLine, endColumn = Infinity }: Dap.Scope, place: ListedPlace): boolean {
  if (line === undefined || endLine === undefined) return !/^(?:Block|Catch|With)\b/.test(name);
  const isBehindStart = place.line > line || (place.line === line && place.column >= column);
  return isBehindStart && (place.line < endLine || (place.line === endLine && place.column <= endColumn));
}
