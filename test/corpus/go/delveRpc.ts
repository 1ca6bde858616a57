import * as net from 'node:net';

/** A place in the program's code, as Delve's own interface has it. */
export interface DelveLocation {
  readonly pc: number;
  readonly file: string;
  readonly line: number;
  readonly function?: { readonly name: string; readonly value: number } | null;
}

/** A deferred call in Delve's own list. */
export interface DelveDefer {
  /** The function that the runtime will call: a wrapper, if the compiler has made one. */
  readonly DeferredLoc: DelveLocation;
  /** Where it was deferred. */
  readonly DeferLoc: DelveLocation;
  readonly Unreadable: string;
}

export interface DelveFrame extends DelveLocation {
  /** Where the frame ends, counted from the end of its stack: the same after the stack has moved. */
  readonly FrameOffset: number;
  readonly Defers: readonly DelveDefer[] | null;
  readonly Err: string;
}

export interface DelveVariable {
  readonly name: string;
  readonly type: string;
  readonly kind: number;
  readonly value: string;
  readonly base: number;
  readonly children: readonly DelveVariable[] | null;
  readonly addr: number;
}

export interface DelveBreakpoint {
  readonly id: number;
  readonly file: string;
  readonly line: number;
  readonly addrs: readonly number[] | null;
  readonly functionName?: string;
}

export interface DelveThread {
  readonly id: number;
  readonly goroutineID: number;
  readonly breakPoint?: DelveBreakpoint | null;
}

export interface DelveState {
  readonly exited: boolean;
  readonly Running: boolean;
  readonly Threads: readonly DelveThread[] | null;
}

interface Answer {
  readonly id: number;
  readonly result: unknown;
  readonly error: string | null;
}

/** Delve's own interface, which its terminal uses: what it says here does not come from us. */
export class DelveRpc {
  readonly #socket: net.Socket;
  readonly #waiting = new Map<number, { resolve: (result: unknown) => void; reject: (error: Error) => void }>();
  readonly #places = new Map<number, DelveLocation>();
  #last = 0;
  #rest = '';

  private constructor(socket: net.Socket) {
    this.#socket = socket;
    socket.setEncoding('utf8');
    socket.on('data', (text: string) => {
      this.#take(text);
    });
    socket.on('close', () => {
      for (const { reject } of this.#waiting.values()) reject(new Error('Delve is gone'));
      this.#waiting.clear();
    });
    socket.on('error', () => {
      socket.destroy();
    });
  }

  static connect(port: number): Promise<DelveRpc> {
    return new Promise((resolve, reject) => {
      const socket = net.connect({ host: '127.0.0.1', port });
      socket.once('error', reject);
      socket.once('connect', () => {
        resolve(new DelveRpc(socket));
      });
    });
  }

  async stack(goroutine: number, depth: number): Promise<readonly DelveFrame[]> {
    const { Locations } = await this.#call<{ Locations: readonly DelveFrame[] }>('Stacktrace', {
      Id: goroutine,
      Depth: depth,
      Full: false,
      Defers: true,
      Opts: 1,
    });
    return Promise.all(
      Locations.map(async (frame) => ({ ...frame, Defers: await Promise.all((frame.Defers ?? []).map((defer) => this.#place(defer))) })),
    );
  }

  /** Delve tells the place that `defer` returns to, which in optimized code may belong to another statement. */
  async #place(defer: DelveDefer): Promise<DelveDefer> {
    if (defer.Unreadable !== '') return defer;
    const { pc } = defer.DeferLoc;
    const before = this.#places.get(pc) ?? (await this.#find(`*${pc - 1}`)) ?? defer.DeferLoc;
    this.#places.set(pc, before);
    return { ...defer, DeferLoc: { ...before, pc } };
  }

  async #find(loc: string): Promise<DelveLocation | undefined> {
    const { Locations } = await this.#call<{ Locations: readonly DelveLocation[] | null }>('FindLocation', {
      Scope: scopeOf(-1),
      Loc: loc,
      IncludeNonExecutableLines: false,
    });
    return Locations?.[0];
  }

  async goroutines(): Promise<readonly { readonly id: number }[]> {
    return (
      (await this.#call<{ Goroutines: readonly { readonly id: number }[] | null }>('ListGoroutines', { Start: 0, Count: 2000 }))
        .Goroutines ?? []
    );
  }

  async sources(filter: string): Promise<readonly string[]> {
    return (await this.#call<{ Sources: readonly string[] | null }>('ListSources', { Filter: filter })).Sources ?? [];
  }

  async functions(filter: string): Promise<readonly string[]> {
    return (await this.#call<{ Funcs: readonly string[] | null }>('ListFunctions', { Filter: filter })).Funcs ?? [];
  }

  async breakAt(breakpoint: Readonly<Record<string, unknown>>): Promise<DelveBreakpoint> {
    return (await this.#call<{ Breakpoint: DelveBreakpoint }>('CreateBreakpoint', { Breakpoint: breakpoint })).Breakpoint;
  }

  async clear(id: number): Promise<void> {
    await this.#call('ClearBreakpoint', { Id: id });
  }

  async state(): Promise<DelveState> {
    return (await this.#call<{ State: DelveState }>('State', { NonBlocking: true })).State;
  }

  /** The parameters of the innermost function of a goroutine, the receiver first. */
  async parameters(goroutine: number): Promise<readonly DelveVariable[]> {
    return (
      (await this.#call<{ Args: readonly DelveVariable[] | null }>('ListFunctionArgs', { Scope: scopeOf(goroutine), Cfg: LOADED })).Args ??
      []
    );
  }

  /** The code of a function. */
  async code(entry: number): Promise<readonly Instruction[]> {
    const { Disassemble } = await this.#call<{ Disassemble: readonly Instruction[] | null }>('Disassemble', {
      Scope: scopeOf(-1),
      StartPC: entry,
      EndPC: 0,
      Flavour: 1,
    });
    return Disassemble ?? [];
  }

  end(): void {
    this.#socket.destroy();
  }

  #call<T>(method: string, parameters: object): Promise<T> {
    const id = ++this.#last;
    return new Promise<T>((resolve, reject) => {
      this.#waiting.set(id, {
        resolve: (result) => {
          resolve(result as T);
        },
        reject,
      });
      this.#socket.write(`${JSON.stringify({ method: `RPCServer.${method}`, params: [parameters], id })}\n`);
    });
  }

  #take(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) {
      const answer = JSON.parse(line) as Answer;
      const waiting = this.#waiting.get(answer.id);
      this.#waiting.delete(answer.id);
      if (answer.error === null) waiting?.resolve(answer.result);
      else waiting?.reject(new Error(answer.error));
    }
  }
}

export interface Instruction {
  readonly Loc: DelveLocation;
  readonly DestLoc?: DelveLocation | null;
}

const LOADED = { FollowPointers: true, MaxVariableRecurse: 1, MaxStringLen: 64, MaxArrayValues: 16, MaxStructFields: -1 };

function scopeOf(goroutine: number): object {
  return { GoroutineID: goroutine, Frame: 0, DeferredCall: 0 };
}
