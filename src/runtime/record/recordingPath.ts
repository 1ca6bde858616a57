/** Chooses the file for a recording, without taking one away from whoever is writing it. */

import { RECORDING_SCHEMA, RECORDING_SUFFIX } from './recordedEvents.ts';
import type { RecordingHost } from './recordingHost.ts';

const HEADER_BYTES = 4096;

/**
 * The path to write: the requested one, unless a living process, or another thread or copy of the library in this process, records
 * there. Then the name gets this process's number.
 *
 * @throws Error if the file exists and is not a recording
 */
export function choosePath(asked: string, host: RecordingHost, isTaken: (file: string) => boolean): string {
  const file = host.resolvePath(asked);
  const own = host.thread === 0 ? `${host.process.pid}` : `${host.process.pid}-${host.thread}`;
  if (host.thread === 0 && isFree(file, host, isTaken)) return file;
  for (let at = 1; ; at++) {
    const other = insert(file, at === 1 ? own : `${own}-${at}`);
    if (isFree(other, host, isTaken)) return other;
  }
}

/** `run.deferscope.jsonl` with `4711` becomes `run.4711.deferscope.jsonl`. */
export function insert(file: string, word: string): string {
  return file.endsWith(RECORDING_SUFFIX) ? `${file.slice(0, -RECORDING_SUFFIX.length)}.${word}${RECORDING_SUFFIX}` : `${file}.${word}`;
}

/** Removes the old recording. Whoever has it open keeps its content. */
export function createFile(file: string, { fs }: RecordingHost): number {
  if (fs.statSync(file, { throwIfNoEntry: false }) !== undefined) fs.unlinkSync(file);
  return fs.openSync(file, 'wx', 0o600);
}

function isFree(file: string, host: RecordingHost, isTaken: (file: string) => boolean): boolean {
  if (isTaken(file)) return false;
  const found = host.fs.statSync(file, { throwIfNoEntry: false });
  if (found === undefined) return true;
  const owner = found.isFile() ? readOwner(file, host) : undefined;
  if (owner === undefined)
    throw new Error(`record(options): ${file} already exists and is not a recording, so it is left as it is. Choose another file.`);
  // This process writes only the files that it has taken, so the number is that of an earlier process.
  return owner === host.process.pid || !isAlive(owner, host);
}

/** The number of the process that recorded; 0 if the recording does not say, `undefined` if it is not a recording. */
function readOwner(file: string, { fs }: RecordingHost): number | undefined {
  const bytes = new Uint8Array(HEADER_BYTES);
  const fd = fs.openSync(file, 'r');
  let read: number;
  try {
    read = fs.readSync(fd, bytes, 0, HEADER_BYTES, 0);
  } finally {
    fs.closeSync(fd);
  }
  // The file is empty, so there is nothing that could be lost.
  if (read === 0) return 0;
  let head = '';
  for (let i = 0; i < read && bytes[i] !== 10; i++) head += String.fromCharCode(bytes[i] ?? 0);
  if (!head.startsWith(`{"schema":"${RECORDING_SCHEMA}"`)) return undefined;
  return Number(/"pid":(\d{1,10})/.exec(head)?.[1] ?? 0);
}

function isAlive(pid: number, { process }: RecordingHost): boolean {
  if (pid === 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It is alive, and belongs to somebody else.
    return (error as { readonly code?: unknown }).code === 'EPERM';
  }
}
