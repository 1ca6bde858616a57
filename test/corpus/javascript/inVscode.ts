// What VS Code loads as its tests (extensionTestsPath) when the corpus is read through js-debug. It debugs one driver, stops at the places
// of the plan, and notes what the tree shows at each. A looker in the program notes the same at the same stops.
import { existsSync, readFileSync, watch, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { Debuggee, extensionApi } from '../../vscode/suite/debuggee.ts';
import type { Look, Place } from './look.ts';
import { toldBy } from './told.ts';

interface Plan {
  readonly configuration: vscode.DebugConfiguration;
  readonly places: readonly Place[];
  /** Where the looker writes, see its plan. */
  readonly beside: string;
  /** Where the host leaves what the looker saw when the driver is done. */
  readonly seen: string;
  readonly output: string;
}

/** One tree, and the number of the looker's reading at the same stop. */
export interface Told {
  readonly look: number;
  readonly rows: readonly string[];
}

/** The longest wait for a stop, and for the driver's end, in milliseconds: it may start a browser. */
const DRIVER_MS = 120_000;
/** Longest wait for the looker at one stop, in milliseconds. */
const LOOK_MS = 30_000;

export async function run(): Promise<void> {
  const { configuration, places, beside, seen, output } = JSON.parse(process.env['DEFERSCOPE_CORPUS'] ?? '') as Plan;
  const breakpoints = places.map(
    ({ file, line, column }) =>
      new vscode.SourceBreakpoint(new vscode.Location(vscode.Uri.file(file), new vscode.Position(line - 1, column - 1))),
  );
  vscode.debug.addBreakpoints(breakpoints);
  const api = await extensionApi();
  const told: Told[] = [];
  let look = 0;
  const debuggee = new Debuggee(breakpoints);
  try {
    if (!(await vscode.debug.startDebugging(undefined, configuration))) throw new Error('The driver could not be debugged.');
    const left = [...breakpoints];
    const done = appears(seen, DRIVER_MS).then(() => false);
    while (await Promise.race([debuggee.stoppedOrEnded(DRIVER_MS), done])) {
      if (left.length > 0) {
        const snapshot = await api.snapshot();
        const at = snapshot?.stop.location;
        const isHere = ({ file, line, column }: Place): boolean => file === at?.path && line === at.line && column === at.column;
        // The looker also sees stops from which js-debug continues by itself.
        do look += 1;
        while (!isHere((JSON.parse(await appears(path.join(beside, `${look}.json`), LOOK_MS)) as Look).place));
        told.push({ look: look - 1, rows: snapshot === undefined ? ['there is no snapshot'] : toldBy(snapshot) });
        writeFileSync(output, JSON.stringify(told));
        vscode.debug.removeBreakpoints(
          left.splice(
            Math.max(
              0,
              left.findIndex(({ location: { uri, range } }) => uri.fsPath === at?.path && range.start.line + 1 === at.line),
            ),
            1,
          ),
        );
      }
      await debuggee.goOn();
    }
  } finally {
    await debuggee.end();
  }
}

/** Waits for a file that another process writes, and reads it. */
async function appears(file: string, patienceMs: number): Promise<string> {
  const watcher = watch(path.dirname(file));
  let timer: NodeJS.Timeout | undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      timer = setTimeout(() => {
        reject(new Error(`${path.basename(file)} was not written within ${patienceMs / 1000} s.`));
      }, patienceMs);
      const check = (): void => {
        if (existsSync(file)) resolve();
      };
      watcher.on('change', check);
      check();
    });
  } finally {
    clearTimeout(timer);
    watcher.close();
  }
  return readFileSync(file, 'utf8');
}
