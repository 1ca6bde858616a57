import { statSync } from 'node:fs';
import * as path from 'node:path';
import type { AdapterCommand } from '../dap/adapterProcess.ts';
import type { InspectRequest } from './commandLine.ts';
import { findDelve, INSTALL_DELVE } from './delve.ts';

/** Languages whose programs a source reads. */
export type Language = 'go' | 'node' | 'python';

/** The adapter to start and what to tell it. */
export interface ChosenAdapter {
  readonly language: Language;
  readonly command: AdapterCommand;
  /** The debug type, as in launch.json. */
  readonly type: string;
  readonly configuration: Readonly<Record<string, unknown>> & { readonly request: 'launch' };
}

/** No adapter: the message says why and what to do. */
export class NoAdapterError extends Error {}

/**
 * The debug adapter for a program. `scratch` is a folder for what it builds.
 * @throws {NoAdapterError} when there is none, or none can be guessed.
 */
export async function chooseAdapter(request: InspectRequest, scratch: string, env: NodeJS.ProcessEnv): Promise<ChosenAdapter> {
  const program = path.resolve(request.program);
  const asked = request.adapter;
  if (asked === 'go' || asked === 'node' || asked === 'python' || asked === undefined) {
    const language = asked ?? guessLanguage(program);
    if (language === undefined)
      throw new NoAdapterError(
        `Which debugger is for ${request.program} cannot be told from its name. Say it with --adapter go, node or python.`,
      );
    if (language !== 'go') throw new NoAdapterError(explainMissing(language));
    const dlv = await findDelve(env);
    if (dlv === undefined)
      throw new NoAdapterError(
        `Delve, Go's debugger, was not found on the PATH, in GOBIN or in the bin folder of GOPATH. Install it with: ${INSTALL_DELVE}`,
      );
    return {
      language,
      type: 'go',
      command: { command: dlv, args: ['dap', '--listen=127.0.0.1:0'], transport: 'tcp', env, cwd: folderOf(program) },
      configuration: configureGo(program, request, scratch),
    };
  }
  const [command, ...args] = splitCommand(asked);
  if (command === undefined) throw new NoAdapterError('--adapter names no command.');
  const language = guessLanguage(program) ?? 'go';
  const configuration =
    language === 'go' ? configureGo(program, request, scratch) : { request: 'launch' as const, program, args: [...request.args] };
  return {
    language,
    type: language === 'node' ? 'pwa-node' : language === 'python' ? 'debugpy' : 'go',
    command: {
      command,
      args,
      transport: /\bdlv(?:\.exe)?$/.test(command) || args.some((arg) => arg.startsWith('--listen')) ? 'tcp' : 'stdio',
      env,
    },
    configuration,
  };
}

function explainMissing(language: 'node' | 'python'): string {
  switch (language) {
    case 'node':
      return "No debug adapter for Node.js can be found outside of VS Code. Debug the program there with Deferscope installed, or name an adapter with --adapter 'COMMAND'.";
    case 'python':
      return "No debug adapter for Python can be found outside of VS Code. Install debugpy and name it: --adapter 'python -m debugpy.adapter'.";
  }
}

function guessLanguage(program: string): Language | undefined {
  if (/\.go$/i.test(program)) return 'go';
  if (/\.[cm]?[jt]s$/i.test(program)) return 'node';
  if (/\.py$/i.test(program)) return 'python';
  const found = statSync(program, { throwIfNoEntry: false });
  // A folder is a Go package; a file without a name ending is a binary.
  return found?.isDirectory() === true || (found?.isFile() === true && path.extname(program) === '') ? 'go' : undefined;
}

/** Delve builds a package or a file itself, as for debugging, with its tests where one is to be stopped; a binary is taken as it is. */
function configureGo(program: string, { args, file }: InspectRequest, scratch: string): ChosenAdapter['configuration'] {
  const isSource = /\.go$/i.test(program) || statSync(program, { throwIfNoEntry: false })?.isDirectory() === true;
  const common = {
    request: 'launch' as const,
    program,
    args: [...args],
    stopOnEntry: false,
    hideSystemGoroutines: true,
    outputMode: 'remote',
  };
  if (!isSource) return { ...common, mode: 'exec' };
  return {
    ...common,
    mode: /_test\.go$/i.test(program) || /_test\.go$/i.test(file) ? 'test' : 'debug',
    output: path.join(scratch, 'debuggee'),
  };
}

function folderOf(program: string): string {
  return statSync(program, { throwIfNoEntry: false })?.isDirectory() === true ? program : path.dirname(program);
}

/** Splits at blanks; quotes keep together what stands between them. */
function splitCommand(command: string): string[] {
  return [...command.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map((match) => match[1] ?? match[2] ?? match[3] ?? '');
}
