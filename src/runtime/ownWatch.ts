/** Whoever looks for leaks is told of each owned value that is taken and given up. Nobody looks unless a program asks for it. */

/** Gets an object that lives as long as the handle and its value belong together; must not keep it. */
export interface OwnWatcher {
  opened(holding: object, label: string | undefined): void;
  closed(holding: object): void;
}

let watcher: OwnWatcher | undefined;

export function watchOwn(next: OwnWatcher | undefined): void {
  watcher = next;
}

export function watchedOwn(): OwnWatcher | undefined {
  return watcher;
}
