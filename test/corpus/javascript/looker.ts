import { readFile, rename, writeFile } from 'node:fs/promises';
import { Session, type Debugger } from 'node:inspector';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import type { Cleanup, Snapshot } from '../../../src/core/snapshot.ts';
import { inEnglish } from '../../../src/core/translate.ts';
import { LoadedSources } from '../../../src/dap/loadedSources.ts';
import { assembleSnapshot } from '../../../src/session/assembleSnapshot.ts';
import { JavascriptSource } from '../../../src/languages/javascript/javascriptSource.ts';
import { JavascriptTrees } from '../../../src/languages/javascript/syntax/javascriptTrees.ts';
import { InspectorPort, post } from '../../adapters/inspectorPort.ts';
import { randomNumbers } from '../../adapters/randomNumbers.ts';
import { IdentifyingPort } from './identities.ts';
import { readDue } from './lists.ts';
import { findStretches, passOverTaken, placeOf, setLogpoints } from './logpoints.ts';
import type { Look, Place, Row } from './look.ts';
import { cleanupsOf, toldBy } from './told.ts';

/** The part of its plan that host.mjs passes on. */
interface Plan {
  readonly looks: number;
  readonly seed: number;
  readonly driver: string;
  /** A folder for the readings, if another debugger decides where the program stops. */
  readonly beside?: string;
}

/**
 * A debugger in a thread of a driver's process. It sets breakpoints where resources are pending, reads, steps at random, and reads again.
 * Beside another debugger it only reads, each time that the other one pauses the program.
 */
const session = new Session();
session.connectToMainThread();
const { looks: most, seed, driver, beside } = workerData as Plan;
const pick = randomNumbers(seed);
const scripts = new Map<string, string>();
const pendingLogpoints: Promise<unknown>[] = [];
const STEPS = [
  ...Array<'Debugger.resume'>(4).fill('Debugger.resume'),
  'Debugger.stepInto',
  'Debugger.stepInto',
  'Debugger.stepInto',
  'Debugger.stepOver',
  'Debugger.stepOver',
  'Debugger.stepOver',
  'Debugger.stepOut',
] as const;

/** How many breakpoints there are in one part of the code, and in a driver. */
const IN_A_STRETCH = 5;
const IN_A_DRIVER = 60;
/** How many times one place is read: a place with much to see must not keep the others from being seen. */
const AT_ONE_PLACE = 6;

/** A sentence that excuses a missing row. That functions off the paused stack may hold something does not excuse a row on it. */
const NOT_KNOWN = /^(?!Other async functions).*(?:not known|cannot|may hold|could not|at least)/i;

const looks: Look[] = [];
let resumes = 0;
let epoch = 0;
let current: IdentifyingPort | undefined;
const seenAt = new Map<string, number>();
const source = new JavascriptSource({
  port: { request: (command, args) => (current === undefined ? Promise.reject(new Error('not paused')) : current.request(command, args)) },
  readText: (file) => readFile(file, 'utf8').catch(() => undefined),
  loaded: new LoadedSources(),
  trees: new JavascriptTrees(),
  t: inEnglish,
});

