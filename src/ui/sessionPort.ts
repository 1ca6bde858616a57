import type * as vscode from 'vscode';
import { abandonOn, DapError, type DapPort, type DapRequests } from '../dap/port.ts';

/** The DAP port of a session of VS Code's. */
export class SessionPort implements DapPort {
  readonly #session: vscode.DebugSession;

  constructor(session: vscode.DebugSession) {
    this.#session = session;
  }

  request<C extends keyof DapRequests>(command: C, args: DapRequests[C]['arguments'], signal?: AbortSignal): Promise<DapRequests[C]['body']> {
    return abandonOn(signal, command, this.#send(command, args));
  }

  async #send<C extends keyof DapRequests>(command: C, args: DapRequests[C]['arguments']): Promise<DapRequests[C]['body']> {
    try {
      return (await this.#session.customRequest(command, args)) as DapRequests[C]['body'];
    } catch (error) {
      throw new DapError(command, error instanceof Error ? error.message : String(error), { cause: error });
    }
  }
}
