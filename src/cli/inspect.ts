import { mkdtemp, readFile, rm } from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { baseName } from '../core/sourceName.ts';
import type { Snapshot } from '../core/snapshot.ts';
import { formatSnapshot } from '../core/snapshotText.ts';
import { inEnglish } from '../core/translate.ts';
import { AdapterProcess } from '../dap/adapterProcess.ts';
import { DebugRun } from '../dap/debugRun.ts';
import type { Stop } from '../dap/stopTracker.ts';
import { assembleSnapshot, nameOmissions } from '../session/assembleSnapshot.ts';
import { readRest } from '../session/readRest.ts';
import type { CleanupSource } from '../languages/cleanupSource.ts';
import { GoSource } from '../languages/go/goSource.ts';
import { JavascriptSource } from '../languages/javascript/javascriptSource.ts';
import { JavascriptTrees } from '../languages/javascript/syntax/javascriptTrees.ts';
import { SyntaxParser } from '../syntax/parser.ts';
import { chooseAdapter, NoAdapterError, type ChosenAdapter } from './adapters.ts';
import { findBreakpointFile } from './breakpointFile.ts';
import type { InspectRequest } from './commandLine.ts';

/** How the command ends, as its exit status. */
export const EXIT = { printed: 0, usage: 2, neverHit: 3, noAdapter: 4 } as const;

/** How long stacks beside the paused one are read, in milliseconds: nobody else waits for the debugger here. */
const REST_MS = 30_000;

export interface Terminal {
  readonly out: (text: string) => void;
  readonly error: (text: string) => void;
  readonly env: NodeJS.ProcessEnv;
  /** Where the grammars are. */
  readonly grammars: string;
  /** Aborted when the user wants to stop. */
  readonly signal: AbortSignal;
}

/** Runs the program up to the breakpoint, prints what is pending there, and ends it. Leaves nothing behind, however it ends. */
export async function inspect(request: InspectRequest, terminal: Terminal): Promise<number> {
  const scratch = await mkdtemp(path.join(os.tmpdir(), 'deferscope-'));
  try {
    const chosen = await chooseAdapter(request, scratch, terminal.env);
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
  const adapter = await AdapterProcess.start(chosen.command);
  let run: DebugRun | undefined;
  const isInterrupted = (): boolean => terminal.signal.aborted;
  const stop = (): void => {
    void (run?.end() ?? adapter.end());
  };
  terminal.signal.addEventListener('abort', stop, { once: true });
  try {
    // While the adapter was being started nobody listened.
    if (isInterrupted()) return EXIT.noAdapter;
    run = await DebugRun.start({
      adapter,
      type: chosen.type,
      configuration: chosen.configuration,
      breakpoints: new Map([[findBreakpointFile(request.file, request.program), [request.line]]]),
      onOutput: ({ category, output }) => {
        if (category === 'stdout' || category === 'stderr') terminal.error(output);
      },
    });
    for (const message of run.unplaced) terminal.error(`The breakpoint is not placed: ${message}\n`);
    // Delve has the whole program before it runs: what it cannot place then is never reached. Other adapters load code later.
    if (chosen.language === 'go' && run.unplaced.length > 0) return EXIT.neverHit;
    const reached = await reach(run, request);
    if (isInterrupted()) return EXIT.noAdapter;
    if (reached === undefined) {
      terminal.error(
        `The program ended before ${request.file}:${request.line} was reached${request.hit > 1 ? ` ${request.hit} times` : ''}.\n`,
      );
      return EXIT.neverHit;
    }
    print(await takeSnapshot(run, reached, chosen, request, terminal), request, terminal);
    return EXIT.printed;
  } catch (error) {
    await (run?.end() ?? adapter.end());
    // Only now everything that it said is there.
    throw adapter.said === '' || !(error instanceof Error)
      ? error
      : new Error(`${error.message}\nIt said: ${adapter.said}`, { cause: error });
  } finally {
    terminal.signal.removeEventListener('abort', stop);
    await (run?.end() ?? adapter.end());
  }
}

/** The stop at the breakpoint's N-th hit; undefined when the program ends, or cannot go on, before. */
async function reach(run: DebugRun, request: InspectRequest): Promise<Stop | undefined> {
  let hits = 0;
  for (let stop = await run.nextStop(0); stop !== undefined; stop = await run.nextStop(stop.epoch)) {
    if (/breakpoint/.test(stop.reason)) hits += 1;
    if (hits === request.hit) return stop;
    // A panic that nobody recovered, a fatal error: there is nothing after it.
    if (stop.reason === 'exception' || stop.reason.includes('panic') || stop.reason.includes('fatal')) return undefined;
    await run.resume(stop);
  }
  return undefined;
}

async function takeSnapshot(
  run: DebugRun,
  stop: Stop,
  chosen: ChosenAdapter,
  request: InspectRequest,
  terminal: Terminal,
): Promise<Snapshot> {
  const parser = new SyntaxParser(terminal.grammars);
  try {
    const source = makeSource(chosen, run, parser);
    const session = { name: baseName(path.resolve(request.program)), type: chosen.type };
    let snapshot = assembleSnapshot({ session, stop, takenAt: new Date() }, await source.read(stop, terminal.signal), inEnglish);
    for await (const change of readRest(snapshot, source, { budgetMs: REST_MS, signal: terminal.signal, clock: () => performance.now() }))
      snapshot = change(snapshot);
    return nameOmissions(snapshot, inEnglish);
  } finally {
    parser.dispose();
  }
}

function makeSource(chosen: ChosenAdapter, run: DebugRun, parser: SyntaxParser): CleanupSource {
  const options = { port: run.client, loaded: run.client.loaded, readText, parser, t: inEnglish };
  switch (chosen.language) {
    case 'go':
      return new GoSource(options);
    case 'node':
      return new JavascriptSource({ ...options, trees: new JavascriptTrees() });
    case 'python':
      throw new NoAdapterError('Python programs cannot be read yet.');
  }
}

function print(snapshot: Snapshot, request: InspectRequest, terminal: Terminal): void {
  terminal.out(request.format === 'json' ? `${JSON.stringify(snapshot, null, 2)}\n` : formatSnapshot(snapshot).text);
}

async function readText(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch {
    // A source that is not on this machine is an ordinary case: names come from the program then.
    return undefined;
  }
}
