import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import * as vscode from 'vscode';
import { abandonOn, DapError, type DapPort, type DapRequests } from '../../dap/port.ts';

/** The DAP port of a VS Code session. */
export class SessionPort implements DapPort {
  readonly #session: vscode.DebugSession;
  /** The form of the window's URIs, if the window is remote from this process. */
  #remote: vscode.Uri | undefined;

  constructor(session: vscode.DebugSession) {
    this.#session = session;
  }

  request<C extends keyof DapRequests>(
    command: C,
    args: DapRequests[C]['arguments'],
    signal?: AbortSignal,
  ): Promise<DapRequests[C]['body']> {
    return abandonOn(signal, command, this.#send(command, args));
  }

  async #send<C extends keyof DapRequests>(command: C, args: DapRequests[C]['arguments']): Promise<DapRequests[C]['body']> {
    try {
      const given = command === 'source' ? this.#withWindowPath(args as Dap.SourceArguments) : args;
      return this.#withLocalPaths(await this.#session.customRequest(command, given)) as DapRequests[C]['body'];
    } catch (error) {
      throw new DapError(command, error instanceof Error ? error.message : String(error), { cause: error });
    }
  }

  /**
   * If the window is remote from this process, VS Code rewrites the source paths in an answer to URIs of the window; here they are turned
   * back into paths of this machine.
   */
  #withLocalPaths(body: unknown): unknown {
    if (typeof body !== 'object' || body === null) return body;
    const { source } = body as Holder;
    const changed = Object.fromEntries(
      Object.entries(LISTED_SOURCES).flatMap(([list, sourceOf]) => {
        const listed = (body as Readonly<Record<string, unknown>>)[list];
        return Array.isArray(listed) ? [[list, listed.map((one: object) => this.#withLocalSource(one, sourceOf))]] : [];
      }),
    );
    return { ...(source === undefined ? body : this.#withLocalSource(body, 'source')), ...changed };
  }

  /** `sourceOf` is the field that has the source. */
  #withLocalSource(holder: object, sourceOf: SourceField): object {
    const source = (holder as Readonly<Record<SourceField, Holder['source']>>)[sourceOf];
    const path = source?.path;
    if (typeof path !== 'string' || !/^(?:vscode-remote|file):/.test(path)) return holder;
    const uri = vscode.Uri.parse(path);
    if (uri.scheme === 'vscode-remote') this.#remote = uri;
    return { ...holder, [sourceOf]: { ...source, path: vscode.Uri.file(uri.path).fsPath } };
  }

  /** The other way: a source that is requested by its path must be named as the window names it. */
  #withWindowPath(args: Dap.SourceArguments): Dap.SourceArguments {
    const path = args.source?.path;
    if (this.#remote === undefined || path === undefined || args.sourceReference > 0) return args;
    return { ...args, source: { ...args.source, path: this.#remote.with({ path: vscode.Uri.file(path).path }).toString() } };
  }
}

interface Holder {
  readonly source?: { readonly path?: unknown };
}

type SourceField = 'source' | 'location';

/** The lists in answers whose elements have a source, and the field of an element that has it. */
const LISTED_SOURCES = { stackFrames: 'source', scopes: 'source', instructions: 'location' } as const satisfies Record<string, SourceField>;