async function look(frames: readonly Debugger.CallFrame[]): Promise<Look> {
  epoch += 1;
  const port = new IdentifyingPort(new InspectorPort(session, frames, scripts), session);
  current = port;
  const stop = { epoch, reason: 'breakpoint', threadId: 1 };
  const { due, stackCount } = await readDue(session, frames);
  const position = Number(await inProgram('position()'));
  const everywhere = JSON.parse(String(await inProgram('everywhere()', true))) as number[];
  const result = await source.read(stop, AbortSignal.timeout(60_000));
  const { absent, stacks, problems }: Snapshot = assembleSnapshot(
    { session: { name: 'corpus', type: 'pwa-node' }, stop, takenAt: new Date(0) },
    result,
    inEnglish,
  );
  const rows: Row[] = [];
  for (const { cleanup, ...where } of cleanupsOf({ stacks }))
    if (cleanup.kind !== 'finally') rows.push(await describe(port, cleanup, where));
  const unknown = [
    ...stacks.flatMap(({ scopes }) => scopes.filter((scope) => scope.unknown === true).map(({ name }) => name)),
    ...problems.map(({ message }) => message).filter((message) => NOT_KNOWN.test(message)),
  ];
  return {
    at: placeName(frames[0]),
    place: placeIn(frames[0]),
    told: toldBy({ stacks }),
    frames: frames.slice(0, 8).map((frame) => `${frame.functionName} ${placeName(frame)}`),
    position,
    rows,
    due,
    stackCount,
    everywhere,
    unknown,
    ...(absent === undefined ? {} : { absent: absent.reason }),
  };
}

