/** One shutdown, from its setup until all is over. */

import { makeSignal, type ProgramAbortSignal } from '../support/abortSignal.ts';
import { background } from '../background/background.ts';
import { backgroundClock, type Clock, systemClock, type Timer } from '../support/clock.ts';
import type { DoorResource } from '../door/doorContract.ts';
import { report } from '../support/reportUnhandled.ts';
import { announceResource, type ReadableResource, withdrawResource } from '../door/resourceRegistry.ts';
import { dispose } from '../scopes/symbols.ts';
import { HttpDrain } from './httpDrain.ts';
import type { HttpServer } from './httpServer.ts';
import { type EndSignal, failedCode, findProcess, nameActive, type ProcessHost, SIGNAL_NUMBERS } from './processHost.ts';
import { readShutdown } from './readShutdown.ts';
import { alreadyStarted, graceHasPassed } from './shutdownError.ts';
import { CALL, type CheckedOptions, type Ended, requireServer, type Trigger } from './shutdownOptions.ts';
import { whatIsLeft } from './whatIsLeft.ts';

/** What it is doing. `off` means that it was disposed of before it began. */
export type ShutdownState = 'waiting' | 'draining' | 'cleaning up' | 'finishing background work' | 'done' | 'timed out' | 'off';

/** A shutdown that waits for its trigger or is in progress. Made by `shutdown(trigger, scope, options)`. */
export class Shutdown implements Disposable, ReadableResource {
  readonly #trigger: Trigger;
  readonly #ended: Ended;
  readonly #options: CheckedOptions;
  readonly #host: ProcessHost | undefined;
  readonly #source = makeSignal();
  readonly #drains: HttpDrain[] = [];
  readonly #onSignal = new Map<EndSignal, () => void>();
  readonly #onAbort = (): void => {
    void this.begin();
  };
  readonly #id: number;
  readonly #done: Promise<void>;
  #settle: { readonly resolve: () => void; readonly reject: (error: Error) => void } = { resolve: () => {}, reject: () => {} };
  #state: ShutdownState = 'waiting';
  #startedAt = 0;
  #limit: Timer | undefined;

  /** @internal */
  constructor(trigger: Trigger, ended: Ended, options: CheckedOptions) {
    this.#trigger = trigger;
    this.#ended = ended;
    this.#options = options;
    this.#done = new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
    this.#host = trigger.kind === 'process' ? (options.process ?? findProcess(CALL)) : undefined;
    // What fails there is reported, and shows in the exit code.
    if (this.#host !== undefined) this.#done.catch(() => {});
    for (const server of options.servers) this.#drains.push(new HttpDrain(server));
    this.#id = announceResource(this, 2);
    this.#listen();
  }

  /** Aborts when the shutdown begins. Use it for loops that take work, and for `/healthz`. */
  get signal(): ProgramAbortSignal {
    return this.#source.signal;
  }

  get state(): ShutdownState {
    return this.#state;
  }

  /** Resolves when all is over. Rejects with what a cleanup failed with, or with a ShutdownError `TIMEOUT`. */
  get done(): Promise<void> {
    return this.#done;
  }

  /**
   * Adds a server to be drained.
   *
   * @throws ShutdownError `STARTED`
   * @throws TypeError if it is not a server of `node:http`, `node:https` or `node:http2`
   */
  add(server: HttpServer): void {
    requireServer('Shutdown.add(server)', server);
    if (this.#state !== 'waiting') throw alreadyStarted('Shutdown.add(server)');
    this.#drains.push(new HttpDrain(server));
  }

  /** Begins now, as if the program had been asked to end. A second call does nothing. */
  begin(): Promise<void> {
    if (this.#state === 'waiting') this.#start(new Error('The program is shutting down.'));
    return this.#done;
  }

  /** Stops waiting for the trigger. Does nothing once the shutdown has begun. */
  [dispose](): void {
    if (this.#state !== 'waiting') return;
    this.#state = 'off';
    this.#unlisten();
    for (const drain of this.#drains) drain.leave();
    withdrawResource(this.#id);
    this.#settle.resolve();
  }

  /** @internal */
  readForDoor({ entries }: { readonly entries: number }): Omit<DoorResource, 'id'> {
    const { label, grace, drain, clock } = this.#options;
    const isTimed = clock === undefined && this.#state !== 'waiting' && this.#state !== 'off';
    return readShutdown(
      {
        label,
        state: this.#state,
        drains: this.#drains,
        trigger:
          this.#trigger.kind === 'abort'
            ? 'an AbortSignal'
            : this.#trigger.signals.reduce((text, name) => (text === '' ? name : `${text}, ${name}`), ''),
        time: isTimed ? { passedMs: systemClock.now() - this.#startedAt, graceMs: grace, drainMs: drain } : undefined,
      },
      entries,
    );
  }

  #listen(): void {
    if (this.#trigger.kind === 'abort') {
      if (this.#trigger.signal.aborted) this.#onAbort();
      else this.#trigger.signal.addEventListener('abort', this.#onAbort);
      return;
    }
    for (const name of this.#trigger.signals) {
      const listener = (): void => {
        this.#hear(name);
      };
      this.#onSignal.set(name, listener);
      this.#host?.on(name, listener);
    }
  }

  #unlisten(): void {
    for (const [name, listener] of this.#onSignal) this.#host?.removeListener(name, listener);
    if (this.#trigger.kind === 'abort') this.#trigger.signal.removeEventListener('abort', this.#onAbort);
  }

  #hear(name: EndSignal): void {
    if (this.#state === 'waiting') {
      this.#start(new Error(`The program is shutting down: ${name}.`));
      return;
    }
    report({
      kind: 'shutdown-forced',
      message: `${name} came again while the program was ${this.#whatIsGoingOn()}: it ends now`,
      label: this.#options.label,
    });
    this.#host?.exit(128 + SIGNAL_NUMBERS[name]);
  }

  get #clock(): Clock {
    return this.#options.clock ?? systemClock;
  }

  #start(reason: Error): void {
    this.#state = 'draining';
    this.#startedAt = this.#clock.now();
    // This timer keeps the process alive, because a cleanup may wait for something that does not.
    if (this.#options.grace !== Infinity)
      this.#limit = this.#clock.setTimeout(() => {
        this.#giveUp();
      }, this.#options.grace);
    this.#source.abort(reason);
    void this.#run();
  }

  async #run(): Promise<void> {
    await this.#drain();
    if (this.#isOver()) return;
    this.#state = 'cleaning up';
    let failure: { readonly error: unknown } | undefined;
    try {
      await Reflect.apply(this.#ended.method, this.#ended.scope, []);
    } catch (error) {
      failure = { error };
    }
    // Its grace has passed in the meantime, so nobody else hears of this failure.
    if (this.#isOver()) {
      if (failure !== undefined) this.#tellFailure(failure.error);
      return;
    }
    this.#state = 'finishing background work';
    await background.drain();
    if (!this.#isOver()) this.#finish(failure);
  }

  /** This is a method, because the type checker does not know that the state changes during an `await`. */
  #isOver(): boolean {
    return this.#state === 'timed out';
  }

  async #drain(): Promise<void> {
    const { drain, idle } = this.#options;
    const drained = Promise.all(this.#drains.map((one) => one.begin(idle, this.#clock)));
    if (drain === Infinity) {
      await drained;
      return;
    }
    await new Promise<void>((resolve) => {
      const limit = this.#clock.setTimeout(() => {
        this.#cut();
        resolve();
      }, drain);
      void drained.then(() => {
        limit.cancel();
        resolve();
      });
    });
  }

  #cut(): void {
    const lost = this.#drains.filter(({ state }) => state === 'draining').reduce((sum, one) => sum + one.cut(), 0);
    if (lost > 0)
      report({
        kind: 'requests-cut',
        message: `${lost} requests were not answered within ${this.#options.drain} ms of the shutdown, and their connections were closed`,
        label: this.#options.label,
      });
  }

  #finish(failure: { readonly error: unknown } | undefined): void {
    this.#limit?.cancel();
    this.#state = 'done';
    if (this.#host === undefined) this.#unlisten();
    else this.#letEnd(this.#host, failure);
    if (failure === undefined) this.#settle.resolve();
    // Whatever was thrown, an error or not, is passed on as it is.
    else this.#settle.reject(failure.error as Error);
  }

  /** Nothing should be left that keeps the process alive. If something is, it gets the rest of the grace, and then is named. */
  #letEnd(host: ProcessHost, failure: { readonly error: unknown } | undefined): void {
    if (failure !== undefined) {
      this.#tellFailure(failure.error);
      host.exitCode = failedCode(host);
    }
    const { grace, clock } = this.#options;
    if (grace === Infinity) return;
    const left = Math.max(0, grace - (this.#clock.now() - this.#startedAt));
    (clock ?? backgroundClock).setTimeout(() => {
      report({
        kind: 'still-open',
        message: `the shutdown is over, but something keeps the process alive: ${nameActive(host)}. Have the scope close it`,
        label: this.#options.label,
      });
      // Without an argument, this uses the program's own exit code.
      host.exit();
    }, left);
  }

  #tellFailure(error: unknown): void {
    if (this.#host !== undefined || this.#isOver())
      report({ kind: 'cleanup-failed', message: 'a cleanup failed in the shutdown', error, label: this.#options.label });
  }

  #giveUp(): void {
    const error = graceHasPassed(this.#options.grace, this.#whatIsGoingOn());
    this.#state = 'timed out';
    this.#unlisten();
    background.abort(error);
    this.#settle.reject(error);
    if (this.#host === undefined) return;
    report({ kind: 'shutdown-timeout', message: error.message, label: this.#options.label });
    this.#host.exit(failedCode(this.#host));
  }

  #whatIsGoingOn(): string {
    switch (this.#state) {
      case 'draining':
        return `draining: ${this.#drains.reduce((sum, { inFlight }) => sum + inFlight, 0)} requests in flight`;
      case 'cleaning up': {
        const left = whatIsLeft(this.#ended.scope);
        return left === undefined ? 'cleaning up' : `cleaning up: ${left}`;
      }
      case 'finishing background work':
        return `finishing background work: ${background
          .status()
          .map(({ label }) => `'${label}'`)
          .join(', ')}`;
      case 'waiting':
      case 'done':
      case 'timed out':
      case 'off':
        return this.#state;
    }
  }
}
