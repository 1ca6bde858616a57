// One debugged program, from its start to the first stop at a breakpoint.
const vscode = require('vscode');

/**
 * @typedef {{ status: 'paused', session: vscode.DebugSession } | { status: 'ended' | 'adapterFailed', message: string }} Outcome
 * @typedef {{ category?: string, output?: string, reason?: string, threadId?: number }} EventBody of the events that we listen to
 * @typedef {import('@vscode/debugprotocol').DebugProtocol.Event} Event
 * @typedef {import('@vscode/debugprotocol').DebugProtocol.Response} Response
 * @typedef {import('@vscode/debugprotocol').DebugProtocol.ErrorResponse['body']} ErrorBody
 */

const focusLimitMs = 10_000;

class DebugRun {
  #configuration;
  /** @type {vscode.Disposable[]} */
  #disposables = [];
  /** @type {(outcome: Outcome) => void} */
  #settle = () => {};
  /** @type {Promise<Outcome>} */
  #settled = new Promise((resolve) => {
    this.#settle = resolve;
  });
  /** @type {string[]} */
  #output = [];
  /** @type {vscode.DebugSession | undefined} */
  #root;

  /** @param {vscode.DebugConfiguration} configuration */
  constructor(configuration) {
    this.#configuration = configuration;
  }

  /** Resolves at the first stop at a breakpoint, or when there will be none. */
  async start() {
    this.#disposables.push(
      vscode.debug.registerDebugAdapterTrackerFactory('*', { createDebugAdapterTracker: (session) => this.#track(session) }),
      vscode.debug.onDidTerminateDebugSession((session) => {
        if (session === this.#root) this.#settle({ status: 'ended', message: this.#lastWords() });
      }),
    );
    if (isKnown(this.#configuration.type))
      void this.#launch(); // may stay open for as long as VS Code shows an error dialog
    else this.#settle({ status: 'adapterFailed', message: `No installed extension debugs the type "${this.#configuration.type}".` }); // VS Code would ask what to do
    const outcome = await this.#settled;
    if (outcome.status === 'paused') await isFocused(outcome.session);
    return outcome;
  }

  async #launch() {
    try {
      const started = await vscode.debug.startDebugging(vscode.workspace.workspaceFolders?.[0], this.#configuration);
      if (!started) this.#settle({ status: 'adapterFailed', message: this.#lastWords() || 'VS Code did not start the session.' });
    } catch (error) {
      this.#settle({ status: 'adapterFailed', message: error instanceof Error ? error.message : String(error) });
    }
  }

  dispose() {
    for (const disposable of this.#disposables) disposable.dispose();
  }

  /** @param {vscode.DebugSession} session @returns {vscode.DebugAdapterTracker} */
  #track(session) {
    if (!session.parentSession && session.name === this.#configuration.name) this.#root ??= session;
    let over = false; // what an adapter does after its session is not a failure
    return {
      onDidSendMessage: (/** @type {Event | Response} */ message) => {
        if (isEvent(message)) {
          over ||= message.event === 'terminated' || message.event === 'exited';
          this.#hear(session, message);
        } else if (!message.success && /^(initialize|launch|attach)$/.test(message.command)) {
          this.#settle({ status: 'adapterFailed', message: wordsOf(message) });
        }
      },
      onError: (error) => {
        if (!over) this.#settle({ status: 'adapterFailed', message: error.message });
      },
      onExit: (code, signal) => {
        if (!over && (code || signal))
          this.#settle({ status: 'adapterFailed', message: `The debug adapter ended with ${signal ?? code}.` });
      },
    };
  }

  /** @param {vscode.DebugSession} session @param {Event} event */
  #hear(session, { event, body }) {
    /** @type {EventBody} */
    const { category, output = '', reason, threadId } = body ?? {};
    if (event === 'output' && category === 'stderr') this.#output.push(output);
    if (event !== 'stopped') return;
    if (reason === 'breakpoint') this.#settle({ status: 'paused', session });
    else void session.customRequest('continue', { threadId }).then(undefined, () => undefined); // for example a `debugger` statement: not the requested stop
  }

  #lastWords() {
    return this.#output.join('').trim().split('\n').slice(-10).join('\n');
  }
}

/** @param {Event | Response} message @returns {message is Event} */
function isEvent(message) {
  return message.type === 'event';
}

/** @param {string} type */
function isKnown(type) {
  return vscode.extensions.all.some(({ packageJSON }) => {
    /** @type {{ contributes?: { debuggers?: { type: string }[] } }} */
    const { contributes } = packageJSON;
    return contributes?.debuggers?.some((one) => one.type === type) === true;
  });
}

/** @param {Response} response */
function wordsOf({ message, body }) {
  /** @type {ErrorBody} */
  const { error } = body ?? {};
  return error?.format
    ? error.format.replace(/\{(\w+)\}/g, (all, /** @type {string} */ name) => error.variables?.[name] ?? all)
    : (message ?? 'The debug adapter refused the request.');
}

/**
 * The stopped event arrives before VS Code has fetched the stack and chosen a frame.
 * @param {vscode.DebugSession} session @returns {Promise<void>}
 */
function isFocused(session) {
  const isHere = (/** @type {vscode.DebugStackFrame | vscode.DebugThread | undefined} */ item) =>
    item?.session.id === session.id && 'frameId' in item;
  if (isHere(vscode.debug.activeStackItem)) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      finish(() => {
        reject(new Error('The program is paused, but VS Code did not show where.'));
      });
    }, focusLimitMs);
    const listener = vscode.debug.onDidChangeActiveStackItem((item) => {
      if (isHere(item)) finish(resolve);
    });
    /** @param {() => void} act */
    function finish(act) {
      clearTimeout(timer);
      listener.dispose();
      act();
    }
  });
}

module.exports = { DebugRun };
