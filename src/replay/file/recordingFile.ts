import * as fs from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Translate } from '../../core/translate.ts';
import { decodeHeader, decodeLine } from '../../wire/decodeLine.ts';
import { LineIndex } from './lineIndex.ts';
import { RecordedPlaces } from './recordedPlaces.ts';
import { RECORDING_VERSION, type RecordingHeader } from '../../runtime/record/recordedEvents.ts';
import type { RecordedLine } from '../../wire/recordingFormat.ts';
import { RecordingError } from './recordingError.ts';

/** A header has a few hundred bytes; a longer first line is not a header. */
const MAX_HEADER_BYTES = 64 * 1024;
/** Longer lines are not read. A stop with ten thousand cleanups takes three megabytes. */
const MAX_LINE_BYTES = 16 * 1024 * 1024;
const MAX_LINES = 50_000_000;
const CHUNK_BYTES = 1024 * 1024;
/** How many bytes are scanned before other work gets its turn. */
const SLICE_BYTES = 16 * CHUNK_BYTES;
/** How many bytes are read at once: neighbouring lines are usually requested next. */
const BLOCK_BYTES = 256 * 1024;

/**
 * A recording on disk. It keeps where each line begins, and one block of text; every line is decoded when it is requested. The file is only
 * read, and may grow meanwhile.
 */
export class RecordingFile {
  readonly header: RecordingHeader;
  readonly path: string;
  readonly #t: Translate;
  readonly #index: LineIndex;
  readonly #places = new RecordedPlaces();
  #fd: number | undefined;
  #block = Buffer.alloc(0);
  #blockStart = 0;

  private constructor(path: string, fd: number, index: LineIndex, header: RecordingHeader, t: Translate) {
    this.path = path;
    this.#fd = fd;
    this.#index = index;
    this.header = header;
    this.#t = t;
  }

  /**
   * Opens a recording and finds its lines.
   * @throws {RecordingError} if the file does not exist, cannot be read, or is not a recording that this version can read.
   */
  static async open(path: string, t: Translate): Promise<RecordingFile> {
    const fd = openFile(path, t);
    try {
      const header = readHeader(fd, path, t);
      const file = new RecordingFile(path, fd, new LineIndex(), header, t);
      await file.refresh();
      return file;
    } catch (error) {
      fs.closeSync(fd);
      throw error;
    }
  }

