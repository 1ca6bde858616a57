/** The process, as far as its end is concerned. */

/** The signals that ask a process to end. */
export type EndSignal = 'SIGTERM' | 'SIGINT' | 'SIGHUP' | 'SIGQUIT' | 'SIGUSR2' | 'SIGBREAK';

/** What a shell reports when a signal has ended a process is 128 and this. https://man7.org/linux/man-pages/man7/signal.7.html */
export const SIGNAL_NUMBERS: Readonly<Record<EndSignal, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGUSR2: 12,
  SIGTERM: 15,
  SIGBREAK: 21,
};

/** Node's `process`, or what stands in for it in a test. */
export interface ProcessHost {
  exitCode?: number | string | null | undefined;
  on(event: EndSignal, listener: () => void): unknown;
  removeListener(event: EndSignal, listener: () => void): unknown;
  exit(code?: number): unknown;
  getActiveResourcesInfo?(): readonly string[];
}

export function findProcess(call: string): ProcessHost {
  const { process } = globalThis as { readonly process?: ProcessHost };
  if (process === undefined) throw new Error(`${call}: there is no process here that gets signals. Pass an AbortSignal instead.`);
  return process;
}

/** What keeps the process alive, counted: `Timeout 2, TCPSocketWrap`. */
export function nameActive(host: ProcessHost): string {
  const counts = new Map<string, number>();
  for (const kind of host.getActiveResourcesInfo?.() ?? []) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts].map(([kind, count]) => (count === 1 ? kind : `${kind} ${count}`)).join(', ');
}

/** What a process that has failed ends with: the program's own code where that says that something is wrong, else 1. */
export function failedCode(host: ProcessHost): number {
  const code = Number(host.exitCode ?? 0);
  return Number.isInteger(code) && code !== 0 ? code : 1;
}
