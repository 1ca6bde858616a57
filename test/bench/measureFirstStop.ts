// What the first stop of a program, and the same stop once more, cost whoever reads it, as JSON: `measure.mjs PROGRAM`. The program pauses
// at its own `debugger` statement; a thread of its process reads it, with the source that the extension has.
import { readFile } from 'node:fs/promises';
import { Session, type Debugger } from 'node:inspector';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { inEnglish } from '../../src/core/translate.ts';
import { LoadedSources } from '../../src/dap/loadedSources.ts';
import { JavascriptReader } from '../../src/languages/javascript/javascriptReader.ts';
import { InspectorPort, post } from '../adapters/inspectorPort.ts';

interface Cost {
  /** In milliseconds. */
  readonly wall: number;
  /** The time of all threads: the program's, which answers, and those in which the engine compiles. */
  readonly cpu: number;
}

async function measure(run: () => Promise<unknown>): Promise<Cost> {
  const before = process.cpuUsage();
  const start = performance.now();
  await run();
  const wall = performance.now() - start;
  const { user, system } = process.cpuUsage(before);
  return { wall, cpu: (user + system) / 1000 };
}

/** Runs the program in this thread; another one reads it and says what that took. */
function runProgram(program: string): void {
  const reader = new Worker(process.argv[1] ?? '');
  reader.on('message', (message: 'ready' | readonly Cost[]) => {
    if (message === 'ready') void import(program);
    else process.stdout.write(JSON.stringify(message), () => process.exit());
  });
}

async function readProgram(): Promise<void> {
  const session = new Session();
  session.connectToMainThread();
  const scripts = new Map<string, string>();
  session.on('Debugger.scriptParsed', ({ params }) => scripts.set(params.scriptId, params.url));
  session.on('Debugger.paused', ({ params: { callFrames } }) => {
    void readTwice(session, callFrames, scripts).then(async (costs) => {
      await post(session, 'Debugger.resume', {});
      parentPort?.postMessage(costs);
    });
  });
  // It waits for the program, and has nothing else that keeps it.
  parentPort?.on('message', () => undefined);
  await post(session, 'Debugger.enable', {});
  parentPort?.postMessage('ready');
}

async function readTwice(
  session: Session,
  frames: readonly Debugger.CallFrame[],
  scripts: ReadonlyMap<string, string>,
): Promise<readonly Cost[]> {
  const source = new JavascriptReader().createSource({
    type: 'pwa-node',
    port: new InspectorPort(session, frames, scripts),
    readText: (file) => readFile(file, 'utf8').catch(() => undefined),
    loaded: new LoadedSources(),
    t: inEnglish,
  });
  const read = async (epoch: number): Promise<void> => {
    const result = await source.read({ epoch, reason: 'breakpoint', threadId: 1 }, AbortSignal.timeout(60_000));
    if (result.kind !== 'stacks') throw new Error(result.absent.message);
  };
  return [await measure(() => read(1)), await measure(() => read(2))];
}

if (isMainThread) runProgram(process.argv[2] ?? '');
else void readProgram();
