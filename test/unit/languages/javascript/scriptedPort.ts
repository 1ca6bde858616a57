import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import probeSource from 'probe:javascript';
import type { Stack } from '../../../../src/core/snapshot.ts';
import { inEnglish } from '../../../../src/core/translate.ts';
import { LoadedSources } from '../../../../src/dap/loadedSources.ts';
import { abandonOn, DapError, type DapPort, type DapRequests } from '../../../../src/dap/port.ts';
import { JavascriptSource } from '../../../../src/languages/javascript/javascriptSource.ts';
import type { WireCleanup, WireLibrary, WireScope, WireValue } from '../../../../src/languages/javascript/wire/javascriptReading.ts';
import { JavascriptTrees } from '../../../../src/languages/javascript/syntax/javascriptTrees.ts';

const EMPTY_TEXT = '';

/** A scripted adapter's answers: bodies by command, or functions of the request. Everything else is refused. */
export interface Script {
  readonly frames?: readonly Partial<Dap.StackFrame>[];
  readonly threads?: readonly Dap.Thread[];
  /** Answers the probe. `asked` is its command with the arguments, `frameId` is where it is evaluated. */
  readonly evaluate?: (
    asked: string,
    frameId: number | undefined,
    context: string | undefined,
  ) => string | Partial<Dap.EvaluateResponse['body']>;
  readonly variables?: (args: Dap.VariablesArguments) => readonly Partial<Dap.Variable>[];
  readonly locations?: (reference: number) => Dap.LocationsResponse['body'];
  /** The available texts; if none are given, each is empty. */
  readonly files?: Readonly<Record<string, string>>;
}

/** An adapter that answers by a script and keeps a list of its requests. */
export class ScriptedPort implements DapPort {
  readonly asked: string[] = [];
  readonly #script: Script;

  constructor(script: Script) {
    this.#script = script;
  }

  request<C extends keyof DapRequests>(
    command: C,
    args: DapRequests[C]['arguments'],
    signal?: AbortSignal,
  ): Promise<DapRequests[C]['body']> {
    return abandonOn(signal, command, this.#answer(command, args) as Promise<DapRequests[C]['body']>);
  }

  async #answer(command: keyof DapRequests, args: unknown): Promise<unknown> {
    await Promise.resolve();
    switch (command) {
      case 'threads':
        this.asked.push('threads');
        return { threads: this.#script.threads ?? [] };
      case 'stackTrace': {
        this.asked.push(`stackTrace of ${(args as Dap.StackTraceArguments).threadId}`);
        return {
          stackFrames: (this.#script.frames ?? []).map((frame, at) => ({ id: 1000 + at, name: `f${at}`, line: 1, column: 1, ...frame })),
        };
      }
      case 'evaluate': {
        const { expression, frameId, context } = args as Dap.EvaluateArguments;
        const asked = expression.startsWith(probeSource) ? expression.slice(probeSource.length + 1, -1) : expression;
        this.asked.push(`evaluate ${asked} ${frameId === undefined ? 'in no frame' : `in ${frameId}`} for ${context ?? ''}`);
        const answer = this.#script.evaluate?.(asked, frameId, context);
        if (answer === undefined) throw new DapError(command, 'not in the script');
        return typeof answer === 'string' ? { result: answer, variablesReference: 0 } : { result: '', variablesReference: 0, ...answer };
      }
      case 'variables': {
        const asked = args as Dap.VariablesArguments;
        this.asked.push(`variables ${asked.variablesReference}`);
        return {
          variables: (this.#script.variables?.(asked) ?? []).map((variable) => ({
            name: '',
            value: '',
            variablesReference: 0,
            ...variable,
          })),
        };
      }
      case 'locations': {
        const { locationReference } = args as Dap.LocationsArguments;
        this.asked.push(`locations ${locationReference}`);
        return this.#script.locations?.(locationReference);
      }
      default:
        throw new DapError(command, 'not in the script');
    }
  }
}

export const stop = { epoch: 1, reason: 'breakpoint', threadId: 1 };

/** A source over a scripted adapter. */
export function sourceOver(script: Script): { readonly source: JavascriptSource; readonly port: ScriptedPort } {
  const port = new ScriptedPort(script);
  const readText = (file: string): Promise<string | undefined> =>
    Promise.resolve(script.files === undefined ? EMPTY_TEXT : script.files[file]);
  return {
    port,
    source: new JavascriptSource({ port, readText, loaded: new LoadedSources(), trees: new JavascriptTrees(), t: inEnglish }),
  };
}

/** The probe's answer. */
export function answer(libraries: readonly Partial<WireLibrary>[], frames: readonly object[] = []): string {
  return JSON.stringify({
    wire: 1,
    door: 'open',
    frames,
    libraries: libraries.map((one, index) => ({
      index,
      name: 'deferscope',
      version: '1',
      scopeCount: one.scopes?.length ?? 0,
      scopes: [],
      history: [],
      ...one,
    })),
  });
}

export const at = (
  line: number,
  name = 'work',
): { readonly name: string; readonly url: string; readonly line: number; readonly column: number } => ({
  name,
  url: '/app/main.js',
  line,
  column: 3,
});

export function wireScope(more: Partial<WireScope> = {}): WireScope {
  const cleanups = more.cleanups ?? [];
  return {
    id: 1,
    kind: 'function',
    async: false,
    state: 'open',
    failures: [],
    pending: cleanups.filter((one) => one.state === 'pending').length,
    site: at(10),
    cleanups,
    ...more,
  };
}

export function wireCleanup(id: number, more: Partial<WireCleanup> = {}): WireCleanup {
  const args = more.args ?? [];
  return {
    id,
    state: 'pending',
    kind: 'defer',
    fn: { name: 'close', source: 'function close(a, b) {}' },
    args,
    argCount: args.length,
    site: at(20 + id),
    ...more,
  };
}

export const wireText = (text: string): WireValue => ({ type: 'string', text, cut: false });

/** Stacks in a few words. */
export function outline(stacks: readonly Stack[]): string[] {
  return stacks.flatMap((stack) => [
    `${stack.kind} ${stack.name}${stack.current ? ' (current)' : ''}${stack.status.reason === undefined ? '' : `: ${stack.status.reason}`}`,
    ...stack.scopes.flatMap((scope) => [
      `  ${scope.id} ${scope.name} ${scope.frameId ?? '-'} ${scope.total}`,
      ...scope.cleanups.map((cleanup) => `    ${cleanup.order} ${cleanup.label}`),
    ]),
  ]);
}
