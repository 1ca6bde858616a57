import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import type { AdapterProcess } from './adapterProcess.ts';
import { DapClient } from './client.ts';
import { DapError, type DapPort } from './port.ts';
import type { RunState, Stop } from './stopTracker.ts';

export interface DebugRunOptions {
  readonly adapter: AdapterProcess;
  /** The `adapterID` that the adapter is told. */
  readonly type: string;
  /** The arguments of `launch` or `attach`, as in launch.json. */
  readonly configuration: Readonly<Record<string, unknown>> & { readonly request: 'launch' | 'attach' };
  /** Line breakpoints, by file. */
  readonly breakpoints: ReadonlyMap<string, readonly number[]>;
  /** Finds the name by which the program knows a file; undefined for the one that is given. */
  readonly findFile?: (file: string, port: DapPort) => Promise<string | undefined>;
  /** What the program and the adapter print. */
  readonly onOutput?: (output: Dap.OutputEvent['body']) => void;
}

/** How long an adapter may take to end its program when asked to, in milliseconds. */
const END_MS = 3_000;

/** One program under debug with our own client: started, stopped at breakpoints, ended. */
export class DebugRun {
  readonly client: DapClient;
  /** Breakpoints that the adapter could not place. */
  readonly unplaced: string[] = [];
  readonly #adapter: AdapterProcess;
  readonly #onOutput: (output: Dap.OutputEvent['body']) => void;
  readonly #changed = new Set<() => void>();
  #initialized = false;
  #ended = false;

  private constructor(options: DebugRunOptions) {
    this.#adapter = options.adapter;
    this.#onOutput = options.onOutput ?? (() => undefined);
    this.client = new DapClient({
      connection: options.adapter.connection,
      onEvent: (event) => {
        this.#take(event);
      },
      onState: () => {
        this.#fire();
      },
    });
  }

  /**
   * Starts the program with its breakpoints.
   * @throws {DapError} when the adapter refuses: the program cannot be built, or is not there.
   */
  static async start(options: DebugRunOptions): Promise<DebugRun> {
    const run = new DebugRun(options);
    try {
      await run.#start(options);
      return run;
    } catch (error) {
      await run.end();
      throw error;
    }
  }

  get state(): RunState {
    return this.client.tracker.state;
  }

  /** The next stop after `epoch`; undefined if the program ends first. */
  async nextStop(epoch: number): Promise<Stop | undefined> {
    await this.#until(() => this.state.kind === 'ended' || (this.state.kind === 'stopped' && this.state.epoch > epoch));
    return this.state.kind === 'stopped' ? this.state.stop : undefined;
  }

  /** Continues the program; resolves when the adapter has agreed. */
  async resume(stop: Stop): Promise<void> {
    await this.client.request('continue', { threadId: stop.threadId ?? 1 });
  }

  /** Ends the program, then the adapter. */
  async end(): Promise<void> {
    if (this.#ended) return;
    this.#ended = true;
    // Do this even if the adapter says that the program has ended: the adapter may still hold what it has built.
    await this.client.request('disconnect', { terminateDebuggee: true }, AbortSignal.timeout(END_MS)).catch(ignoreGone);
    this.client.close();
    await this.#adapter.end();
  }

  async #start({ type, configuration, breakpoints, findFile }: DebugRunOptions): Promise<void> {
    await this.client.request('initialize', {
      clientID: 'deferscope',
      adapterID: type,
      pathFormat: 'path',
      linesStartAt1: true,
      columnsStartAt1: true,
      supportsVariableType: true,
      supportsVariablePaging: true,
      supportsMemoryReferences: true,
    });
    const started = this.client.request(configuration.request, configuration);
    // The adapter says when it is ready for breakpoints: before its answer to the request or after it.
    await Promise.race([this.#until(() => this.#initialized), started.then(() => this.#until(() => this.#initialized))]);
    for (const [file, lines] of breakpoints) {
      const path = (await findFile?.(file, this.client)) ?? file;
      const answer = await this.client.request('setBreakpoints', { source: { path }, breakpoints: lines.map((line) => ({ line })) });
      for (const breakpoint of answer.breakpoints)
        if (!breakpoint.verified) this.unplaced.push(breakpoint.message ?? `${path}:${breakpoint.line ?? ''}`);
    }
    await this.client.request('configurationDone', undefined);
    await started;
  }

  #take(event: Dap.Event): void {
    if (event.event === 'initialized') {
      this.#initialized = true;
      this.#fire();
    } else if (event.event === 'output') {
      this.#onOutput((event as Dap.OutputEvent).body);
    }
  }

  #fire(): void {
    for (const check of [...this.#changed]) check();
  }

  #until(condition: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const check = (): void => {
        if (!condition()) return;
        this.#changed.delete(check);
        resolve();
      };
      this.#changed.add(check);
      check();
    });
  }
}

function ignoreGone(error: unknown): void {
  // An adapter that is gone or does not answer in time is ended by force.
  if (!(error instanceof DapError)) throw error;
}
