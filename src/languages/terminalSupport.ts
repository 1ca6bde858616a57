import type { AdapterCommand } from '../dap/adapterProcess.ts';

/** A program that somebody names in a terminal. */
export interface TerminalProgram {
  /** Its absolute path. */
  readonly program: string;
  readonly args: readonly string[];
  /** The file of the breakpoint, as it was given. */
  readonly file: string;
}

/** How a language's programs are run up to a breakpoint from a terminal. */
export interface TerminalSupport {
  /** What `--adapter` calls it. */
  readonly name: string;
  /** The debug type of its sessions, as in launch.json. */
  readonly type: string;
  /** Lines for the command's usage: about the file of a breakpoint, and about programs. */
  readonly usage?: { readonly file?: readonly string[]; readonly program?: string };
  /** Whether a program is one of its own, by its name or by what lies there. A binary may be called anything. */
  readonly judge: (program: string) => 'own' | 'possible' | 'foreign';
  /**
   * The debug adapter on this machine.
   * @throws {NoAdapterError} when there is none
   */
  readonly findAdapter: (program: string, env: NodeJS.ProcessEnv) => Promise<AdapterCommand>;
  /** Whether a command that somebody names as the adapter listens on a port; without this it is asked for its standard streams. */
  readonly listens?: (command: string) => boolean;
  /** The launch configuration. `scratch` is a folder for what is built. */
  readonly configure: (program: TerminalProgram, scratch: string) => LaunchConfiguration;
  /** Whether a program may know a file by this name although nothing lies there. */
  readonly isFileName?: (file: string) => boolean;
  /** The debugger has the whole program before it runs: a breakpoint that it cannot place then is never reached. */
  readonly knowsWholeProgram: boolean;
  /** Whether nothing comes after a stop of this reason, besides an exception. */
  readonly isLastStop?: (reason: string) => boolean;
}

export type LaunchConfiguration = Readonly<Record<string, unknown>> & { readonly request: 'launch' };

/** No adapter: the message says why and what to do. */
export class NoAdapterError extends Error {}
