// The harness (../harness/*.mjs) runs unbundled, also for npm start: these tests are bundled and load the same files.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { requireGo } from '../../adapters/delve.ts';
import type * as Markers from '../harness/markers.mjs';
import type * as Paused from '../harness/pausedWorkbench.mjs';
import type * as Equipment from '../harness/equipment.mjs';
import type * as Samples from '../harness/samples.mjs';
import type * as Uis from '../harness/ui.mjs';
import type * as Workbenches from '../harness/workbench.mjs';

export type Ui = Uis.Ui;
export type PausedWorkbench = Awaited<ReturnType<typeof Paused.openPaused>>;

/** The title of our view. */
export const view = 'Cleanups';

/** This runs in dist/test/vscode/ui. */
export const repository = path.resolve(__dirname, '../../../..');

export const debuggees = path.join(repository, 'test/debuggees/javascript');

async function load(file: string): Promise<unknown> {
  return import(pathToFileURL(path.join(repository, 'test/vscode/harness', file)).href);
}

/** The folder of the driver, for a list of extensions to install. */
export async function driver(): Promise<string> {
  return ((await load('pausedWorkbench.mjs')) as typeof Paused).driver;
}

/** Opens the sample in the embedded VS Code, paused at its breakpoint, with rows in the view Cleanups. */
export async function openSample(options: Partial<Paused.PausedOptions> = {}): Promise<PausedWorkbench> {
  const { samples } = (await load('samples.mjs')) as typeof Samples;
  return openProgram({
    ...samples.javascript,
    ...options,
    configuration: { ...samples.javascript.configuration, ...options.configuration },
  });
}

/** The Go sample, under Delve; without Go its tests are skipped, loudly. */
export async function openGoSample(test: Mocha.Context): Promise<PausedWorkbench> {
  const { equipmentFor } = (await load('equipment.mjs')) as typeof Equipment;
  const { samples } = (await load('samples.mjs')) as typeof Samples;
  requireGo(test);
  return openProgram({ ...samples.go, ...(await equipmentFor('go')) });
}

/** A package of test/debuggees/go, paused at the line of its main.go that says `stop here`. */
export async function openGoDebuggee(test: Mocha.Context, name: string): Promise<PausedWorkbench> {
  const { equipmentFor } = (await load('equipment.mjs')) as typeof Equipment;
  const { lineOf } = (await load('markers.mjs')) as typeof Markers;
  requireGo(test);
  const program = path.join(repository, 'test/debuggees/go', name, 'main.go');
  return openProgram({
    folder: path.dirname(program),
    program: path.dirname(program),
    adapter: 'go',
    breakpoint: { path: program, line: lineOf(program, 'stop here') },
    configuration: { mode: 'debug', output: path.join(os.tmpdir(), `deferscope-go-${name}-${process.pid}`) },
    ...(await equipmentFor('go')),
  });
}

/** A program of the conformance suite with its arguments, paused at the line of its file that ends in a marker. */
export async function openGoCase(
  test: Mocha.Context,
  [name, ...args]: readonly [string, ...string[]],
  marker: string,
): Promise<PausedWorkbench> {
  const { equipmentFor } = (await load('equipment.mjs')) as typeof Equipment;
  const { lineOf } = (await load('markers.mjs')) as typeof Markers;
  requireGo(test);
  const folder = path.join(repository, 'test/debuggees/go/cases');
  const file = path.join(folder, `${name}.go`);
  return openProgram({
    folder,
    program: folder,
    adapter: 'go',
    breakpoint: { path: file, line: lineOf(file, marker) },
    configuration: { mode: 'debug', output: path.join(os.tmpdir(), `deferscope-go-${name}-${process.pid}`), args: [name, ...args] },
    ...(await equipmentFor('go')),
  });
}

/** The number of the line of a package's main.go that ends in the comment. */
export async function findGoLine(name: string, marker: string): Promise<number> {
  const { lineOf } = (await load('markers.mjs')) as typeof Markers;
  return lineOf(path.join(repository, 'test/debuggees/go', name, 'main.go'), marker);
}

async function openProgram(options: Paused.PausedOptions): Promise<PausedWorkbench> {
  const { openPaused } = (await load('pausedWorkbench.mjs')) as typeof Paused;
  const paused = await openPaused(options);
  if (paused.report.status === 'read') return paused;
  await paused.close();
  throw new Error(`The program is not paused and read: ${paused.report.status}. ${paused.report.message ?? ''}`);
}

/** A Node that has the language's own `using` and stacks, which the one in the embedded VS Code may not have. */
export async function nodeWithUsing(): Promise<string> {
  const { nodeBinary } = (await import(pathToFileURL(path.join(repository, 'test/runtime/nodes.mjs')).href)) as {
    readonly nodeBinary: (major: number) => string;
  };
  return nodeBinary(24);
}

