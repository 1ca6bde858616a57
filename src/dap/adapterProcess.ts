import { spawn, type ChildProcess } from 'node:child_process';
import type { DapConnection } from './client.ts';
import { connectTcp } from './connect.ts';

/** How a debug adapter is started. */
export interface AdapterCommand {
  readonly command: string;
  readonly args: readonly string[];
  /** `stdio`: it speaks on its standard streams. `tcp`: it listens on a port and then prints a line that ends in `HOST:PORT`. */
  readonly transport: 'stdio' | 'tcp';
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** The longest wait for an adapter to listen, in milliseconds. */
const START_MS = 30_000;
/** How long an adapter may take to end after it was asked to, in milliseconds. */
const END_MS = 2_000;
/** How much of its error output is kept, in UTF-16 units. */
const MAX_OUTPUT_LENGTH = 4_000;

/** The adapter's process: started, connected to, and ended together with everything that it has started. */
export class AdapterProcess {
  readonly connection: DapConnection;
  readonly #process: ChildProcess;
  readonly #said: { text: string };

  private constructor(process: ChildProcess, connection: DapConnection, said: { text: string }) {
    this.#process = process;
    this.connection = connection;
    this.#said = said;
  }

  /**
   * Starts an adapter and connects to it.
   * @throws {Error} when it cannot be started, ends at once, or does not listen in time; nothing of it is left then.
   */
  static async start(adapter: AdapterCommand): Promise<AdapterProcess> {
    const said = { text: '' };
    // It gets a process group of its own: a Ctrl-C in the terminal is for us, and we end the adapter properly. An adapter that listens
    // passes its standard input on to its program, which must not wait for input that never comes.
    const process = spawn(adapter.command, adapter.args, {
      cwd: adapter.cwd,
      env: adapter.env,
      stdio: [adapter.transport === 'stdio' ? 'pipe' : 'ignore', 'pipe', 'pipe'],
      detached: globalThis.process.platform !== 'win32',
      windowsHide: true,
    });
    process.stderr?.setEncoding('utf8');
    process.stderr?.on('data', (text: string) => {
      said.text = (said.text + text).slice(-MAX_OUTPUT_LENGTH);
    });
    try {
      const connection = adapter.transport === 'stdio' ? await speakOnStdio(process) : await connectWhenListening(process, said);
      return new AdapterProcess(process, connection, said);
    } catch (error) {
      await endProcess(process);
      throw error;
    }
  }

  /** Its process id. */
  get pid(): number {
    return this.#process.pid ?? 0;
  }

  /** The last part of its error output. */
  get said(): string {
    return this.#said.text.trim();
  }

  /** Ends the process and its group: asks first, and uses force after two seconds. */
  async end(): Promise<void> {
    this.connection.close();
    await endProcess(this.#process);
  }
}

function speakOnStdio(process: ChildProcess): Promise<DapConnection> {
  return new Promise((resolve, reject) => {
    const { stdin, stdout } = process;
    if (stdin === null || stdout === null) throw new Error('the adapter has no standard streams');
    process.once('error', reject);
    process.once('spawn', () => {
      resolve({
        input: stdout,
        output: stdin,
        close: () => {
          stdin.destroy();
        },
      });
    });
  });
}

function connectWhenListening(process: ChildProcess, said: { readonly text: string }): Promise<DapConnection> {
  return new Promise((resolve, reject) => {
    let output = '';
    const timer = setTimeout(() => {
      reject(new Error(`the adapter did not listen within ${START_MS / 1000} seconds`));
    }, START_MS);
    const settle = (act: () => void): void => {
      clearTimeout(timer);
      act();
    };
    process.once('error', (error) => {
      settle(() => {
        reject(error);
      });
    });
    process.once('exit', (code) => {
      settle(() => {
        reject(new Error(`the adapter ended with status ${code ?? 'none'}: ${said.text.trim() || output.trim()}`));
      });
    });
    let found = false;
    // What it prints later must still be read: a full pipe would block it.
    process.stdout?.on('data', (chunk: Buffer) => {
      if (found) return;
      output = (output + chunk.toString('utf8')).slice(-MAX_OUTPUT_LENGTH);
      const address = /(?:^|[\s/])(\[?[\w.:]+\]?):(\d+)\s*$/m.exec(output);
      if (address === null) return;
      found = true;
      settle(() => {
        connectTcp((address[1] ?? '').replace(/^\[|\]$/g, ''), Number(address[2])).then(resolve, reject);
      });
    });
  });
}

async function endProcess(process: ChildProcess): Promise<void> {
  if (process.pid === undefined) return;
  if (process.exitCode === null && process.signalCode === null) await endLeader(process);
  // What it has started, such as a compiler, may not intend to end.
  if (globalThis.process.platform !== 'win32') signalGroup(process, 'SIGKILL');
}

async function endLeader(process: ChildProcess): Promise<void> {
  const ended = new Promise<void>((resolve) => {
    process.once('exit', () => {
      resolve();
    });
  });
  signalGroup(process, 'SIGTERM');
  const timer = setTimeout(() => {
    signalGroup(process, 'SIGKILL');
  }, END_MS);
  await ended;
  clearTimeout(timer);
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch (error) {
    // It has ended by itself in the meantime.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
