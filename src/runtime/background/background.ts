/** Work that goes on after the code that started it: supervised, awaited at the end, its failures reported. */

import { isEcho } from '../support/abortEcho.ts';
import { makeSignal, type AbortSignalLike, type ProgramAbortSignal } from '../support/abortSignal.ts';
import {
  requireClockIfAny,
  requireFunction,
  requireFunctionIfAny,
  requireNumberIfAny,
  requireOptions,
  requireSignalIfAny,
  requireTextIfAny,
} from '../support/argumentChecks.ts';
import { type Clock, LONGEST_TIMER, systemClock } from '../support/clock.ts';
import type { DoorResource } from '../door/doorContract.ts';
import { unwatchExit, watchExit } from '../support/exitWatch.ts';
import { recorder } from '../scopes/recorder.ts';
import { report } from '../support/reportUnhandled.ts';
import { announceResource, type ReadableResource } from '../door/resourceRegistry.ts';
import { siteText } from '../door/siteText.ts';
import { capture, CLEANUP_FRAMES } from '../door/trace.ts';
import { describe, nameFunction } from '../support/describe.ts';
import { type PastFailure, readBackground } from './readBackground.ts';
import type { StartedWork, Task } from './task.ts';

export type { ProgramAbortSignal } from '../support/abortSignal.ts';
export type { Clock, Timer } from '../support/clock.ts';

/** A piece of work that failed in the background. */
export interface BackgroundFailure {
  readonly label: string;
  readonly error: unknown;
  /** Where it was registered, as `file:line:column`, if that was recorded. */
  readonly site: string | undefined;
}

export interface BackgroundOptions {
  /** What the work is for, in the program's own words; a debugger shows it. */
  readonly label?: string | undefined;
  /** Called for each failure. Without it, failures are reported (`setReporter`). */
  readonly onFailed?: ((failure: BackgroundFailure) => void) | undefined;
  /** The clock. Default: real time. */
  readonly clock?: Clock | undefined;
}

/** A piece of work that is going on. */
export interface BackgroundStatus {
  readonly label: string;
  readonly runningMs: number;
  /** Whether it was told to stop and has not ended yet. */
  readonly aborted: boolean;
  readonly site: string | undefined;
}

export interface DrainOptions {
  /** How long to wait, in milliseconds. If left out, as long as it takes. */
  readonly waitMs?: number | undefined;
  /** Ends the waiting, not the work. */
  readonly signal?: AbortSignalLike | undefined;
}

/** How {@link Background.drain} ended. */
export interface Drained {
  /** Whether nothing is left. */
  readonly idle: boolean;
  /** What still goes on. */
  readonly left: readonly BackgroundStatus[];
}

const CONSTRUCTOR = 'new Background(options)';
const RUN = 'Background.run(work, options)';
const DRAIN = 'Background.drain(options)';
/** The options of the instance that always exists. A debugger shows it once it has had something to do. */
const DEFAULT: BackgroundOptions = { label: 'background' };
/** How many failures are remembered for a debugger, as text. */
const MAX_FAILURES = 20;

/**
 * Supervises work that nobody awaits. You can wait for it before the program ends ({@link Background.drain}), tell it to stop when
 * there is no more time ({@link Background.abort}), and get its failures. Work that is cut off when the process ends is reported
 * too.
 *
 * @example
 * ```ts
 * import { Background } from 'deferscope/background';
 * import { setTimeout } from 'node:timers/promises';
 *
 * const background = new Background({ label: 'after the answer', onFailed: ({ label }) => { console.log(label, 'failed'); } });
 * background.run(async (signal) => { await setTimeout(5, undefined, { signal }); }, { label: 'write the audit log' });
 * console.log(background.size); // 1
 * console.log((await background.drain()).idle); // true
 * ```
 */
export class Background implements ReadableResource {
  readonly #label: string | undefined;
  readonly #onFailed: ((failure: BackgroundFailure) => void) | undefined;
  readonly #clock: Clock;
  readonly #tasks = new Set<Task>();
  readonly #idlers = new Set<() => void>();
  readonly #failures: PastFailure[] = [];
  #finished = 0;
  #failed = 0;
  #isAnnounced: boolean;

