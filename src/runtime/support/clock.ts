/** The time is passed in, so that tests can set it by hand. */

/** A timer with a longer delay fires at once. https://nodejs.org/api/timers.html#settimeoutcallback-delay-args */
export const LONGEST_TIMER = 2 ** 31 - 1;

/** A timer that was started. */
export interface Timer {
  /** Stops the timer. It does nothing if the timer has fired or was cancelled before. */
  cancel(): void;
}

/** What the library needs to know about time. */
export interface Clock {
  /** Milliseconds since some moment; never goes back. */
  now(): number;
  /** Calls `fn` once, in `ms` milliseconds. */
  setTimeout(fn: () => void, ms: number): Timer;
}

interface Host {
  readonly performance?: { now(): number };
  setTimeout(fn: () => void, ms: number): unknown;
  clearTimeout(timer: never): void;
}

const host = globalThis as unknown as Host;
const { performance } = host;
// Taken once. A test that replaces the global time passes the library a clock of its own.
/** Milliseconds since some moment. */
export const readNow: () => number = performance === undefined ? Date.now : performance.now.bind(performance);

/** The real time. Its timers keep the process alive. */
export const systemClock: Clock = {
  now: readNow,
  setTimeout: (fn, ms) => start(fn, ms),
};

/** The real time, with timers that do not keep the process alive. */
export const backgroundClock: Clock = {
  now: readNow,
  setTimeout(fn, ms) {
    const timer = start(fn, ms);
    timer.unref();
    return timer;
  },
};

function start(fn: () => void, ms: number): Timer & { unref(): void } {
  const timer = host.setTimeout(fn, ms) as { unref?: () => void };
  return {
    cancel: () => {
      host.clearTimeout(timer as never);
    },
    unref: () => {
      timer.unref?.();
    },
  };
}