async function describe(port: IdentifyingPort, cleanup: Cleanup, { scope, stack }: Pick<Row, 'scope' | 'stack'>): Promise<Row> {
  await port.takeLast();
  const [argument] = cleanup.arguments;
  if (argument === undefined) await source.findCallee(cleanup, AbortSignal.timeout(10_000)).catch(() => undefined);
  else await source.readChildren(argument, AbortSignal.timeout(10_000)).catch(() => undefined);
  const last = await port.takeLast();
  const value = argument?.value ?? '';
  // A row that cannot be expanded because its variable is hidden leaves what was requested on the way.
  const isReached = last !== undefined && (argument === undefined || last.className !== 'Function' || /^(?:ƒ|class|\S*\()/.test(value));
  return {
    label: `${scope}: ${cleanup.label}`,
    value,
    scope,
    stack,
    order: cleanup.order,
    state: cleanup.state,
    id: isReached ? last.id : 0,
    className: argument === undefined || !isReached ? '' : last.className,
    isUnknown: cleanup.arguments.some(({ capture }) => capture === 'unknown'),
  };
}

async function inProgram(call: string, asJson = false): Promise<unknown> {
  const expression = `globalThis.deferscopeTruth.${call}`;
  const { result } = await post<Debugger.EvaluateOnCallFrameReturnType>(session, 'Runtime.evaluate', {
    expression: asJson ? `JSON.stringify(${expression})` : expression,
  });
  return result.value;
}

function shortName(url: string): string {
  return url.split('/').slice(-2).join('/');
}

function placeIn(frame: Debugger.CallFrame | undefined): Place {
  const { scriptId = '', lineNumber = 0, columnNumber = 0 } = frame?.location ?? {};
  const url = scripts.get(scriptId) ?? '';
  return { file: url.startsWith('file:') ? fileURLToPath(url) : url, line: lineNumber + 1, column: columnNumber + 1 };
}

function placeName(frame: Debugger.CallFrame | undefined): string {
  return frame === undefined
    ? ''
    : `${shortName(scripts.get(frame.location.scriptId) ?? '')}:${frame.location.lineNumber + 1}:${(frame.location.columnNumber ?? 0) + 1}`;
}

/**
 * Reads a stop of the other debugger, and leaves the program where it is. A stop from which the debugger continues by itself does not
 * count.
 */
async function lookBeside(folder: string, { callFrames }: Debugger.PausedEventDataType): Promise<void> {
  const before = resumes;
  const seen = await lookOrFail(callFrames);
  if (resumes !== before) return;
  looks.push(seen);
  const file = path.join(folder, `${looks.length}.json`);
  await writeFile(`${file}.part`, JSON.stringify(seen));
  await rename(`${file}.part`, file);
}

async function lookOrFail(frames: readonly Debugger.CallFrame[]): Promise<Look> {
  return look(frames).catch((error: unknown) => ({
    at: placeName(frames[0]),
    place: placeIn(frames[0]),
    told: [],
    frames: [],
    position: 0,
    rows: [],
    due: [],
    stackCount: 0,
    everywhere: [],
    unknown: [],
    failed: error instanceof Error ? (error.stack ?? String(error)) : String(error),
  }));
}

async function pause(event: Debugger.PausedEventDataType): Promise<void> {
  if (beside !== undefined) return lookBeside(beside, event);
  const { callFrames, hitBreakpoints } = event;
  const [top] = callFrames;
  const url = scripts.get(top?.location.scriptId ?? '') ?? '';
  const place = placeName(top);
  const before = seenAt.get(place) ?? 0;
  const isWorth =
    url.startsWith('file:') && !/corpus\/javascript\/(?:truth|host)\.mjs$/.test(url) && before < AT_ONE_PLACE && looks.length < most;
  if (isWorth) {
    seenAt.set(place, before + 1);
    looks.push(await lookOrFail(callFrames));
  }
  // A place that has been seen often enough would only slow the program down.
  if (!isWorth) for (const breakpointId of hitBreakpoints ?? []) await post(session, 'Debugger.removeBreakpoint', { breakpointId });
  const step = isWorth || pick() < 0.3 ? (STEPS[Math.floor(pick() * STEPS.length)] ?? 'Debugger.resume') : 'Debugger.resume';
  await post(session, looks.length >= most ? 'Debugger.resume' : step, {});
}

async function prepare({ scriptId, url }: Debugger.ScriptParsedEventDataType): Promise<void> {
  if (!url.startsWith('file:') || !(url.includes('/node_modules/') || url.includes('/drivers/'))) return;
  const { scriptSource } = await post<Debugger.GetScriptSourceReturnType>(session, 'Debugger.getScriptSource', { scriptId });
  await setLogpoints(session, scriptId, scriptSource);
  if (beside !== undefined) return;
  const isDriver = url.endsWith(`/${path.basename(driver)}`);
  const stretches = isDriver ? [{ from: 0, to: scriptSource.length }] : findStretches(scriptSource);
  for (const { from, to } of stretches) {
    const range = { start: { scriptId, ...placeOf(scriptSource, from) }, end: { scriptId, ...placeOf(scriptSource, to) } };
    const { locations } = await post<Debugger.GetPossibleBreakpointsReturnType>(session, 'Debugger.getPossibleBreakpoints', range);
    for (let n = 0; n < (isDriver ? IN_A_DRIVER : IN_A_STRETCH) && locations.length > 0; n++) {
      const [location] = locations.splice(Math.floor(pick() * locations.length), 1);
      if (location !== undefined) await post(session, 'Debugger.setBreakpoint', { location }).catch(passOverTaken);
    }
  }
}

session.on('Debugger.scriptParsed', ({ params }) => {
  scripts.set(params.scriptId, params.url);
  pendingLogpoints.push(prepare(params));
});
session.on('Debugger.resumed', () => {
  resumes += 1;
});
session.on('Debugger.paused', ({ params }) => {
  pause(params).catch((error: unknown) => {
    throw error;
  });
});
parentPort?.on('message', (message: 'begin' | 'enough?' | 'end') => {
  const answer = async (): Promise<unknown> => {
    if (message === 'begin') for (let at = 0; at < pendingLogpoints.length; at++) await pendingLogpoints[at];
    return message === 'end' ? looks : message === 'enough?' ? { isEnough: looks.length >= most, looks: looks.length } : undefined;
  };
  answer().then(
    (given) => {
      parentPort?.postMessage(given);
    },
    (error: unknown) => {
      throw error;
    },
  );
});
async function start(): Promise<void> {
  await post(session, 'Debugger.enable', {});
  await post(session, 'Debugger.setBlackboxPatterns', {
    patterns: ['^node:', 'preload\\.cjs$', 'corpus/javascript/(?:host|truth)\\.mjs$'],
  });
  parentPort?.postMessage('ready');
}
start().catch((error: unknown) => {
  throw error;
});
