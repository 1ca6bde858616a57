import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import * as path from 'node:path';
import { promisify } from 'node:util';
import * as vscode from 'vscode';
import type { DeferscopeApi } from '../../../src/extension.ts';
import type { Snapshot } from '../../../src/core/snapshot.ts';

/** This runs in dist/test/vscode/suite. */
export const repository = path.resolve(__dirname, '../../../..');

export const javascript = 'test/debuggees/javascript';

/** The longest wait for something that the debugger should do, in milliseconds. */
const PATIENCE_MS = 30_000;
/** The wait for VS Code to focus the frame of a new stop by itself, in milliseconds. */
const FOCUS_MS = 8000;

/** A line to stop at. */
export interface Mark {
  /** The file; the program itself if absent. */
  readonly source?: string;
  /** The end of its line, after `// `; `stop` if absent. */
  readonly marker?: string;
  /** A condition in the program for stopping there. */
  readonly condition?: string;
}

export interface DebugOptions extends Mark {
  /** Other lines to stop at. */
  readonly more?: readonly Mark[];
  /** How many sessions must be paused before the program counts as stopped. */
  readonly sessions?: number;
  /** Another program has the focus and keeps it. */
  readonly inBackground?: boolean;
  readonly configuration?: Partial<vscode.DebugConfiguration>;
}

/** Debugs a program until it pauses at the line that ends in `// marker`. */
export async function debugToStop(program: string, options: DebugOptions = {}): Promise<Debuggee> {
  const file = path.join(repository, program);
  const breakpoints = await Promise.all(
    [options, ...(options.more ?? [])].map(async ({ source = program, marker = 'stop', condition }) => {
      const uri = vscode.Uri.file(path.join(repository, source));
      return new vscode.SourceBreakpoint(new vscode.Location(uri, await findMarker(uri, marker)), true, condition);
    }),
  );
  vscode.debug.addBreakpoints(breakpoints);
  const debuggee = new Debuggee(breakpoints);
  try {
    const folder = path.dirname(file);
    const started = await vscode.debug.startDebugging(undefined, {
      type: 'pwa-node',
      request: 'launch',
      name: path.basename(file),
      program: file,
      cwd: folder,
      console: 'internalConsole',
      outputCapture: 'std',
      outFiles: [`${folder}/**/*.(m|c|)js`],
      resolveSourceMapLocations: ['**', '!**/node_modules/**'],
      ...options.configuration,
    });
    if (!started) throw new Error(`${program} could not be debugged.`);
    await debuggee.stopped(options.sessions ?? 1, options.inBackground);
    return debuggee;
  } catch (error) {
    await debuggee.end();
    throw error;
  }
}

/** The trees at several stops of one session, in the order in which the program reaches them. */
export async function treesAtStops(program: string, options: DebugOptions, count: number): Promise<string[]> {
  const debuggee = await debugToStop(program, options);
  try {
    const trees = [await debuggee.tree()];
    while (trees.length < count) {
      await debuggee.step('continue');
      trees.push(await debuggee.tree());
    }
    return trees;
  } finally {
    await debuggee.end();
  }
}

/** The extension under test, activated. */
export async function extensionApi(): Promise<DeferscopeApi> {
  const extension = vscode.extensions.getExtension<DeferscopeApi>('deferscope.deferscope');
  if (extension === undefined) throw new Error('The extension is not installed.');
  return extension.activate();
}

/** A program under debug with its sessions, and the way to end it. */
export class Debuggee {
  readonly #breakpoints: readonly vscode.Breakpoint[];
  readonly #tracker: vscode.Disposable;
  readonly #paused = new Map<string, { readonly session: vscode.DebugSession; readonly threadId: number }>();
  readonly #sessions = new Set<vscode.DebugSession>();
  readonly #ended = new Set<string>();
  #output = '';
  #changed: () => void = () => {};

