// A debug adapter with one thread that is paused in one frame, for as long as somebody debugs it.
const vscode = require('vscode');

/** @typedef {import('@vscode/debugprotocol').DebugProtocol.Request} Request */

/** @type {Readonly<Record<string, () => object>>} */
const answers = {
  initialize: () => ({ supportsConfigurationDoneRequest: true }),
  threads: () => ({ threads: [{ id: 1, name: 'only thread' }] }),
  stackTrace: () => ({ stackFrames: [{ id: 1, name: 'only frame', line: 0, column: 0 }], totalFrames: 1 }),
  scopes: () => ({ scopes: [] }),
};

class OtherAdapter {
  #count = 0;
  /** @type {vscode.EventEmitter<vscode.DebugProtocolMessage>} */
  #sent = new vscode.EventEmitter();
  onDidSendMessage = this.#sent.event;

  /** @param {vscode.DebugProtocolMessage} message */
  handleMessage(message) {
    const { seq, command } = /** @type {Request} */ (message);
    this.#send({ type: 'response', request_seq: seq, success: true, command, body: answers[command]?.() ?? {} });
    if (command === 'initialize') this.#tell('initialized', {});
    if (command === 'configurationDone') this.#tell('stopped', { reason: 'entry', threadId: 1, allThreadsStopped: true });
    if (command === 'disconnect' || command === 'terminate') this.#tell('terminated', {});
  }

  dispose() {
    this.#sent.dispose();
  }

  /** @param {string} event @param {object} body */
  #tell(event, body) {
    this.#send({ type: 'event', event, body });
  }

  /** @param {object} message */
  #send(message) {
    setImmediate(() => {
      this.#sent.fire({ seq: ++this.#count, ...message });
    });
  }
}

/** @param {vscode.ExtensionContext} context */
exports.activate = ({ subscriptions }) => {
  subscriptions.push(
    vscode.debug.registerDebugAdapterDescriptorFactory('other', {
      createDebugAdapterDescriptor: () => new vscode.DebugAdapterInlineImplementation(new OtherAdapter()),
    }),
  );
};
