import { NoAdapterError, type TerminalSupport } from '../terminalSupport.ts';

/** Node programs. js-debug ships inside VS Code and is not a command, so the person has to name an adapter. */
export const javascriptTerminal: TerminalSupport = {
  name: 'node',
  type: 'pwa-node',
  judge: (program) => (/\.[cm]?[jt]s$/i.test(program) ? 'own' : 'foreign'),
  findAdapter: () =>
    Promise.reject(
      new NoAdapterError(
        "No debug adapter for Node.js can be found outside of VS Code. Debug the program there with Deferscope installed, or name an adapter with --adapter 'COMMAND'.",
      ),
    ),
  configure: ({ program, args }) => ({ request: 'launch', program, args: [...args] }),
  knowsWholeProgram: false,
};
