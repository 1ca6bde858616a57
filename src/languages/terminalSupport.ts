import type { AdapterCommand } from '../dap/adapterProcess.ts';
import type { DapPort } from '../dap/port.ts';

/** A program that somebody names in a terminal. */
export interface TerminalProgram {
  /** Its absolute path. */
  readonly program: string;
  readonly args: readonly string[];
  /** The file of the breakpoint, as given. */
  readonly file: string;
  readonly substitutes?: readonly PathSubstitute[];
}

/** A folder that the program knows by another name. */
export interface PathSubstitute {
  /** Here. */
  readonly from: string;
  /** In the program. */
  readonly to: string;
}

/** How a language's programs are run up to a breakpoint from a terminal. */
export interface TerminalSupport {
  /** The name for `--adapter`. */
  readonly name: string;
  /** The debug type of its sessions, as in launch.json. */
  readonly type: string;
  /** Lines for the command's usage: about the file of a breakpoint, and about programs. */
  readonly usage?: { readonly file?: readonly string[]; readonly program?: string };
  /** Whether a program is one of the language's, judged by its name or by the file there. A binary may have any name. */
  readonly judge: (program: string) => 'own' | 'possible' | 'foreign';
  /**
   * The debug adapter on this machine.
   * @throws {NoAdapterError} if there is none
   */
  readonly findAdapter: (program: string, env: NodeJS.ProcessEnv) => Promise<AdapterCommand>;
  /** Whether a command that somebody gives as the adapter listens on a port; otherwise it is spoken to through its standard streams. */
  readonly listens?: (command: string) => boolean;
  /** The launch configuration. `scratch` is a folder for build output. */
  readonly configure: (program: TerminalProgram, scratch: string) => LaunchConfiguration;
  /** Whether a program may know a file by this name although no such file exists. */
  readonly isFileName?: (file: string) => boolean;
  /** Its launch configuration says which folders the program knows by other names. */
  readonly substitutesPaths?: boolean;
  /**
   * The name by which the program knows the file of a breakpoint; undefined if it has no other name for it.
   * @throws {NoAdapterError} if several files may be meant
   */
  readonly findFile?: (file: string, port: DapPort) => Promise<string | undefined>;
  /** The debugger knows the whole program before it runs, so a breakpoint that it cannot place is never reached. */
  readonly knowsWholeProgram: boolean;
  /** Whether the program cannot continue after a stop with this reason; exceptions aside. */
  readonly isLastStop?: (reason: string) => boolean;
}

export type LaunchConfiguration = Readonly<Record<string, unknown>> & { readonly request: 'launch' };

/** There is no adapter: the message says why and what to do. */
export class NoAdapterError extends Error {}
