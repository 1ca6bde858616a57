import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import { unlessRefused, type DapPort } from '../../../dap/port.ts';

/** Requests the children of a value from the debugger. */
export class VariableReader {
  readonly #port: DapPort;
  readonly #signal: AbortSignal;

  constructor(port: DapPort, signal: AbortSignal) {
    this.#port = port;
    this.#signal = signal;
  }

  /** Empty if there is nothing to expand, or the debugger refuses. */
  async children(variablesReference: number, more: Partial<Dap.VariablesArguments> = {}): Promise<readonly Dap.Variable[]> {
    if (variablesReference <= 0) return [];
    return (
      (await unlessRefused(this.#signal, this.#port.request('variables', { variablesReference, ...more }, this.#signal)))?.variables ?? []
    );
  }
}
