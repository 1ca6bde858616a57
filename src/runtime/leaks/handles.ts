/** What the process holds open, according to Node and Linux. */

interface Host {
  getActiveResourcesInfo?(): readonly string[];
  getBuiltinModule?(name: string): unknown;
}

interface Files {
  readdirSync(folder: string): readonly string[];
  readlinkSync(path: string): string;
}

/** The kinds that stay until somebody closes them. The others are requests that end by themselves. */
const NAMES: Readonly<Record<string, string>> = {
  Timeout: 'timer',
  TCPSocketWrap: 'socket',
  TCPServerWrap: 'server',
  UDPWrap: 'UDP socket',
  PipeServerWrap: 'pipe server',
  FSEventWrap: 'file watcher',
  StatWatcher: 'file watcher',
  ProcessWrap: 'child process',
  ProcessWorker: 'worker',
  Worker: 'worker',
  MessagePort: 'message port',
};

/** How many there are of each kind of handle, and of each open file. */
export function countHandles(): Map<string, number> {
  return new Map([...countActive(), ...countFiles()]);
}

/** How many there are of each kind of handle. */
export function countActive(): Map<string, number> {
  return countEach((host()?.getActiveResourcesInfo?.() ?? []).flatMap((kind) => NAMES[kind] ?? []));
}

/**
 * How often each file is open, by `file ` and its path, if /proc says so. In a worker there are none, because /proc lists the files
 * of all threads.
 */
export function countFiles(): Map<string, number> {
  const files = host()?.getBuiltinModule?.('node:fs') as Files | undefined;
  return countEach(files === undefined || isWorker() ? [] : listFiles(files).map((path) => `file ${path}`));
}

export function countEach(names: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

function host(): Host | undefined {
  return (globalThis as { readonly process?: Host }).process;
}

function isWorker(): boolean {
  const threads = host()?.getBuiltinModule?.('node:worker_threads') as { readonly isMainThread?: boolean } | undefined;
  return threads?.isMainThread === false;
}

function listFiles(files: Files): readonly string[] {
  let names: readonly string[];
  try {
    names = files.readdirSync('/proc/self/fd');
  } catch {
    // This is not Linux, so files are not listed.
    return [];
  }
  return names.flatMap((name) => {
    try {
      const path = files.readlinkSync(`/proc/self/fd/${name}`);
      return path.startsWith('/') && !path.startsWith('/dev/') && !path.startsWith('/proc/') ? [path] : [];
    } catch {
      // It was closed in the meantime, like the descriptor that was used to read the folder.
      return [];
    }
  });
}

/** What there is more of now than before. */
export function findMore(before: ReadonlyMap<string, number>, after: ReadonlyMap<string, number>): readonly string[] {
  return [...after]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, count]) => {
      const more = count - (before.get(name) ?? 0);
      return more <= 0 ? [] : [more === 1 ? name : `${more} more of: ${name}`];
    });
}
