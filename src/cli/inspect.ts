import { mkdtemp, readFile, rm } from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { baseName } from '../core/sourceName.ts';
import { optional } from '../core/optional.ts';
import type { Snapshot } from '../core/snapshot.ts';
import { formatSnapshot } from '../core/snapshotText.ts';
import { inEnglish } from '../core/translate.ts';
import { AdapterProcess } from '../dap/adapterProcess.ts';
import { DebugRun } from '../dap/debugRun.ts';
import type { Stop } from '../dap/stopTracker.ts';
import { assembleSnapshot, nameOmissions } from '../session/assembleSnapshot.ts';
import { readRest } from '../session/readRest.ts';
import type { Languages } from '../languages/languages.ts';
import { NoAdapterError, type TerminalSupport } from '../languages/terminalSupport.ts';
import { chooseAdapter, type ChosenAdapter } from './adapters.ts';
import { findBreakpointFile } from './breakpointFile.ts';
import type { InspectRequest } from './commandLine.ts';

/** How the command ends, as its exit status. */
export const EXIT = { printed: 0, usage: 2, neverHit: 3, noAdapter: 4 } as const;

/** How long stacks other than the paused one are read, in milliseconds: nobody else waits for the debugger here. */
const REST_MS = 30_000;

export interface Terminal {
  readonly out: (text: string) => void;
  readonly error: (text: string) => void;
  readonly env: NodeJS.ProcessEnv;
  readonly languages: Languages;
  /** Aborted when the user wants to stop. */
  readonly signal: AbortSignal;
}

/** Runs the program up to the breakpoint, prints what is pending there, and ends it. Leaves nothing behind, however it ends. */
export async function inspect(request: InspectRequest, terminal: Terminal): Promise<number> {
  const scratch = await mkdtemp(path.join(os.tmpdir(), 'deferscope-'));
  try {
    const chosen = await chooseAdapter(request, { languages: terminal.languages.all, scratch, env: terminal.env });
    return await runTo(request, chosen, terminal);
  } catch (error) {
    if (terminal.signal.aborted) return EXIT.noAdapter;
    const message = error instanceof Error ? error.message : String(error);
    terminal.error(error instanceof NoAdapterError ? `${message}\n` : `The debugger failed: ${message}\n`);
    return EXIT.noAdapter;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function runTo(request: InspectRequest, chosen: ChosenAdapter, terminal: Terminal): Promise<number> {
  const { language } = chosen;
  const adapter = await AdapterProcess.start(chosen.command);
  let run: DebugRun | undefined;
  const isInterrupted = (): boolean => terminal.signal.aborted;
  const stop = (): void => {
    void (run?.end() ?? adapter.end());
  };
  terminal.signal.addEventListener('abort', stop, { once: true });
  try {
    // Nobody listened while the adapter was starting.
    if (isInterrupted()) return EXIT.noAdapter;
    run = await DebugRun.start({
      adapter,
      type: language.type,
      configuration: chosen.configuration,
      breakpoints: new Map([[findBreakpointFile(request.file, request.program, language.isFileName), [request.line]]]),
      ...optional('findFile', language.findFile),
      onOutput: ({ category, output }) => {
        if (category === 'stdout' || category === 'stderr') terminal.error(output);
      },
    });
    for (const message of run.unplaced) terminal.error(`The breakpoint is not placed: ${message}\n`);
    if (language.knowsWholeProgram && run.unplaced.length > 0) return EXIT.neverHit;
    const reached = await reach(run, request, language);
    if (isInterrupted()) return EXIT.noAdapter;
    if (reached === undefined) {
      terminal.error(
        `The program ended before ${request.file}:${request.line} was reached${request.hit > 1 ? ` ${request.hit} times` : ''}.\n`,
      );
      return EXIT.neverHit;
    }
    print(await takeSnapshot({ run, stop: reached, chosen, request, terminal }), request, terminal);
    return EXIT.printed;
  } catch (error) {
    await (run?.end() ?? adapter.end());
    // Only now all of its output has arrived.
    throw adapter.said === '' || !(error instanceof Error)
      ? error
      : new Error(`${error.message}\nIt said: ${adapter.said}`, { cause: error });
  } finally {
    terminal.signal.removeEventListener('abort', stop);
    await (run?.end() ?? adapter.end());
  }
}

/** The stop at the breakpoint's N-th hit; undefined if the program ends or cannot continue before that. */
async function reach(run: DebugRun, request: InspectRequest, { isLastStop }: TerminalSupport): Promise<Stop | undefined> {
  let hits = 0;
  for (let stop = await run.nextStop(0); stop !== undefined; stop = await run.nextStop(stop.epoch)) {
    if (/breakpoint/.test(stop.reason)) hits += 1;
    if (hits === request.hit) return stop;
    if (stop.reason === 'exception' || isLastStop?.(stop.reason) === true) return undefined;
    await run.resume(stop);
  }
  return undefined;
}

interface Reached {
  readonly run: DebugRun;
  readonly stop: Stop;
  readonly chosen: ChosenAdapter;
  readonly request: InspectRequest;
  readonly terminal: Terminal;
}

async function takeSnapshot({ run, stop, chosen, request, terminal }: Reached): Promise<Snapshot> {
  const { client } = run;
  const { configuration } = chosen;
  const { type, name } = chosen.language;
  const source = await terminal.languages.createSource({
    type,
    port: client,
    configuration,
    loaded: client.loaded,
    readText,
    t: inEnglish,
  });
  if (source === undefined) throw new Error(`no language reads the sessions of --adapter ${name}`);
  const session = { name: baseName(path.resolve(request.program)), type };
  let snapshot = assembleSnapshot({ session, stop, takenAt: new Date() }, await source.read(stop, terminal.signal), inEnglish);
  for await (const change of readRest(snapshot, source, { budgetMs: REST_MS, signal: terminal.signal, clock: () => performance.now() }))
    snapshot = change(snapshot);
  return nameOmissions(snapshot, inEnglish);
}

function print(snapshot: Snapshot, request: InspectRequest, terminal: Terminal): void {
  terminal.out(request.format === 'json' ? `${JSON.stringify(snapshot, null, 2)}\n` : formatSnapshot(snapshot).text);
}

async function readText(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch {
    // It is normal that a source is not on this machine: names come from the program then.
    return undefined;
  }
}
