import { readFile } from 'node:fs/promises';
import type { Debugger } from 'node:inspector';
import { Session } from 'node:inspector';
import * as path from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import type { Snapshot } from '../../src/core/snapshot.ts';
import { inEnglish } from '../../src/core/translate.ts';
import { DapError, type DapPort } from '../../src/dap/port.ts';
import { LoadedSources } from '../../src/dap/loadedSources.ts';
import { assembleSnapshot } from '../../src/session/assembleSnapshot.ts';
import { JavascriptSource } from '../../src/languages/javascript/javascriptSource.ts';
import { JavascriptTrees } from '../../src/languages/javascript/syntax/javascriptTrees.ts';
import { InspectorPort, post } from './inspectorPort.ts';
import type { Look, Refusal } from './javascriptTrace.ts';
import { randomNumbers } from './randomNumbers.ts';

/**
 * A debugger in a thread of the program's own process. It reads where the program stops, steps at random, reads again, and reports what it
 * saw. See test/debuggees/javascript/predictions/run.mjs.
 */
const session = new Session();
session.connectToMainThread();
const { most, seed, everywhere, refusals } = workerData as {
  readonly most: number;
  readonly seed: number;
  readonly everywhere?: boolean;
  readonly refusals?: boolean;
};
const pick = randomNumbers(seed);
const urls = new Map<string, string>();
const readText = (file: string): Promise<string | undefined> => readFile(file, 'utf8').catch(() => undefined);
const STEPS = [
  ...Array<'Debugger.resume'>(5).fill('Debugger.resume'),
  'Debugger.stepInto',
  'Debugger.stepInto',
  'Debugger.stepOver',
  'Debugger.stepOver',
  'Debugger.stepOut',
] as const;

/** The share of the stops that are read. */
const LOOK_AT = 0.4;

let looks: Look[] = [];
let epoch = 0;
let current: InspectorPort | undefined;
const makeSource = (port: DapPort): JavascriptSource =>
  new JavascriptSource({ port, readText, loaded: new LoadedSources(), trees: new JavascriptTrees(), t: inEnglish });
/** One for the whole run, as for a debug session. */
const source = makeSource({
  request: (command, args) => (current === undefined ? Promise.reject(new Error('not paused')) : current.request(command, args)),
});

async function look(frames: readonly Debugger.CallFrame[]): Promise<Look> {
  epoch += 1;
  current = new InspectorPort(session, frames, urls);
  const [top] = frames;
  // Not in the frame: that would change what some functions do, which the source must avoid.
  const { result: traced } = await post<Debugger.EvaluateOnCallFrameReturnType>(session, 'Runtime.evaluate', {
    expression: 'deferscopeTrace.length',
  });
  const position: unknown = traced.value;
  if (typeof position !== 'number') throw new Error('the trace could not be read');
  // A frame without arguments, or with something else as its first, does not belong to the program's functions.
  const own = frames.filter(({ location }) => /\/(?:p\d+|ground)\.mjs$/.test(urls.get(location.scriptId) ?? ''));
  const activations = await Promise.all(own.map(async (frame) => Number(await evaluate(frame, 'deferscopeActivationOf(arguments[0])'))));
  const { snapshot, ...seen } = await readFrom(source);
  if (seen.failed !== undefined) throw new Error(seen.failed);
  const at =
    top === undefined
      ? ''
      : `${path.basename(urls.get(top.location.scriptId) ?? '')}:${top.location.lineNumber + 1}:${(top.location.columnNumber ?? 0) + 1}`;
  const names = frames.map(
    ({ functionName, location }) =>
      `${functionName} ${path.basename(urls.get(location.scriptId) ?? '')}:${location.lineNumber + 1}:${(location.columnNumber ?? 0) + 1}`,
  );
  return {
    at,
    frames: names,
    position,
    activations: activations.filter((one) => one > 0),
    ...seen,
    ...(everywhere === true ? { snapshot } : {}),
    ...(refusals === true ? { refusals: await sweep(frames) } : {}),
  };
}