  constructor(breakpoints: readonly vscode.Breakpoint[]) {
    this.#breakpoints = breakpoints;
    const terminated = vscode.debug.onDidTerminateDebugSession((session) => {
      this.#ended.add(session.id);
      this.#paused.delete(session.id);
      this.#changed();
    });
    const tracker = vscode.debug.registerDebugAdapterTrackerFactory('*', { createDebugAdapterTracker: (session) => this.#track(session) });
    this.#tracker = vscode.Disposable.from(terminated, tracker);
  }

  /** What the program has written so far. */
  get output(): string {
    return this.#output;
  }

  /** The paused sessions, in the order in which they stopped. */
  get paused(): readonly vscode.DebugSession[] {
    return [...this.#paused.values()].map(({ session }) => session);
  }

  get session(): vscode.DebugSession {
    return this.#first().session;
  }

  get threadId(): number {
    return this.#first().threadId;
  }

  /** Waits until this many sessions are paused, and VS Code has chosen a frame of the last one. */
  async stopped(sessions = 1, inBackground = false): Promise<void> {
    await this.until(() => this.#paused.size >= sessions, `${sessions} sessions are paused`);
    if (inBackground) return;
    const ids = new Set(this.#paused.keys());
    await this.until(() => {
      const item = vscode.debug.activeStackItem;
      return item instanceof vscode.DebugStackFrame && ids.has(item.session.id);
    }, 'a frame is focused');
  }

  /** Waits until the program is paused and a frame is focused, or has ended; returns which. */
  async stoppedOrEnded(patienceMs: number): Promise<boolean> {
    await this.until(() => this.#paused.size > 0 || this.#hasEnded(), 'the program is paused or has ended', patienceMs);
    if (this.#paused.size === 0) return false;
    await this.stopped();
    return true;
  }

  /** Lets the first paused session continue. */
  async goOn(): Promise<void> {
    const { session, threadId } = this.#first();
    this.#paused.delete(session.id);
    await session.customRequest('continue', { threadId });
  }

  /** Sends a request that lets the first paused session continue, and waits for its next stop. */
  async step(command: 'next' | 'stepIn' | 'stepOut' | 'continue'): Promise<void> {
    const { session, threadId } = this.#first();
    this.#paused.delete(session.id);
    const focus = vscode.debug.activeStackItem;
    await vscode.commands.executeCommand(
      {
        next: 'workbench.action.debug.stepOver',
        stepIn: 'workbench.action.debug.stepInto',
        stepOut: 'workbench.action.debug.stepOut',
        continue: 'workbench.action.debug.continue',
      }[command],
      { sessionId: session.id, threadId },
    );
    await this.until(() => this.#paused.has(session.id), `stopped again after ${command}`);
    const isFocused = (): boolean =>
      vscode.debug.activeStackItem instanceof vscode.DebugStackFrame && vscode.debug.activeStackItem !== focus;
    // On a busy machine VS Code sometimes focuses no frame after a quick step; then it is told to, as a person would.
    for (let tries = PATIENCE_MS / FOCUS_MS; tries > 1; tries--) {
      const waited = this.until(isFocused, 'a frame is focused', FOCUS_MS);
      if (
        await waited.then(
          () => true,
          () => false,
        )
      )
        return;
      await vscode.commands.executeCommand('workbench.action.debug.callStackTop');
    }
    await this.until(isFocused, 'a frame is focused');
  }

  /** Lets every paused session continue until the program ends. */
  async runToEnd(): Promise<void> {
    vscode.debug.removeBreakpoints(this.#breakpoints);
    for (const { session, threadId } of [...this.#paused.values()]) await session.customRequest('continue', { threadId });
    await this.until(() => this.#hasEnded(), 'the program ended');
  }

  /** Runs the program to its end, and asserts that it has written the same as without a debugger. */
  async endsAsAlone(program: string): Promise<void> {
    const { stdout } = await promisify(execFile)('node', [path.join(repository, program)], { maxBuffer: 1 << 28 });
    await this.runToEnd();
    assert.equal(this.#output, stdout);
  }

  async tree(): Promise<string> {
    return (await extensionApi()).treeText();
  }

  async snapshot(): Promise<Snapshot> {
    const snapshot = await (await extensionApi()).snapshot();
    if (snapshot === undefined) throw new Error('There is no snapshot.');
    return snapshot;
  }

  async end(): Promise<void> {
    vscode.debug.removeBreakpoints(this.#breakpoints);
    for (const session of [...this.#sessions].filter(({ parentSession }) => parentSession === undefined)) {
      if (this.#ended.has(session.id)) continue;
      await vscode.debug.stopDebugging(session);
      await this.until(() => this.#ended.has(session.id), 'the session ended');
    }
    this.#tracker.dispose();
  }

  /** Waits for something that follows from the debugger's events. */
  async until(condition: () => boolean, what: string, patienceMs = PATIENCE_MS): Promise<void> {
    const events = [vscode.debug.onDidChangeActiveStackItem, vscode.debug.onDidChangeActiveDebugSession].map((event) =>
      event(() => {
        this.#changed();
      }),
    );
    let timer: NodeJS.Timeout | undefined;
    try {
      await new Promise<void>((resolve, reject) => {
        timer = setTimeout(() => {
          reject(new Error(`Not within ${patienceMs / 1000} s: ${what}. Output:\n${this.#output}`));
        }, patienceMs);
        this.#changed = () => {
          if (condition()) resolve();
        };
        this.#changed();
      });
    } finally {
      clearTimeout(timer);
      for (const event of events) event.dispose();
    }
  }

  #hasEnded(): boolean {
    const root = [...this.#sessions].find((session) => session.parentSession === undefined);
    return root === undefined || this.#ended.has(root.id);
  }

  #first(): { readonly session: vscode.DebugSession; readonly threadId: number } {
    const [first] = this.#paused.values();
    if (first === undefined) throw new Error('No session is paused.');
    return first;
  }

  /** Only the sessions of this program: its first one, and those below it. */
  #track(session: vscode.DebugSession): vscode.DebugAdapterTracker | undefined {
    const isOwn = session.parentSession === undefined ? this.#sessions.size === 0 : this.#sessions.has(session.parentSession);
    if (!isOwn) return undefined;
    this.#sessions.add(session);
    return {
      onDidSendMessage: (message: { type: string; event?: string; body?: { threadId?: number; category?: string; output?: string } }) => {
        if (message.type !== 'event') return;
        if (message.event === 'stopped') this.#paused.set(session.id, { session, threadId: message.body?.threadId ?? 0 });
        else if (message.event === 'continued') this.#paused.delete(session.id);
        else if (message.event === 'output' && message.body?.category === 'stdout') this.#output += message.body.output ?? '';
        this.#changed();
      },
    };
  }
}

async function findMarker(source: vscode.Uri, marker: string): Promise<vscode.Position> {
  const text = Buffer.from(await vscode.workspace.fs.readFile(source)).toString('utf8');
  const line = text.split('\n').findIndex((each) => each.trimEnd().endsWith(`// ${marker}`));
  if (line < 0) throw new Error(`${source.fsPath} has no line that ends in "// ${marker}".`);
  return new vscode.Position(line, 0);
}
