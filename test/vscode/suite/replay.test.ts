import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { javascript, repository, extensionApi } from './debuggee.ts';

const source = path.join(repository, javascript, 'esm.mjs');
const at = (line: number) => ({ path: source, line });

/** The longest wait for the tree, in milliseconds. */
const PATIENCE_MS = 30_000;

/** What a program would have written that opens two connections and closes one. */
const lines = [
  { schema: 'deferscope.recording', version: 1, startedAt: '2026-01-02T03:04:05.000Z', program: { name: 'esm.mjs' } },
  { kind: 'scope-opened', t: 0, scope: 1, form: 'object', name: 'request 1', at: at(1) },
  { kind: 'registered', t: 1, scope: 1, cleanup: 1, label: 'release(a)', at: at(2) },
  { kind: 'scope-opened', t: 2, scope: 2, form: 'object', name: 'request 2', at: at(1) },
  { kind: 'registered', t: 3, scope: 2, cleanup: 1, label: 'release(b)', at: at(3), args: [{ name: 'b', value: 'connection 2' }] },
  { kind: 'started', t: 4, scope: 1, cleanup: 1 },
  { kind: 'failed', t: 5, scope: 1, cleanup: 1, ms: 1, error: 'no connection' },
  { kind: 'scope-closed', t: 6, scope: 1 },
  { kind: 'exit', t: 7, code: 0, pending: 1, scopes: 1 },
];

/** Follows the replay's messages: VS Code reports stops in no other way. */
class Stops implements vscode.Disposable {
  #count = 0;
  #ended = false;
  readonly #waiting = new Set<() => void>();
  readonly #tracker = vscode.debug.registerDebugAdapterTrackerFactory('deferscope-replay', {
    createDebugAdapterTracker: () => ({
      onDidSendMessage: (message: { event?: string }) => {
        if (message.event === 'stopped') this.#count += 1;
        this.#fire();
      },
    }),
  });
  readonly #end = vscode.debug.onDidTerminateDebugSession(({ type }) => {
    this.#ended ||= type === 'deferscope-replay';
    this.#fire();
  });

  /** Does something, and waits for the stop after it. */
  async after(act: () => Thenable<unknown>): Promise<void> {
    const wanted = this.#count + 1;
    await act();
    await this.#until(() => this.#count >= wanted);
  }

  async end(): Promise<void> {
    await vscode.debug.stopDebugging();
    await this.#until(() => this.#ended);
  }

  dispose(): void {
    this.#tracker.dispose();
    this.#end.dispose();
  }

  #fire(): void {
    for (const check of [...this.#waiting]) check();
  }

  #until(condition: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const check = (): void => {
        if (!condition()) return;
        this.#waiting.delete(check);
        resolve();
      };
      this.#waiting.add(check);
      check();
    });
  }
}

describe('replaying a recording', function () {
  this.timeout(120_000);
  let folder = '';
  let stops: Stops;
  before(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'deferscope-replay-'));
    stops = new Stops();
  });
  after(() => {
    stops.dispose();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  it("shows each moment in the Cleanups tree, forward and back, by the debugger's own commands", async () => {
    const file = path.join(folder, 'run.deferscope.jsonl');
    fs.writeFileSync(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    const api = await extensionApi();
    const run = (command: string): Promise<void> => stops.after(() => vscode.commands.executeCommand(`workbench.action.debug.${command}`));
    await stops.after(() => vscode.commands.executeCommand('deferscope.replayRecording', vscode.Uri.file(file)));
    try {
      await waitForTree(() => api.treeText(), /scope opened: request 1 {2}nothing pending/);
      await run('continue');
      assert.equal(
        (await waitForTree(() => api.treeText(), /^registered: release\(b\)/)).trimEnd(),
        `registered: release(b)  1 pending
  request 2  esm.mjs:1  1 pending  ends when it is disposed of
    1  release(b)  b = connection 2  esm.mjs:3
request 1  blocked: open · 1 pending`,
      );
      await run('continue');
      assert.match(
        await waitForTree(() => api.treeText(), /^failed: release\(a\)/),
        /unwinding: no connection[^]*\nrequest 2 {2}blocked: open · 1 pending/,
      );
      await run('stepBack');
      await waitForTree(() => api.treeText(), /^started: release\(a\)[^]*now {2}release\(a\)/);
      await run('reverseContinue');
      await waitForTree(() => api.treeText(), /^registered: release\(b\)/);
      await run('stepInto');
      const snapshot = await api.snapshot();
      assert.equal(snapshot?.session.type, 'deferscope-replay');
      assert.deepEqual(snapshot.stop.location, at(2));
    } finally {
      await stops.end();
    }
  });
});

/** The focus follows the stop with a delay, so this checks again whenever it moves. */
async function waitForTree(read: () => Promise<string>, expected: RegExp): Promise<string> {
  let text = '';
  return new Promise((resolve, reject) => {
    const finish = (settle: () => void): void => {
      moved.dispose();
      clearTimeout(timer);
      settle();
    };
    const look = (): void => {
      read().then(
        (found) => {
          text = found;
          if (expected.test(found))
            finish(() => {
              resolve(found);
            });
        },
        (error: unknown) => {
          finish(() => {
            reject(error instanceof Error ? error : new Error(String(error)));
          });
        },
      );
    };
    const moved = vscode.debug.onDidChangeActiveStackItem(look);
    const timer = setTimeout(() => {
      finish(() => {
        reject(new Error(`${expected.source} never came; the tree is\n${text}`));
      });
    }, PATIENCE_MS);
    look();
  });
}
