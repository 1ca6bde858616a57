/** What a recording needs from Node. It is found without an import, because the same code is also loaded where there is no Node. */

import { backgroundClock, type Clock } from '../support/clock.ts';

/** The functions of `node:fs` that are used. */
export interface FileSystem {
  openSync(path: string, flags: string, mode?: number): number;
  writeSync(fd: number, bytes: Uint8Array, offset: number): number;
  closeSync(fd: number): void;
  readSync(fd: number, into: Uint8Array, offset: number, length: number, position: number): number;
  renameSync(from: string, to: string): void;
  unlinkSync(path: string): void;
  statSync(path: string, options: { readonly throwIfNoEntry: false }): { isFile(): boolean } | undefined;
}

/** One value for each chain of asynchronous calls. */
export interface AsyncContext {
  getStore(): number | undefined;
  enterWith(store: number | undefined): void;
  disable(): void;
}

/** Node's `process`, or its stand-in in a test. */
export interface RecordingProcess {
  readonly pid: number;
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  kill(pid: number, signal: 0): unknown;
  on(event: 'exit', listener: (code: number) => void): unknown;
  removeListener(event: 'exit', listener: (code: number) => void): unknown;
}

export interface RecordingHost {
  readonly fs: FileSystem;
  readonly process: RecordingProcess;
  /** 0 in the main thread. */
  readonly thread: number;
  /** Its timers do not keep the process alive. */
  readonly clock: Clock;
  makeContext(): AsyncContext;
  readonly resolvePath: (path: string) => string;
  /** In UTF-8. */
  readonly encode: (text: string) => Uint8Array;
  /** Turns a `file:` URL into a path, and leaves anything else as it is. */
  toPath(url: string): string;
}

interface Modules {
  readonly 'node:fs': FileSystem;
  readonly 'node:path': { resolve(path: string): string };
  readonly 'node:url': { fileURLToPath(url: string): string };
  readonly 'node:util': { readonly TextEncoder: new () => { encode(text: string): Uint8Array } };
  readonly 'node:async_hooks': { readonly AsyncLocalStorage: new () => AsyncContext };
  readonly 'node:worker_threads': { readonly isMainThread: boolean; readonly threadId: number };
}

/** Undefined if this is not Node, or a Node before 20.16 or 22.3, which cannot give its modules to code that does not import them. */
export function findHost(): RecordingHost | undefined {
  const { process } = globalThis as unknown as {
    readonly process?: RecordingProcess & { getBuiltinModule?<K extends keyof Modules>(name: K): Modules[K] | undefined };
  };
  const load = <K extends keyof Modules>(name: K): Modules[K] | undefined => process?.getBuiltinModule?.(name);
  const fs = load('node:fs');
  const path = load('node:path');
  const url = load('node:url');
  const util = load('node:util');
  const hooks = load('node:async_hooks');
  if (process === undefined || fs === undefined || path === undefined || url === undefined || util === undefined || hooks === undefined)
    return undefined;
  const threads = load('node:worker_threads');
  const { AsyncLocalStorage } = hooks;
  const encoder = new util.TextEncoder();
  return {
    // Taken once, so that a program that replaces functions of its file system does not get the recording.
    fs: { ...fs },
    process,
    thread: threads?.isMainThread === false ? threads.threadId : 0,
    clock: backgroundClock,
    makeContext: () => new AsyncLocalStorage(),
    resolvePath: (name) => path.resolve(name),
    encode: (text) => encoder.encode(text),
    toPath(from) {
      if (!from.startsWith('file:')) return from;
      try {
        return url.fileURLToPath(from);
      } catch {
        // A file URL of another machine has no path here; readers take URLs too.
        return from;
      }
    },
  };
}
