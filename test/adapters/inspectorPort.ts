import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import type { Debugger, Runtime, Session } from 'node:inspector';
import { fileURLToPath } from 'node:url';
import { DapError, type DapPort, type DapRequests } from '../../src/dap/port.ts';
import { InspectorValues } from './inspectorValues.ts';

/** The urls of the program's scripts, by id, in the order in which they were parsed. */
export type Scripts = ReadonlyMap<string, string>;

/**
 * Answers the few DAP requests that reading a paused JavaScript program needs, using V8's inspector in another thread of the same process.
 * It takes a fraction of the time that js-debug takes, so that thousands of stops can be read. What js-debug does in addition, such as
 * source maps and names, is tested in VS Code.
 */
export class InspectorPort implements DapPort {
  readonly #session: Session;
  readonly #frames: readonly Debugger.CallFrame[];
  readonly #scripts: Scripts;
  readonly #values: InspectorValues;

  constructor(session: Session, frames: readonly Debugger.CallFrame[], scripts: Scripts) {
    this.#session = session;
    this.#frames = frames;
    this.#scripts = scripts;
    this.#values = new InspectorValues(session);
  }

  async request<C extends keyof DapRequests>(command: C, args: DapRequests[C]['arguments']): Promise<DapRequests[C]['body']> {
    return (await this.#answer(command, args)) as DapRequests[C]['body'];
  }

  /** The object to which an answer has given this reference. */
  objectOf(reference: number): Runtime.RemoteObject | undefined {
    return this.#values.objectOf(reference);
  }

  async #answer(command: keyof DapRequests, args: unknown): Promise<unknown> {
    switch (command) {
      case 'threads':
        return { threads: [{ id: 1, name: 'main' }] };
      case 'stackTrace': {
        const { startFrame = 0, levels = Infinity } = args as Dap.StackTraceArguments;
        const frames = this.#frames.slice(startFrame, startFrame + (levels === 0 ? Infinity : levels));
        return { stackFrames: frames.map((frame, at) => this.#describe(frame, startFrame + at)), totalFrames: this.#frames.length };
      }
      case 'source':
        return this.#readSource(args as Dap.SourceArguments);
      case 'evaluate':
        return this.#evaluate(args as DapRequests['evaluate']['arguments']);
      case 'scopes':
        return { scopes: this.#listScopes((args as DapRequests['scopes']['arguments']).frameId) };
      case 'variables':
        return { variables: await this.#values.variables(args as DapRequests['variables']['arguments']) };
      case 'locations':
        return this.#values.locate((args as DapRequests['locations']['arguments']).locationReference, (scriptId) =>
          pathOf(this.#scripts.get(scriptId) ?? '', scriptId),
        );
      default:
        throw new DapError(command, 'not offered');
    }
  }

  #describe({ functionName, location }: Debugger.CallFrame, at: number): object {
    return {
      id: at + 1,
      name: functionName === '' ? '<anonymous>' : functionName,
      line: location.lineNumber + 1,
      column: (location.columnNumber ?? 0) + 1,
      source: this.#sourceOf(location.scriptId),
    };
  }

  /** Like js-debug: a text that is in no file has its own number. */
  #sourceOf(scriptId: string): Dap.Source {
    const url = this.#scripts.get(scriptId) ?? '';
    const path = pathOf(url, scriptId);
    return { name: path, path, sourceReference: url.startsWith('file:') ? 0 : Number(scriptId) };
  }

  /** By its number; by its path, the text that last ran under that path. */
  async #readSource({ source, sourceReference }: Dap.SourceArguments): Promise<object> {
    const scriptId =
      sourceReference > 0 ? String(sourceReference) : [...this.#scripts].findLast(([id, url]) => pathOf(url, id) === source?.path)?.[0];
    if (scriptId === undefined) throw new DapError('source', 'Source not found');
    const { scriptSource } = await post<Debugger.GetScriptSourceReturnType>(this.#session, 'Debugger.getScriptSource', { scriptId });
    return { content: scriptSource, mimeType: 'text/javascript' };
  }

  /** js-debug lists `this` in the innermost scope. */
  #listScopes(frameId: number): Dap.Scope[] {
    const frame = this.#frames[frameId - 1];
    return (frame?.scopeChain ?? []).map(({ type, object, startLocation, endLocation }, at) => ({
      name: `${type.slice(0, 1).toUpperCase()}${type.slice(1)}`,
      variablesReference: this.#values.expand(object, at === 0 ? frame?.this : undefined),
      expensive: type === 'global',
      ...(startLocation === undefined ? {} : { line: startLocation.lineNumber + 1, column: (startLocation.columnNumber ?? 0) + 1 }),
      ...(endLocation === undefined ? {} : { endLine: endLocation.lineNumber + 1, endColumn: (endLocation.columnNumber ?? 0) + 1 }),
    }));
  }

  async #evaluate({ expression, frameId }: DapRequests['evaluate']['arguments']): Promise<object> {
    const frame = frameId === undefined ? undefined : this.#frames[frameId - 1];
    const { result, exceptionDetails } =
      frame === undefined
        ? await post<Runtime.EvaluateReturnType>(this.#session, 'Runtime.evaluate', { expression })
        : await post<Debugger.EvaluateOnCallFrameReturnType>(this.#session, 'Debugger.evaluateOnCallFrame', {
            callFrameId: frame.callFrameId,
            expression,
          });
    if (exceptionDetails !== undefined) throw new DapError('evaluate', exceptionDetails.exception?.description ?? exceptionDetails.text);
    return {
      result: typeof result.value === 'string' ? result.value : (result.description ?? String(result.value)),
      variablesReference: await this.#values.hold(result),
    };
  }
}

function pathOf(url: string, scriptId: string): string {
  if (url === '') return `<eval>/VM${scriptId}`;
  return url.startsWith('file:') ? fileURLToPath(url) : url;
}

/** Sends one command to the inspector. */
export function post<T extends object>(session: Session, method: string, params: object): Promise<T> {
  return new Promise((resolve, reject) => {
    session.post(method, params, (error, result) => {
      if (error === null) resolve(result as T);
      // In older versions of Node the inspector's errors are plain objects.
      else reject(new DapError(method, (error as { readonly message?: string }).message ?? JSON.stringify(error)));
    });
  });
}
