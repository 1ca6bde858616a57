import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import type { Readable, Writable } from 'node:stream';
import { encodeMessage, MessageDecoder } from './framing.ts';
import { LoadedSources } from './loadedSources.ts';
import { abandonOn, AdapterGoneError, DapError, type DapPort, type DapRequests } from './port.ts';
import { StopTracker, type RunState } from './stopTracker.ts';

/** A connection to a debug adapter over any transport. */
export interface DapConnection {
  readonly input: Readable;
  readonly output: Writable;
  /** Ends the connection, but not the adapter's process. */
  close(): void;
}

/** Requests by which a client that owns its session starts, steers and ends it. */
export interface ControlRequests {
  initialize: { arguments: Dap.InitializeRequestArguments; body: Dap.Capabilities };
  launch: { arguments: Dap.LaunchRequestArguments & Readonly<Record<string, unknown>>; body: undefined };
  attach: { arguments: Dap.AttachRequestArguments & Readonly<Record<string, unknown>>; body: undefined };
  setBreakpoints: { arguments: Dap.SetBreakpointsArguments; body: Dap.SetBreakpointsResponse['body'] };
  setExceptionBreakpoints: { arguments: Dap.SetExceptionBreakpointsArguments; body: Dap.SetExceptionBreakpointsResponse['body'] };
  configurationDone: { arguments: undefined; body: undefined };
  continue: { arguments: Dap.ContinueArguments; body: Dap.ContinueResponse['body'] };
  next: { arguments: Dap.NextArguments; body: undefined };
  stepIn: { arguments: Dap.StepInArguments; body: undefined };
  stepOut: { arguments: Dap.StepOutArguments; body: undefined };
  stepBack: { arguments: Dap.StepBackArguments; body: undefined };
  reverseContinue: { arguments: Dap.ReverseContinueArguments; body: undefined };
  gotoTargets: { arguments: Dap.GotoTargetsArguments; body: Dap.GotoTargetsResponse['body'] };
  goto: { arguments: Dap.GotoArguments; body: undefined };
  restart: { arguments: Dap.RestartArguments | undefined; body: undefined };
  exceptionInfo: { arguments: Dap.ExceptionInfoArguments; body: Dap.ExceptionInfoResponse['body'] };
  pause: { arguments: Dap.PauseArguments; body: undefined };
  disconnect: { arguments: Dap.DisconnectArguments; body: undefined };
}

type Requests = DapRequests & ControlRequests;

interface Waiting {
  readonly command: string;
  readonly resolve: (body: unknown) => void;
  readonly reject: (error: DapError) => void;
}

export interface DapClientOptions {
  readonly connection: DapConnection;
  /** Every event of the adapter, before anything waits for it. */
  readonly onEvent?: (event: Dap.Event) => void;
  readonly onState?: (state: RunState) => void;
}

/** A stand-alone client of a debug adapter: for the command line and the tests, outside of VS Code. */
export class DapClient implements DapPort {
  readonly tracker: StopTracker;
  readonly loaded = new LoadedSources();
  readonly #connection: DapConnection;
  readonly #onEvent: (event: Dap.Event) => void;
  readonly #decoder = new MessageDecoder();
  readonly #waiting = new Map<number, Waiting>();
  #seq = 0;
  #closed: AdapterGoneError | undefined;

  constructor(options: DapClientOptions) {
    this.#connection = options.connection;
    this.#onEvent = options.onEvent ?? (() => undefined);
    this.tracker = new StopTracker(options.onState ?? (() => undefined));
    const { input, output } = options.connection;
    input.on('data', (chunk: Buffer) => {
      this.#receive(chunk);
    });
    input.once('end', () => {
      this.#end('the debug adapter closed the connection');
    });
    input.once('close', () => {
      this.#end('the debug adapter closed the connection');
    });
    for (const stream of [input, output])
      stream.on('error', (error: Error) => {
        this.#end(`the connection to the debug adapter broke: ${error.message}`);
      });
  }

  /** How many requests have been sent. */
  get sent(): number {
    return this.#seq;
  }

  request<C extends keyof Requests>(command: C, args: Requests[C]['arguments'], signal?: AbortSignal): Promise<Requests[C]['body']> {
    if (signal?.aborted === true) return Promise.reject(new DapError(command, `${command} was cancelled`));
    return abandonOn(signal, command, this.#send(command, args));
  }

  /** Ends the connection and rejects everything that still waits for an answer. */
  close(): void {
    this.#end('the connection was closed');
    this.#connection.close();
  }

  #send<C extends keyof Requests>(command: C, args: Requests[C]['arguments']): Promise<Requests[C]['body']> {
    const closed = this.#closed;
    if (closed !== undefined) return Promise.reject(new AdapterGoneError(command, closed.message));
    this.#seq += 1;
    const message: Dap.Request = { seq: this.#seq, type: 'request', command, ...(args === undefined ? {} : { arguments: args }) };
    this.tracker.sent(message);
    return new Promise((resolve, reject) => {
      this.#waiting.set(message.seq, { command, resolve: resolve as (body: unknown) => void, reject });
      this.#connection.output.write(encodeMessage(message));
    });
  }

  #receive(chunk: Buffer): void {
    if (this.#closed !== undefined) return;
    let messages: unknown[];
    try {
      messages = this.#decoder.push(chunk);
    } catch (error) {
      this.#end(error instanceof Error ? error.message : String(error));
      this.#connection.close();
      return;
    }
    for (const message of messages) this.#handle(message as Dap.ProtocolMessage);
  }

  #handle(message: Dap.ProtocolMessage): void {
    this.tracker.received(message);
    this.loaded.received(message);
    if (message.type === 'event') this.#onEvent(message as Dap.Event);
    else if (message.type === 'response') this.#answer(message as Dap.Response);
    else if (message.type === 'request') this.#refuse(message as Dap.Request);
  }

  #answer(response: Dap.Response): void {
    const waiting = this.#waiting.get(response.request_seq);
    if (waiting === undefined) return;
    this.#waiting.delete(response.request_seq);
    if (response.success) waiting.resolve(response.body);
    else waiting.reject(new DapError(waiting.command, explainRefusal(response)));
  }

  /** What an adapter asks of its client (open a terminal, start a child session) is not supported here. */
  #refuse(request: Dap.Request): void {
    this.#seq += 1;
    const answer: Dap.Response = {
      seq: this.#seq,
      type: 'response',
      request_seq: request.seq,
      success: false,
      command: request.command,
      message: 'not supported',
    };
    this.#connection.output.write(encodeMessage(answer));
  }

  #end(reason: string): void {
    if (this.#closed !== undefined) return;
    this.#closed = new AdapterGoneError('', reason);
    this.tracker.end();
    for (const { command, reject } of this.#waiting.values()) reject(new AdapterGoneError(command, reason));
    this.#waiting.clear();
  }
}

/** The message of a refused request: adapters put it in one of two places, and it may contain placeholders. */
function explainRefusal(response: Dap.Response): string {
  const { error } = (response.body ?? {}) as { error?: Dap.Message };
  const text = error?.format.replace(/\{(\w+)\}/g, (whole, name: string) => error.variables?.[name] ?? whole);
  return text ?? response.message ?? `${response.command} failed`;
}
