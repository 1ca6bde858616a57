/** The recording that is being made. There is one at a time, for the whole program. */

import { setRecorded } from '../door/observer.ts';
import { setRecorder } from '../scopes/recorder.ts';
import { report } from '../support/reportUnhandled.ts';
import { dispose } from '../scopes/symbols.ts';
import { EventRecorder } from './eventRecorder.ts';
import { RECORDING_SCHEMA, RECORDING_VERSION } from './recordedEvents.ts';
import { choosePath } from './recordingPath.ts';
import { findHost, type RecordingHost } from './recordingHost.ts';
import { RecordingWriter } from './recordingWriter.ts';
import { type CheckedOptions, readRecordOptions, type RecordOptions } from './recordOptions.ts';

declare const DEFERSCOPE_VERSION: string;

/** A recording that is being made. */
export class Recording implements Disposable {
  /** Where it goes, as an absolute path. This is not the requested path if a living process records there. */
  readonly file: string;
  readonly #recorder: EventRecorder;
  readonly #writer: RecordingWriter;
  readonly #host: RecordingHost;
  readonly #onExit: (code: number) => void;
  #isOpen = true;

  /** @internal */
  constructor(options: CheckedOptions, host: RecordingHost) {
    this.#host = host;
    this.file = choosePath(options.file, host, (file) => current?.file === file);
    this.#recorder = new EventRecorder(host, options);
    this.#writer = new RecordingWriter({
      file: this.file,
      host,
      header: encodeHeader(host),
      maxBytes: options.maxBytes,
      flushMs: options.flushMs,
      time: () => this.#recorder.time(),
      onRotated: () => {
        this.#recorder.carryOver();
      },
      onFailed: (error) => {
        this.#stop();
        report({ kind: 'recording-failed', message: `The recording ${this.file} ends here: it could not be written`, error });
      },
    });
    this.#recorder.writeTo(this.#writer);
    this.#onExit = (code) => {
      this.#recorder.exit(code);
      this.#writer.endProcess();
    };
    host.process.on('exit', this.#onExit);
    setRecorder(this.#recorder);
    setRecorded(true);
  }

  /** How many events there were since it began. */
  get events(): number {
    return this.#recorder.events;
  }

  /** How many of them were dropped because the disk was too slow. The recording says where. */
  get dropped(): number {
    return this.#writer.dropped;
  }

  /** Whether it goes on. It does until {@link Recording.close}, or until it can no longer be written. */
  get open(): boolean {
    return this.#isOpen;
  }

  /** Writes what waits in memory, at once. */
  flush(): void {
    this.#writer.flush();
  }

  /** Ends the recording. A second call does nothing. */
  close(): void {
    if (!this.#isOpen) return;
    this.#stop();
    this.#writer.close();
  }

  /** The same as {@link Recording.close}. */
  [dispose](): void {
    this.close();
  }

  /** @internal */
  restrict(options: Pick<RecordOptions, 'values' | 'redact'>): void {
    this.#recorder.restrict(options);
  }

  #stop(): void {
    this.#isOpen = false;
    current = undefined;
    setRecorder(undefined);
    setRecorded(false);
    this.#recorder.dispose();
    this.#host.process.removeListener('exit', this.#onExit);
  }
}

let current: Recording | undefined;

function encodeHeader({ process }: RecordingHost): string {
  const [, script = ''] = process.argv;
  const name = script.slice(Math.max(script.lastIndexOf('/'), script.lastIndexOf('\\')) + 1);
  return `{"schema":"${RECORDING_SCHEMA}","version":${RECORDING_VERSION},"startedAt":"${new Date().toISOString()}","program":{"name":${JSON.stringify(name === '' ? 'node' : name)},"pid":${process.pid},"runtime":${JSON.stringify(`deferscope ${DEFERSCOPE_VERSION}`)}}}`;
}

/**
 * Records from now on what happens to scopes, cleanups and resources, as JSON Lines that Deferscope replays, forward and back, in
 * VS Code and in any editor (`deferscope replay FILE`). With `DEFERSCOPE_RECORD=FILE` in the environment, the same begins when the
 * library is loaded, without changing the program.
 *
 * Each event has its time, its place in the source and the scope in whose body or cleanup it happened, also across `await`. Values
 * are described in a few words, by rules that run none of the program's code: no getter, no `toString`, no proxy trap.
 *
 * Events are gathered in memory and written in batches. What was written is there however the process ends; when the process ends
 * normally, the rest is written, with what never ran. If the disk is too slow, events are dropped, and the recording says how many
 * and where. At half of `maxBytes` the file is renamed to `NAME.1.deferscope.jsonl`, replacing the one before, and a new file
 * begins with what is open then.
 *
 * @param options where to write, how much, and what to leave out
 * @returns the recording. There is one at a time: while there is one, this returns it, and also leaves out what these options leave out
 * @throws TypeError or RangeError if an option has the wrong type or is out of range
 * @throws Error if the file cannot be written, if it exists and is not a recording, and if this is not Node
 *
 * @example
 * ```ts
 * import { run } from 'deferscope';
 * import { record } from 'deferscope/record';
 * import { mkdtempSync, readFileSync } from 'node:fs';
 * import { tmpdir } from 'node:os';
 *
 * const file = `${mkdtempSync(`${tmpdir()}/record-`)}/run.deferscope.jsonl`;
 * const recording = record({ file, redact: (text) => text.replace(/password=\w+/, 'password=…') });
 * run((s) => { s.defer((url: string) => url.length, 'db://local?password=secret'); });
 * recording.close();
 * const [, , registered = ''] = readFileSync(file, 'utf8').split('\n');
 * console.log(JSON.parse(registered).args[0].value); // "db://local?password=…"
 * ```
 */
export function record(options: RecordOptions): Recording {
  const checked = readRecordOptions(options);
  if (current !== undefined) {
    current.restrict(checked);
    return current;
  }
  const host = findHost();
  if (host === undefined) throw new Error('record(options): only Node 20.16, 22.3 or later can write recordings. Run the program there.');
  return (current = new Recording(checked, host));
}

/**
 * @internal Does what `DEFERSCOPE_RECORD` asks for when the library is loaded. It never throws, because the program must run as it
 * does without.
 */
export function recordFromEnvironment(): void {
  try {
    const { process } = globalThis as { readonly process?: { readonly env?: Readonly<Record<string, string | undefined>> } };
    const file = process?.env?.['DEFERSCOPE_RECORD'];
    if (file !== undefined && file !== '') record({ file, values: process?.env?.['DEFERSCOPE_RECORD_VALUES'] !== 'off' });
  } catch (error) {
    report({ kind: 'recording-failed', message: 'DEFERSCOPE_RECORD is set, but nothing is recorded', error });
  }
}
