// The debug type "go" as the Go extension has it: `dlv dap` on its own port, one for each session.
const { spawn } = require('node:child_process');
const vscode = require('vscode');

const startLimitMs = 20_000;

/**
 * @typedef {import('node:stream').Readable} Readable
 * @typedef {import('node:child_process').ChildProcessByStdio<null, Readable, Readable>} Child
 */

class Delve {
  /** @type {Map<string, Child>} */
  #running = new Map();

  /** @param {vscode.DebugSession} session */
  async createDebugAdapterDescriptor(session) {
    const child = spawn(process.env.DEFERSCOPE_DLV ?? 'dlv', ['dap', '--listen=127.0.0.1:0'], {
      cwd: session.configuration.cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#running.set(session.id, child);
    return new vscode.DebugAdapterServer(await portOf(child), '127.0.0.1');
  }

  /** @param {vscode.DebugSession} session */
  end(session) {
    this.#running.get(session.id)?.kill();
    this.#running.delete(session.id);
  }

  dispose() {
    for (const child of this.#running.values()) child.kill();
  }
}

/** The port that Delve names once it listens. @param {Child} child @returns {Promise<number>} */
function portOf(child) {
  return new Promise((resolve, reject) => {
    let heard = '';
    const timer = setTimeout(() => {
      reject(new Error(`Delve does not listen: ${heard}`));
    }, startLimitMs);
    const hear = (/** @type {Buffer} */ chunk) => {
      heard += String(chunk);
      const match = /listening at: 127\.0\.0\.1:(\d+)/.exec(heard);
      if (!match) return;
      clearTimeout(timer);
      resolve(Number(match[1]));
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.once('error', (error) => {
      clearTimeout(timer);
      reject(
        new Error(`Delve could not be started (${error.message}). Install it with "go install github.com/go-delve/delve/cmd/dlv@latest".`),
      );
    });
  });
}

/** @param {vscode.ExtensionContext} context */
exports.activate = (context) => {
  const delve = new Delve();
  context.subscriptions.push(
    delve,
    vscode.debug.registerDebugAdapterDescriptorFactory('go', delve),
    vscode.debug.onDidTerminateDebugSession((session) => {
      delve.end(session);
    }),
  );
};
