import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import type { UndecodedReplayRequests } from '../wire/replayProtocol.ts';

/** The requests that Deferscope sends, with their arguments and the bodies of their answers. None of them changes a session. */
export interface DapRequests extends UndecodedReplayRequests {
  evaluate: { arguments: Dap.EvaluateArguments; body: Dap.EvaluateResponse['body'] };
  variables: { arguments: Dap.VariablesArguments; body: Dap.VariablesResponse['body'] };
  stackTrace: { arguments: Dap.StackTraceArguments; body: Dap.StackTraceResponse['body'] };
  source: { arguments: Dap.SourceArguments; body: Dap.SourceResponse['body'] };
  threads: { arguments: undefined; body: Dap.ThreadsResponse['body'] };
  locations: { arguments: Dap.LocationsArguments; body: Dap.LocationsResponse['body'] };
  scopes: { arguments: Dap.ScopesArguments; body: Dap.ScopesResponse['body'] };
  readMemory: { arguments: Dap.ReadMemoryArguments; body: Dap.ReadMemoryResponse['body'] };
  disassemble: { arguments: Dap.DisassembleArguments; body: Dap.DisassembleResponse['body'] };
}

/** The adapter of one debug session, as a source sees it. */
export interface DapPort {
  /**
   * Sends one request and resolves with the body of its answer.
   * @throws {DapError} when the adapter refuses it, is gone, or `signal` is aborted first.
   */
  request<C extends keyof DapRequests>(
    command: C,
    args: DapRequests[C]['arguments'],
    signal?: AbortSignal,
  ): Promise<DapRequests[C]['body']>;
}

/** A request that was refused or failed. */
export class DapError extends Error {
  constructor(
    readonly command: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'DapError';
  }
}

/** The adapter is gone: it died, or its connection broke. Even an optional question must not ignore this. */
export class AdapterGoneError extends DapError {
  constructor(command: string, message: string) {
    super(command, message);
    this.name = 'AdapterGoneError';
  }
}

/** Waits for `work`, but no longer than until `signal` is aborted; a later result is dropped. */
export function abandonOn<T>(signal: AbortSignal | undefined, command: string, work: Promise<T>): Promise<T> {
  if (signal === undefined) return work;
  return new Promise<T>((resolve, reject) => {
    const abort = (): void => {
      reject(new DapError(command, `${command} was cancelled`));
    };
    if (signal.aborted) {
      abort();
      work.catch(ignoreLate);
      return;
    }
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', abort);
    });
  });
}

/** Whether an error is the adapter's refusal of a request: it is not one if the request was cancelled, or the adapter is gone. */
export function isRefusal(error: unknown, signal: AbortSignal): error is DapError {
  return !signal.aborted && error instanceof DapError && !(error instanceof AdapterGoneError);
}

/**
 * The answer to an optional question: undefined if the adapter refuses it. Still fails if the question was cancelled or the adapter is
 * gone.
 */
export async function unlessRefused<T>(signal: AbortSignal, work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (signal.aborted || error instanceof AdapterGoneError) throw error;
    return undefined;
  }
}

function ignoreLate(): void {
  // Nobody waits for this answer any more.
}
