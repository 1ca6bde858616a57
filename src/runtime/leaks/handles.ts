/** What the process holds open, as Node and Linux tell it. */

interface Host {
  getActiveResourcesInfo?(): readonly string[];
  getBuiltinModule?(name: string): unknown;
}

interface Files {
  readdirSync(folder: string): readonly string[];
  readlinkSync(path: string): string;
}

/** Those that stay until somebody closes them; the others are requests that end by themselves. */
const NAMES: Readonly<Record<string, string>> = {
  Timeout: 'timer', TCPSocketWrap: 'socket', TCPServerWrap: 'server', UDPWrap: 'UDP socket', PipeServerWrap: 'pipe server', FSEventWrap: 'file watcher',
  StatWatcher: 'file watcher', ProcessWrap: 'child process', ProcessWorker: 'worker', Worker: 'worker', MessagePort: 'message port',
};

/** How many there are of each kind; files by their path, where /proc tells it. */
export function countHandles(): Map<string, number> {
  const counts = new Map<string, number>();
  const add = (name: string): void => { counts.set(name, (counts.get(name) ?? 0) + 1); };
  const host = (globalThis as { readonly process?: Host }).process;
  for (const kind of host?.getActiveResourcesInfo?.() ?? []) {
    const name = NAMES[kind];
    if (name !== undefined) add(name);
  }
  const files = host?.getBuiltinModule?.('node:fs') as Files | undefined;
  if (files !== undefined) for (const path of listFiles(files)) add(`file ${path}`);
  return counts;
}

function listFiles(files: Files): readonly string[] {
  let names: readonly string[];
  try {
    names = files.readdirSync('/proc/self/fd');
  } catch {
    // Not Linux: then files are not told apart.
    return [];
  }
  return names.flatMap((name) => {
    try {
      const path = files.readlinkSync(`/proc/self/fd/${name}`);
      return path.startsWith('/') && !path.startsWith('/dev/') && !path.startsWith('/proc/') ? [path] : [];
    } catch {
      // Closed meanwhile, as the descriptor is by which the folder was read.
      return [];
    }
  });
}

/** What there is more of than before. */
export function findMore(before: ReadonlyMap<string, number>, after: ReadonlyMap<string, number>): readonly string[] {
  return [...after].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([name, count]) => {
    const more = count - (before.get(name) ?? 0);
    return more <= 0 ? [] : [more === 1 ? name : `${more} more of: ${name}`];
  });
}
