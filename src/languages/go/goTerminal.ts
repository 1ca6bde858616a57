import { statSync } from 'node:fs';
import * as path from 'node:path';
import { NoAdapterError, type LaunchConfiguration, type TerminalProgram, type TerminalSupport } from '../terminalSupport.ts';
import { isExecutable } from './executable.ts';
import { findFile } from './programFiles.ts';
import { findDelve, INSTALL_DELVE } from './delve.ts';

/** Runs Go programs under Delve: `dlv` on the PATH, in GOBIN or in the bin folder of GOPATH. */
export const goTerminal: TerminalSupport = {
  name: 'go',
  type: 'go',
  usage: {
    file: ['of a Go program built with -trimpath, FILE is PACKAGE/FILE.go, or FILE.go if only one file has that name'],
    program: 'A folder or a .go file is built first, with its tests when FILE is a _test.go file; a binary is used as it is.',
  },
  judge: (program) => {
    if (isGoFile(program)) return 'own';
    const found = statSync(program, { throwIfNoEntry: false });
    // A folder is a package.
    return found?.isDirectory() === true || (found?.isFile() === true && isExecutable(program)) ? 'own' : 'possible';
  },
  findAdapter: async (program, env) => {
    const command = await findDelve(env);
    if (command === undefined)
      throw new NoAdapterError(
        `Delve, Go's debugger, was not found on the PATH, in GOBIN or in the bin folder of GOPATH. Install it with: ${INSTALL_DELVE}`,
      );
    const cwd = isFolder(program) ? program : path.dirname(program);
    return { command, args: ['dap', '--listen=127.0.0.1:0'], transport: 'tcp', env, cwd };
  },
  listens: (command) => /\bdlv(?:\.exe)?$/.test(command),
  configure,
  // A program that was built with -trimpath knows its files by the paths of their packages (`example.com/app/main.go`).
  isFileName: (file) => /^[^./\\][^\\]*\.go$/.test(file),
  findFile,
  substitutesPaths: true,
  knowsWholeProgram: true,
  // A panic that nobody recovered, a fatal error.
  isLastStop: (reason) => reason.includes('panic') || reason.includes('fatal'),
};

/** Delve itself builds a package or a file for debugging, including the tests if the breakpoint is in one; a binary is used as it is. */
function configure({ program, args, file, substitutes = [] }: TerminalProgram, scratch: string): LaunchConfiguration {
  const common = {
    request: 'launch' as const,
    program,
    args: [...args],
    stopOnEntry: false,
    hideSystemGoroutines: true,
    outputMode: 'remote',
    ...(substitutes.length === 0 ? {} : { substitutePath: substitutes }),
  };
  if (!isGoFile(program) && !isFolder(program)) return { ...common, mode: 'exec' };
  return {
    ...common,
    mode: /_test\.go$/i.test(program) || /_test\.go$/i.test(file) ? 'test' : 'debug',
    output: path.join(scratch, 'debuggee'),
  };
}

function isGoFile(program: string): boolean {
  return /\.go$/i.test(program);
}

function isFolder(program: string): boolean {
  return statSync(program, { throwIfNoEntry: false })?.isDirectory() === true;
}
