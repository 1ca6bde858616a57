/**
 * What is still going on when the process ends. A promise that nobody settles does not keep Node alive, so Node ends silently in
 * the middle of a cleanup. While there is something to watch, one listener reports all of it.
 */

import { report, type UnhandledNews } from './reportUnhandled.ts';

/** Something that should not be cut off. */
export interface Unfinished {
  /** What to report if the process ends before it does. */
  tellUnfinished(): UnhandledNews;
}

interface Host {
  on?(event: 'exit', listener: () => void): unknown;
  removeListener?(event: 'exit', listener: () => void): unknown;
}

const unfinished = new Set<Unfinished>();

function tellAll(): void {
  for (const one of unfinished) report(one.tellUnfinished());
}

function host(): Host | undefined {
  return (globalThis as { readonly process?: Host }).process;
}

export function watchExit(one: Unfinished): void {
  if (unfinished.size === 0) host()?.on?.('exit', tellAll);
  unfinished.add(one);
}

export function unwatchExit(one: Unfinished): void {
  if (unfinished.delete(one) && unfinished.size === 0) host()?.removeListener?.('exit', tellAll);
}