  /** How many lines there are after the header, including unreadable ones. */
  get count(): number {
    return Math.max(0, this.#index.count - 1);
  }

  /** Whether the last line is cut off; such a line is not counted. */
  get isCutOff(): boolean {
    return this.#index.hasOpenLine;
  }

  /**
   * Finds the lines that were added since the last time.
   * @throws {RecordingError} if the file has become shorter or can no longer be read.
   */
  async refresh(): Promise<void> {
    const size = this.#guard((fd) => fs.fstatSync(fd).size);
    if (size < this.#index.scanned)
      throw new RecordingError('changed', this.#t('{0} became shorter while it was open. Open it again.', this.path));
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    let untilTurn = SLICE_BYTES;
    while (this.#index.scanned < size) {
      const read = this.#guard((fd) => fs.readSync(fd, chunk, 0, Math.min(CHUNK_BYTES, size - this.#index.scanned), this.#index.scanned));
      if (read === 0) break;
      this.#index.push(chunk.subarray(0, read));
      if (this.#index.count > MAX_LINES)
        throw new RecordingError('too-long', this.#t('{0} has more than {1} lines. Record in shorter files.', this.path, MAX_LINES));
      untilTurn -= read;
      if (untilTurn <= 0) {
        untilTurn = SLICE_BYTES;
        await nextTurn();
      }
    }
    this.#takeWholeLastLine();
  }

  /**
   * What a line says; 0 is the first after the header.
   * @throws {RecordingError} if the file can no longer be read.
   */
  line(at: number): RecordedLine {
    const { start, end } = this.#index.bounds(at + 1);
    if (end - start > MAX_LINE_BYTES) return { kind: 'unreadable', reason: 'too long' };
    return this.#locate(decodeLine(this.#read(start, end)));
  }

  close(): void {
    if (this.#fd === undefined) return;
    fs.closeSync(this.#fd);
    this.#fd = undefined;
    this.#block = Buffer.alloc(0);
  }

  #locate(line: RecordedLine): RecordedLine {
    if (!('at' in line)) return line;
    const at = this.#places.locate(line.at);
    return at === line.at ? line : { ...line, at };
  }

  /** A file that was written by hand need not end with a line break, so a complete event without one counts. */
  #takeWholeLastLine(): void {
    const start = this.#index.openStart;
    const end = this.#index.scanned;
    if (!this.#index.hasOpenLine || end - start > MAX_LINE_BYTES) return;
    const text = this.#read(start, end);
    if (this.#index.count === 0 || decodeLine(text).kind !== 'unreadable') this.#index.closeOpenLine();
  }

  #read(start: number, end: number): string {
    const offset = start - this.#blockStart;
    if (offset < 0 || offset + (end - start) > this.#block.length) return this.#readBlock(start, end);
    return this.#block.toString('utf8', offset, offset + end - start);
  }

  #readBlock(start: number, end: number): string {
    const length = Math.max(BLOCK_BYTES, end - start);
    const block = Buffer.allocUnsafe(length);
    let read = 0;
    while (read < length) {
      const more = this.#guard((fd) => fs.readSync(fd, block, read, length - read, start + read));
      if (more === 0) break;
      read += more;
    }
    this.#block = block.subarray(0, read);
    this.#blockStart = start;
    return this.#block.toString('utf8', 0, Math.min(read, end - start));
  }

  #guard<T>(use: (fd: number) => T): T {
    if (this.#fd === undefined) throw new RecordingError('closed', this.#t('{0} was closed.', this.path));
    try {
      return use(this.#fd);
    } catch (error) {
      throw unreadable(this.path, error, this.#t);
    }
  }
}

function openFile(path: string, t: Translate): number {
  const found = statFile(path, t);
  if (found === undefined) throw new RecordingError('not-found', t('There is no file {0}.', path));
  // Reading something other than a file may never end, or wait forever.
  if (!found.isFile()) throw new RecordingError('unreadable', t('{0} is not a file.', path));
  if (found.size === 0) throw new RecordingError('empty', t('{0} is empty: nothing has been recorded in it yet.', path));
  try {
    return fs.openSync(path, 'r');
  } catch (error) {
    throw unreadable(path, error, t);
  }
}

function statFile(path: string, t: Translate): fs.Stats | undefined {
  try {
    return fs.statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    throw unreadable(path, error, t);
  }
}

function readHeader(fd: number, path: string, t: Translate): RecordingHeader {
  const start = Buffer.alloc(MAX_HEADER_BYTES);
  let read: number;
  try {
    read = fs.readSync(fd, start, 0, MAX_HEADER_BYTES, 0);
  } catch (error) {
    throw unreadable(path, error, t);
  }
  const bytes = start.subarray(0, read);
  const end = bytes.indexOf(10);
  const header = decodeHeader(bytes.toString('utf8', 0, end < 0 ? read : end));
  if (header === undefined)
    throw new RecordingError('not-a-recording', t('{0} is not a Deferscope recording: its first line is not a header.', path));
  if (header === 'other-version')
    throw new RecordingError(
      'wrong-version',
      t(
        '{0} is not in version {1} of the format. Open it with the version of Deferscope that matches the library that wrote it.',
        path,
        RECORDING_VERSION,
      ),
    );
  return header;
}

function unreadable(path: string, error: unknown, t: Translate): RecordingError {
  return new RecordingError('unreadable', t('{0} cannot be read: {1}', path, error instanceof Error ? error.message : String(error)), {
    cause: error,
  });
}
