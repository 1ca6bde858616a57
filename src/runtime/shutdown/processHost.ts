/** The part of the process that concerns its end. */

/** The signals that ask a process to end. */
export type EndSignal = 'SIGTERM' | 'SIGINT' | 'SIGHUP' | 'SIGQUIT' | 'SIGUSR2' | 'SIGBREAK';

/** When a signal has ended a process, a shell reports 128 plus this number. https://man7.org/linux/man-pages/man7/signal.7.html */
export const SIGNAL_NUMBERS: Readonly<Record<EndSignal, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGUSR2: 12,
  SIGTERM: 15,
  SIGBREAK: 21,
};

/** Node's `process`, or its stand-in in a test. */
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

/** The exit code of a process that has failed: the program's own code if that is an error code, else 1. */
export function failedCode(host: ProcessHost): number {
  const code = Number(host.exitCode ?? 0);
  return Number.isInteger(code) && code !== 0 ? code : 1;
}
