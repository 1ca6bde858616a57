// One debugged program, from its start to the first stop at a breakpoint.
const vscode = require('vscode');

const focusLimitMs = 10_000;

class DebugRun {
  #configuration;
  #disposables = [];
  #settle;
  #settled = new Promise((resolve) => {
    this.#settle = resolve;
  });
  #output = [];
  #root;

  constructor(configuration) {
    this.#configuration = configuration;
  }

  /** Resolves with { status: 'paused' | 'ended' | 'adapterFailed', message? }. */
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
    if (outcome.session) await isFocused(outcome.session);
    return { status: outcome.status, message: outcome.message };
  }

  async #launch() {
    try {
      const started = await vscode.debug.startDebugging(vscode.workspace.workspaceFolders?.[0], this.#configuration);
      if (!started) this.#settle({ status: 'adapterFailed', message: this.#lastWords() || 'VS Code did not start the session.' });
    } catch (error) {
      this.#settle({ status: 'adapterFailed', message: error.message });
    }
  }

  dispose() {
    for (const disposable of this.#disposables) disposable.dispose();
  }

  #track(session) {
    if (!session.parentSession && session.name === this.#configuration.name) this.#root ??= session;
    let over = false; // what an adapter does after its session is not a failure
    return {
      onDidSendMessage: (message) => {
        if (message.type === 'event') {
          over ||= message.event === 'terminated' || message.event === 'exited';
          this.#hear(session, message);
        } else if (message.type === 'response' && !message.success && /^(initialize|launch|attach)$/.test(message.command)) {
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

  #hear(session, { event, body }) {
    if (event === 'output' && body.category === 'stderr') this.#output.push(body.output);
    if (event !== 'stopped') return;
    if (body.reason === 'breakpoint') this.#settle({ status: 'paused', session });
    else void session.customRequest('continue', { threadId: body.threadId }).then(undefined, () => undefined); // a `debugger` statement, say: not the stop that was asked for
  }

  #lastWords() {
    return this.#output.join('').trim().split('\n').slice(-10).join('\n');
  }
}

function isKnown(type) {
  return vscode.extensions.all.some(({ packageJSON }) => packageJSON.contributes?.debuggers?.some((debugger_) => debugger_.type === type));
}

function wordsOf({ message, body }) {
  const error = body?.error;
  return error?.format
    ? error.format.replace(/\{(\w+)\}/g, (all, name) => error.variables?.[name] ?? all)
    : (message ?? 'The debug adapter refused the request.');
}

/** The stopped event comes before VS Code has fetched the stack and chosen a frame. */
function isFocused(session) {
  const isHere = (item) => item?.session.id === session.id && 'frameId' in item;
  if (isHere(vscode.debug.activeStackItem)) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => finish(reject, new Error('The program is paused, but VS Code did not show where.')), focusLimitMs);
    const listener = vscode.debug.onDidChangeActiveStackItem((item) => {
      if (isHere(item)) finish(resolve);
    });
    function finish(act, value) {
      clearTimeout(timer);
      listener.dispose();
      act(value);
    }
  });
}

module.exports = { DebugRun };