  /**
   * @throws TypeError if an option has the wrong type
   */
  constructor(options: BackgroundOptions = {}) {
    const { label, onFailed, clock } = requireOptions<BackgroundOptions>(CONSTRUCTOR, options, "{ label: 'after the answer' }");
    requireTextIfAny(CONSTRUCTOR, 'label', label, 'after the answer');
    requireFunctionIfAny(CONSTRUCTOR, 'onFailed', onFailed, '({ label, error }) => …');
    requireClockIfAny(CONSTRUCTOR, clock);
    this.#label = options.label;
    this.#onFailed = options.onFailed;
    this.#clock = options.clock ?? systemClock;
    this.#isAnnounced = options !== DEFAULT;
    if (this.#isAnnounced) announceResource(this);
  }

  /** How many pieces of work are still going on. */
  get size(): number {
    return this.#tasks.size;
  }

  /**
   * Starts a piece of work now, and does not wait for it.
   *
   * @param work gets a signal that {@link Background.abort} aborts; what it throws or rejects with goes to `onFailed`
   * @param options a label for the work; if left out, the function's name
   * @throws TypeError if an argument has the wrong type
   */
  run(work: (signal: ProgramAbortSignal) => unknown, options: { readonly label?: string | undefined } = {}): void {
    requireFunction(RUN, 'work', work, 'async (signal) => { … }');
    const { label } = requireOptions<{ label?: string | undefined }>(RUN, options, "{ label: 'write the audit log' }");
    requireTextIfAny(RUN, 'label', label, 'write the audit log');
    const source = makeSignal();
    const trace = capture(CLEANUP_FRAMES, 1);
    // It starts at once, and what it throws synchronously is treated like a rejection.
    const result = new Promise((resolve) => {
      resolve(work(source.signal));
    });
    this.supervise({
      label: options.label ?? nameFunction(work),
      trace,
      result,
      abort: (reason) => {
        source.abort(reason);
      },
    });
  }

  /** The work that is going on, longest-running first. */
  status(): readonly BackgroundStatus[] {
    const now = this.#clock.now();
    return [...this.#tasks].map(({ label, since, stop, trace }) => ({
      label,
      runningMs: now - since,
      aborted: stop !== undefined,
      site: siteText(trace),
    }));
  }

  /**
   * Waits until nothing is left, including work that starts in the meantime. Never rejects; failures are reported as they happen.
   *
   * @param options when to stop waiting
   * @returns whether all is over, and what is still going on
   * @throws TypeError or RangeError if an option has the wrong type or is out of range
   */
  async drain(options: DrainOptions = {}): Promise<Drained> {
    const { waitMs, signal } = requireOptions<DrainOptions>(DRAIN, options, '{ waitMs: 5000 }');
    requireNumberIfAny(DRAIN, 'waitMs', waitMs, 'milliseconds', { from: 0, unbounded: true });
    requireSignalIfAny(DRAIN, signal);
    if (this.#tasks.size > 0 && waitMs !== 0 && signal?.aborted !== true) await this.#waitUntilIdle(waitMs, signal);
    return { idle: this.#tasks.size === 0, left: this.status() };
  }

  /**
   * Tells all work to stop, through its signals. Work that does not listen goes on, and is awaited as before.
   *
   * @param reason what the signals abort with; if left out, an error that says that the work was told to stop
   */
  abort(reason: unknown = new Error('The background work was told to stop.')): void {
    for (const task of [...this.#tasks]) {
      task.stop ??= { reason };
      task.abort(reason);
    }
  }

  /**
   * @internal Takes over work that was started already.
   *
   * @param work its label, its result, and how to stop it
   */
  supervise(work: StartedWork): void {
    if (!this.#isAnnounced) {
      this.#isAnnounced = true;
      announceResource(this, Infinity);
    }
    const { label, trace } = work;
    const task: Task = {
      label,
      trace,
      abort: (reason) => {
        work.abort(reason);
      },
      since: this.#clock.now(),
      stop: undefined,
      tellUnfinished: () => ({
        kind: 'unfinished',
        message: `'${label}' was still going on in the background when the process ended`,
        label,
        site: siteText(trace),
      }),
    };
    this.#tasks.add(task);
    recorder?.changed(task, { form: 'background', name: label, state: 'running', trace });
    watchExit(task);
    void Promise.resolve(work.result).then(
      () => {
        this.#finish(task);
      },
      (error: unknown) => {
        this.#fail(task, error);
      },
    );
  }

  /** @internal */
  readForDoor({ entries }: { readonly entries: number }): Omit<DoorResource, 'id'> {
    return readBackground(
      {
        label: this.#label,
        tasks: this.#tasks,
        count: this.#tasks.size,
        finished: this.#finished,
        failed: this.#failed,
        failures: this.#failures,
        // A clock that was passed in is the program's code.
        now: this.#clock === systemClock ? this.#clock.now() : undefined,
      },
      entries,
    );
  }

  #waitUntilIdle(waitMs: number | undefined, signal: AbortSignalLike | undefined): Promise<void> {
    return new Promise((resolve) => {
      const leave = (): void => {
        this.#idlers.delete(leave);
        timer?.cancel();
        signal?.removeEventListener('abort', leave);
        resolve();
      };
      // This timer keeps the process alive, because somebody waits for it.
      const timer =
        waitMs === undefined || waitMs === Infinity ? undefined : this.#clock.setTimeout(leave, Math.min(waitMs, LONGEST_TIMER));
      signal?.addEventListener('abort', leave);
      this.#idlers.add(leave);
    });
  }

  #finish(task: Task): void {
    this.#finished += 1;
    recorder?.changed(task, { form: 'background', name: task.label, state: 'finished', gone: true });
    this.#end(task);
  }

  #fail(task: Task, error: unknown): void {
    // It was told to stop, and did.
    if (task.stop !== undefined && isEcho(error, task.stop.reason)) {
      this.#finish(task);
      return;
    }
    this.#failed += 1;
    recorder?.changed(task, { form: 'background', name: task.label, state: 'failed', concern: describe(error), gone: true });
    this.#failures.push({ label: task.label, error: describe(error), trace: task.trace });
    if (this.#failures.length > MAX_FAILURES) this.#failures.shift();
    this.#tell({ label: task.label, error, site: siteText(task.trace) });
    this.#end(task);
  }

  #tell({ label, error, site }: BackgroundFailure): void {
    const news = { kind: 'background-failed', message: `'${label}' failed in the background`, error, label, site };
    if (this.#onFailed === undefined) {
      report(news);
      return;
    }
    try {
      this.#onFailed({ label, error, site });
    } catch (thrown) {
      report(news);
      report({ kind: 'background-listener-failed', message: `${CONSTRUCTOR}: onFailed threw`, error: thrown, label: this.#label });
    }
  }

  #end(task: Task): void {
    this.#tasks.delete(task);
    unwatchExit(task);
    if (this.#tasks.size === 0) for (const idler of [...this.#idlers]) idler();
  }
}

/** The program's default supervisor: work that has no other one goes here, and a shutdown waits for it. */
export const background: Background = /* @__PURE__ */ new Background(DEFAULT);