/** Reads the same stop as many times as there are requests, and each time another one of them is refused. */
async function sweep(frames: readonly Debugger.CallFrame[]): Promise<Refusal[]> {
  const swept: Refusal[] = [];
  for (let at = 0; ; at++) {
    const port = new InspectorPort(session, frames, urls);
    let asked = 0;
    let refused: string | undefined;
    const spoilt: DapPort = {
      request: (command, args) => {
        if (asked++ !== at) return port.request(command, args);
        refused = `${command} ${JSON.stringify(args).replace(/^.*(\{\\"do\\":[^)]*)\)",/, '$1 ')}`.slice(0, 200);
        return Promise.reject(new DapError(command, 'refused'));
      },
    };
    const { failed, stacks, problems } = await readFrom(makeSource(spoilt)).catch((error: unknown): Seen => ({
      failed: error instanceof Error ? error.message : String(error),
      stacks: [],
      problems: [],
    }));
    if (refused === undefined) return swept;
    swept.push({ refused, stacks, problems, ...(failed === undefined ? {} : { failed }) });
  }
}

type Seen = Pick<Look, 'stacks' | 'problems' | 'absent' | 'failed' | 'snapshot'>;

async function readFrom(one: JavascriptSource): Promise<Seen> {
  const stop = { epoch, reason: 'breakpoint', threadId: 1 };
  const result = await one.read(stop, AbortSignal.timeout(20_000));
  const snapshot: Snapshot = assembleSnapshot(
    { session: { name: 'test', type: 'pwa-node' }, stop, takenAt: new Date(0) },
    result,
    inEnglish,
  );
  const { absent, stacks, problems } = snapshot;
  return {
    snapshot,
    stacks,
    problems: problems.map(({ message }) => message),
    ...(absent === undefined ? {} : { absent: absent.reason, ...(absent.reason === 'failed' ? { failed: absent.message } : {}) }),
  };
}

async function evaluate(frame: Debugger.CallFrame, expression: string): Promise<unknown> {
  const { result, exceptionDetails } = await post<Debugger.EvaluateOnCallFrameReturnType>(session, 'Debugger.evaluateOnCallFrame', {
    callFrameId: frame.callFrameId,
    expression,
  });
  return exceptionDetails === undefined ? result.value : undefined;
}

async function pause({ callFrames }: Debugger.PausedEventDataType): Promise<void> {
  const url = urls.get(callFrames[0]?.location.scriptId ?? '') ?? '';
  // Not at every stop, so that the end of a program is read as well as its beginning.
  const isLooked = everywhere === true ? !url.startsWith('node:') : url.startsWith('file:') && pick() < LOOK_AT;
  if (isLooked && !url.endsWith('/run.mjs')) looks.push(await look(callFrames));
  if (looks.length >= most) await post(session, 'Debugger.setSkipAllPauses', { skip: true });
  await post(session, everywhere === true ? 'Debugger.resume' : (STEPS[Math.floor(pick() * STEPS.length)] ?? 'Debugger.resume'), {});
}

session.on('Debugger.scriptParsed', ({ params }) => {
  urls.set(params.scriptId, params.url);
});
session.on('Debugger.paused', ({ params }) => {
  pause(params).catch((error: unknown) => {
    looks.push({
      at: '',
      frames: [],
      position: 0,
      activations: [],
      stacks: [],
      problems: [],
      failed: error instanceof Error ? (error.stack ?? String(error)) : String(error),
    });
    session.post('Debugger.resume');
  });
});
parentPort?.on('message', (message: { readonly begin?: string }) => {
  const seen = looks;
  if (message.begin !== undefined) looks = [];
  post(session, 'Debugger.setSkipAllPauses', { skip: message.begin === undefined }).then(
    () => {
      parentPort?.postMessage(message.begin === undefined ? seen : 'ready');
    },
    (error: unknown) => {
      throw error;
    },
  );
});
async function start(): Promise<void> {
  await post(session, 'Debugger.enable', {});
  await post(session, 'Debugger.setBlackboxPatterns', { patterns: ['^node:', 'preload\\.cjs$', 'predictions/run\\.mjs$'] });
  parentPort?.postMessage('ready');
}
start().catch((error: unknown) => {
  throw error;
});