/** The number of the line of a program of test/debuggees/javascript that ends in the comment. */
export async function findLine(name: string, marker?: string): Promise<number> {
  const { lineOf } = (await load('markers.mjs')) as typeof Markers;
  return lineOf(path.join(debuggees, name), marker);
}

export interface OpenWorkspace {
  readonly ui: Ui;
  close(): Promise<void>;
}

/**
 * Opens the programs of test/debuggees/javascript as a workspace, with a launch configuration for each named one, and one of a type that
 * nothing here can read. Nothing is being debugged yet.
 */
export async function openWorkspace(
  programs: Readonly<Record<string, { readonly args?: readonly string[]; readonly runtimeExecutable?: string }>>,
): Promise<OpenWorkspace> {
  const { openWorkbench } = (await load('workbench.mjs')) as typeof Workbenches;
  const { Ui: UiOf } = (await load('ui.mjs')) as typeof Uis;
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'deferscope-ui-'));
  const workspace = path.join(folder, 'programs.code-workspace');
  const configurations = [
    ...Object.entries(programs).map(([name, more]) => ({
      type: 'node',
      request: 'launch',
      name,
      program: path.join(debuggees, name),
      cwd: debuggees,
      console: 'internalConsole',
      ...more,
    })),
    { type: 'other', request: 'launch', name: 'other' },
  ];
  fs.writeFileSync(workspace, JSON.stringify({ folders: [{ path: debuggees }], launch: { version: '0.2.0', configurations } }));
  const workbench = await openWorkbench({
    workspace,
    installed: [repository, path.join(repository, 'test/vscode/ui/otherDebugger')],
    settings: { 'editor.stickyScroll.enabled': false },
    temporaryFolders: [folder],
  });
  return { ui: new UiOf(workbench), close: workbench.close };
}

/** Opens these folders, and an empty one beside them that is removed with the workspace. Nothing is being debugged. */
export async function openFolders(folders: readonly string[]): Promise<OpenWorkspace & { readonly scratch: string }> {
  const { openWorkbench } = (await load('workbench.mjs')) as typeof Workbenches;
  const { Ui: UiOf } = (await load('ui.mjs')) as typeof Uis;
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'deferscope-ui-')));
  const scratch = path.join(folder, 'recordings');
  fs.mkdirSync(scratch);
  const workspace = path.join(folder, 'folders.code-workspace');
  fs.writeFileSync(workspace, JSON.stringify({ folders: [...folders, scratch].map((one) => ({ path: one })) }));
  const workbench = await openWorkbench({
    workspace,
    installed: [repository],
    temporaryFolders: [folder],
    settings: { 'editor.stickyScroll.enabled': false, 'window.title': '${activeEditorShort}' },
  });
  return { ui: new UiOf(workbench), scratch, close: workbench.close };
}

/** Debugs a program of the workspace until it is paused at the line that ends in the comment. */
export async function debugTo(ui: Ui, name: string, marker: string): Promise<void> {
  const line = await findLine(name, marker);
  await ui.openFile(path.basename(name));
  if (!(await ui.hasBreakpoint(line))) await ui.toggleBreakpoint(line);
  await ui.debug(name);
  await ui.until(`${name} is paused in line ${line}`, async () => (await ui.stopPosition())?.startsWith(`Ln ${line},`), {
    timeoutMs: 30_000,
  });
}

/** Waits until the value is as expected, and fails showing the difference: a view changes in several steps. */
export async function becomes<T>(ui: Ui, ask: () => Promise<T>, expected: T): Promise<void> {
  let now: T | undefined;
  const isThere = async (): Promise<boolean> => {
    now = await ask();
    return isDeepStrictEqual(now, expected);
  };
  await ui.until('it is as expected', isThere).catch(() => undefined);
  assert.deepEqual(now, expected);
}

/** Saves a picture of what a failed test saw. */
export function picturesOfFailures(ui: () => Ui): void {
  afterEach(async function picture() {
    const test = this.currentTest;
    if (test?.state === 'failed')
      await ui().screenshot(
        resultFile(
          `failed ${test
            .fullTitle()
            .replace(/[^\w.-]+/g, ' ')
            .trim()}.png`,
        ),
      );
  });
}

/** Whether people want to look at what is only a picture: `npm test -- --pictures ui`. */
export const ARE_PICTURES_ASKED = process.env['DEFERSCOPE_PICTURES'] !== undefined;

/** Takes a picture of the workbench as it is; if pictures are requested, also one in the dark theme. */
export async function takePictures(ui: Ui, name: string): Promise<void> {
  for (const theme of ARE_PICTURES_ASKED ? (['dark', 'light'] as const) : (['light'] as const)) {
    await ui.switchTheme(theme);
    await ui.screenshot(resultFile(`${name}-${theme}.png`), { clean: true });
  }
}

/** A file under test-results/, where people look at what the tests saw. */
export function resultFile(name: string): string {
  const folder = path.join(repository, 'test-results');
  fs.mkdirSync(folder, { recursive: true });
  return path.join(folder, name);
}
