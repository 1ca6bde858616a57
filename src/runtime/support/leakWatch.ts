/** Who wants to know of what is opened and closed: the leak detector, while there is one. */

/** What can be left open. */
export type Closable = 'scope' | 'async scope' | 'owned value';

export interface LeakWatch {
  opened(target: object, kind: Closable, label: string | undefined): void;
  closed(target: object): void;
  /** It was handed on, on purpose: whoever opened it is not to close it. */
  moved(target: object): void;
}

/** `undefined`: nobody. Read in place by those that open and close: while nobody watches, that is all it costs. */
export let leakWatch: LeakWatch | undefined;

export function setLeakWatch(watch: LeakWatch | undefined): void {
  leakWatch = watch;
}
