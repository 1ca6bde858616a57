import type { Debugger, Runtime } from 'node:inspector';
import { Session } from 'node:inspector';
import { parentPort, workerData } from 'node:worker_threads';
import type { Order, Stop } from './pauser.ts';

/**
 * A debugger in its own thread: at each `debugger` statement of the main thread it evaluates what it was told to and lets the program
 * continue.
 */
const session = new Session();
session.connectToMainThread();
const { top, each } = workerData as Order;
const stops: Stop[] = [];
const urls = new Map<string, string>();

function post<T extends object>(method: string, params: object): Promise<T> {
  return new Promise((resolve, reject) => {
    session.post(method, params, (error, result) => {
      if (error === null) resolve(result as T);
      // The inspector's errors are plain objects.
      else reject(new Error(JSON.stringify(error)));
    });
  });
}

async function evaluate(callFrameId: string, expression: string): Promise<unknown> {
  const { result, exceptionDetails } = await post<Debugger.EvaluateOnCallFrameReturnType>('Debugger.evaluateOnCallFrame', {
    callFrameId,
    expression,
    returnByValue: true,
  });
  return exceptionDetails === undefined ? result.value : describeThrown(exceptionDetails);
}

function describeThrown(thrown: Runtime.ExceptionDetails): string {
  return `threw ${thrown.exception?.description ?? thrown.text}`;
}

async function look({ callFrames }: Debugger.PausedEventDataType): Promise<void> {
  const values: unknown[] = [];
  const first = callFrames[0];
  if (first !== undefined) for (const expression of top) values.push(await evaluate(first.callFrameId, expression));
  const inFrames: unknown[] = [];
  if (each !== undefined) for (const frame of callFrames) inFrames.push(await evaluate(frame.callFrameId, each));
  stops.push({
    values,
    inFrames,
    frames: callFrames.map((frame) => ({
      name: frame.functionName,
      url: urls.get(frame.location.scriptId) ?? '',
      line: frame.location.lineNumber + 1,
      column: (frame.location.columnNumber ?? 0) + 1,
    })),
  });
}

session.on('Debugger.scriptParsed', ({ params }) => {
  urls.set(params.scriptId, params.url);
});
session.on('Debugger.paused', ({ params }) => {
  look(params)
    .catch((error: unknown) => {
      stops.push({ values: [String(error)], inFrames: [], frames: [] });
    })
    .finally(() => {
      session.post('Debugger.resume');
    });
});
parentPort?.on('message', () => {
  session.disconnect();
  parentPort?.postMessage(stops);
  parentPort?.close();
});
post('Debugger.enable', {}).then(
  () => {
    parentPort?.postMessage('ready');
  },
  (error: unknown) => {
    throw error;
  },
);
