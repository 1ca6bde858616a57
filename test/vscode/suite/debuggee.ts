import * as path from 'node:path';
import * as vscode from 'vscode';

/** dist/test/vscode/suite is where this runs. */
const repository = path.resolve(__dirname, '../../../..');

/** A session that is paused, and the way to end it. */
export interface PausedSession {
  readonly session: vscode.DebugSession;
  readonly threadId: number;
  end(): Promise<void>;
}

/** Debugs a program of test/debuggees/javascript until it pauses at the line that ends in `// marker`. */
export async function debugToStop(program: string, options: { readonly source?: string; readonly marker?: string } = {}): Promise<PausedSession> {
  const file = path.join(repository, program);
  const source = vscode.Uri.file(path.join(repository, options.source ?? program));
  const breakpoint = new vscode.SourceBreakpoint(new vscode.Location(source, await findMarker(source, options.marker ?? 'stop')));
  vscode.debug.addBreakpoints([breakpoint]);
  const stop = waitForStop();
  const folder = path.dirname(file);
  const started = await vscode.debug.startDebugging(undefined, {
    type: 'pwa-node', request: 'launch', name: path.basename(file), program: file, cwd: folder, console: 'internalConsole',
    outFiles: [`${folder}/**/*.(m|c|)js`], resolveSourceMapLocations: ['**', '!**/node_modules/**'],
  });
  if (!started) throw new Error(`${program} could not be debugged.`);
  const paused = await stop;
  return {
    ...paused,
    async end() {
      vscode.debug.removeBreakpoints([breakpoint]);
      const root = rootOf(paused.session);
      const ended = new Promise<void>((resolve) => {
        const listener = vscode.debug.onDidTerminateDebugSession((session) => {
          if (session.id !== root.id) return;
          listener.dispose();
          resolve();
        });
      });
      await vscode.debug.stopDebugging(root);
      await ended;
    },
  };
}

/** The next `stopped` event of any session. */
function waitForStop(): Promise<{ session: vscode.DebugSession; threadId: number }> {
  return new Promise((resolve) => {
    const tracker = vscode.debug.registerDebugAdapterTrackerFactory('*', {
      createDebugAdapterTracker: (session) => ({
        onDidSendMessage(message: { type: string; event?: string; body?: { threadId?: number } }) {
          if (message.type !== 'event' || message.event !== 'stopped') return;
          tracker.dispose();
          resolve({ session, threadId: message.body?.threadId ?? 0 });
        },
      }),
    });
  });
}

async function findMarker(source: vscode.Uri, marker: string): Promise<vscode.Position> {
  const text = Buffer.from(await vscode.workspace.fs.readFile(source)).toString('utf8');
  const line = text.split('\n').findIndex((each) => each.trimEnd().endsWith(`// ${marker}`));
  if (line < 0) throw new Error(`${source.fsPath} has no line that ends in "// ${marker}".`);
  return new vscode.Position(line, 0);
}

function rootOf(session: vscode.DebugSession): vscode.DebugSession {
  return session.parentSession ? rootOf(session.parentSession) : session;
}
