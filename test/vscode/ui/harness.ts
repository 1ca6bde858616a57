// The harness (../harness/*.mjs) runs unbundled, also for npm start: these tests, which are bundled, load the very same files.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as Markers from '../harness/markers.mjs';
import type * as Paused from '../harness/pausedWorkbench.mjs';
import type * as Samples from '../harness/samples.mjs';


export type PausedWorkbench = Awaited<ReturnType<typeof Paused.openPaused>>;

/** dist/test/vscode/ui is where this runs. */
export const repository = path.resolve(__dirname, '../../../..');

async function load(file: string): Promise<unknown> {
  return import(pathToFileURL(path.join(repository, 'test/vscode/harness', file)).href);
}

/** The folder of the driver, for a list of extensions to install. */
export async function driver(): Promise<string> {
  return (await load('pausedWorkbench.mjs') as typeof Paused).driver;
}

/** Opens the sample in the embedded VS Code, paused at its breakpoint, the view Cleanups filled. */
export async function openSample(options: Partial<Paused.PausedOptions> = {}): Promise<PausedWorkbench> {
  const { samples } = await load('samples.mjs') as typeof Samples;
  return openProgram({ ...samples.javascript, ...options });
}

/** The same for a program of test/debuggees/javascript, paused at the line that ends in `// stop`. */
export async function openDebuggee(name: string, options: Partial<Paused.PausedOptions> & { readonly marker?: string } = {}): Promise<PausedWorkbench> {
  const { lineOf } = await load('markers.mjs') as typeof Markers;
  const program = path.join(repository, 'test/debuggees/javascript', name);
  return openProgram({ program, breakpoint: { path: program, line: lineOf(program, options.marker) }, ...options });
}

async function openProgram(options: Paused.PausedOptions): Promise<PausedWorkbench> {
  const { openPaused } = await load('pausedWorkbench.mjs') as typeof Paused;
  const paused = await openPaused(options);
  if (paused.report.status === 'read') return paused;
  await paused.close();
  throw new Error(`The program is not paused and read: ${paused.report.status}. ${paused.report.message ?? ''}`);
}

/** A file under test-results/, where people look at what the tests saw. */
export function resultFile(name: string): string {
  const folder = path.join(repository, 'test-results');
  fs.mkdirSync(folder, { recursive: true });
  return path.join(folder, name);
}
