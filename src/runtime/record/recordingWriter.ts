/** Writes lines to the disk. */

import type { Timer } from '../support/clock.ts';
import { createFile, insert } from './recordingPath.ts';
import type { RecordingHost } from './recordingHost.ts';

/** How much is written at once, in UTF-16 units. */
const BATCH_UNITS = 64 * 1024;
/** At most this much waits in memory. What comes after that is counted and dropped. */
const MAX_WAITING_UNITS = 4 * 1024 * 1024;
/** Writing may take one part in this many of the time. */
const TIME_SHARE = 20;

export interface WriterOptions {
  readonly file: string;
  readonly host: RecordingHost;
  /** The first line of each file. */
  readonly header: string;
  readonly maxBytes: number;
  readonly flushMs: number;
  /** Milliseconds since the recording began, as events have it. */
  readonly time: () => string;
  /** A new file has begun because the one before is full, so what goes on must be repeated. */
  readonly onRotated: () => void;
  /** Called when nothing can be written any more. */
  readonly onFailed: (error: unknown) => void;
}

/**
 * Appends lines to a file in batches, when there are 64 KiB of them or after `flushMs`. A batch is one write into the system's
 * cache, so what was written survives however the process ends. After a slow write, nothing is written for nineteen times as long
 * as it took. What does not fit into memory meanwhile is dropped, and a line says how much. At half of `maxBytes` the file is
 * renamed to `NAME.1`, replacing the one before, and a new file begins.
 */
export class RecordingWriter {
  readonly #options: WriterOptions;
  #fd: number | undefined;
  #waiting = '';
  #timer: Timer | undefined;
  #notBefore = 0;
  #fileBytes = 0;
  /** How many lines this file has, including those that wait. */
  #fileLines = 0;
  #dropped = 0;
  /** How many of these the recording does not mention yet. */
  #untold = 0;
  #isAtEnd = false;
  #isRotating = false;

  constructor(options: WriterOptions) {
    this.#options = options;
    this.#fd = createFile(options.file, options.host);
    this.#append(options.header);
    this.flush();
  }

  /** How many events were dropped so far. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Adds one event, as JSON without a line break. */
  add(line: string): void {
    if (this.#fd === undefined) return;
    if (this.#waiting.length + line.length > MAX_WAITING_UNITS) {
      this.#dropped += 1;
      this.#untold += 1;
      return;
    }
    if (this.#untold > 0) this.#tellGap();
    this.#append(line);
    if (this.#isAtEnd || (this.#waiting.length >= BATCH_UNITS && this.#options.host.clock.now() >= this.#notBefore)) this.flush();
    else this.#arm();
  }

  /** Writes what waits, now. */
  flush(): void {
    if (this.#fd === undefined) return;
    this.#timer?.cancel();
    this.#timer = undefined;
    if (this.#untold > 0) this.#tellGap();
    if (this.#waiting === '') return;
    const { clock, encode } = this.#options.host;
    const bytes = encode(this.#waiting);
    this.#waiting = '';
    const started = clock.now();
    try {
      this.#write(this.#fd, bytes);
    } catch (error) {
      this.#fail(error);
      return;
    }
    const ended = clock.now();
    this.#notBefore = ended + (ended - started) * (TIME_SHARE - 1);
    this.#fileBytes += bytes.length;
    if (this.#fileBytes >= this.#options.maxBytes / 2 && !this.#isRotating && !this.#isAtEnd) this.#rotate();
  }

  /** The process ends. From now on nothing waits, because nothing will come after it. */
  endProcess(): void {
    this.#isAtEnd = true;
    this.flush();
  }

  /** Writes what waits and closes the file. */
  close(): void {
    this.flush();
    if (this.#fd === undefined) return;
    this.#options.host.fs.closeSync(this.#fd);
    this.#fd = undefined;
  }

  #append(line: string): void {
    this.#waiting += `${line}\n`;
    this.#fileLines += 1;
  }

  #tellGap(): void {
    const count = this.#untold;
    this.#untold = 0;
    this.#append(`{"kind":"gap","t":${this.#options.time()},"count":${count},"reason":"backpressure"}`);
  }

  /** What was already written of a batch cannot be taken back, so the rest goes after it. */
  #write(fd: number, bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length;) at += this.#options.host.fs.writeSync(fd, bytes, at);
  }

  #arm(): void {
    const { clock } = this.#options.host;
    this.#timer ??= clock.setTimeout(
      () => {
        this.#timer = undefined;
        this.flush();
      },
      Math.max(this.#options.flushMs, this.#notBefore - clock.now()),
    );
  }

  #rotate(): void {
    const { file, host, header, time, onRotated } = this.#options;
    const full = this.#fd;
    if (full === undefined) return;
    this.#fd = undefined;
    try {
      host.fs.closeSync(full);
      host.fs.renameSync(file, insert(file, '1'));
      this.#fd = createFile(file, host);
    } catch (error) {
      this.#fail(error);
      return;
    }
    const before = this.#fileLines - 1;
    this.#fileBytes = 0;
    this.#fileLines = 0;
    this.#isRotating = true;
    this.#append(header);
    this.#append(`{"kind":"gap","t":${time()},"count":${before},"reason":"rotated"}`);
    onRotated();
    this.flush();
    this.#isRotating = false;
  }

  #fail(error: unknown): void {
    const fd = this.#fd;
    this.#fd = undefined;
    this.#waiting = '';
    try {
      if (fd !== undefined) this.#options.host.fs.closeSync(fd);
    } catch {
      // What went wrong is reported below. That the file cannot be closed either adds nothing.
    }
    this.#options.onFailed(error);
  }
}
