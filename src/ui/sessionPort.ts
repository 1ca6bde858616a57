import * as vscode from 'vscode';
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
      return withLocalPaths(await this.#session.customRequest(command, args)) as DapRequests[C]['body'];
    } catch (error) {
      throw new DapError(command, error instanceof Error ? error.message : String(error), { cause: error });
    }
  }
}

/**
 * VS Code rewrites the source paths in an answer to URIs of the window when the window is remote from this process; here
 * they are turned back into paths of this machine.
 */
function withLocalPaths(body: unknown): unknown {
  if (typeof body !== 'object' || body === null) return body;
  const { stackFrames, source } = body as { stackFrames?: unknown; source?: unknown };
  if (Array.isArray(stackFrames)) return { ...body, stackFrames: stackFrames.map(withLocalSource) };
  return source === undefined ? body : withLocalSource(body);
}

function withLocalSource(holder: { readonly source?: { readonly path?: unknown } }): unknown {
  const path = holder.source?.path;
  if (typeof path !== 'string' || !/^(?:vscode-remote|file):/.test(path)) return holder;
  return { ...holder, source: { ...holder.source, path: vscode.Uri.file(vscode.Uri.parse(path).path).fsPath } };
}
