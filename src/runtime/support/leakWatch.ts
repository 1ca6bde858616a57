/** The leak watch learns what is opened and closed. The leak detector sets it while there is one. */

/** What can be left open. */
export type Closable = 'scope' | 'async scope' | 'owned value';

export interface LeakWatch {
  opened(target: object, kind: Closable, label: string | undefined): void;
  closed(target: object): void;
  /** It was handed on, on purpose, so its opener need not close it. */
  moved(target: object): void;
}

/** `undefined` while nobody watches. Code that opens and closes reads this variable directly, so that it costs only that much then. */
export let leakWatch: LeakWatch | undefined;

export function setLeakWatch(watch: LeakWatch | undefined): void {
  leakWatch = watch;
}
