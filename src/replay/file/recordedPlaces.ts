import * as fs from 'node:fs';
import type { SourceLocation } from '../../core/snapshot.ts';
import { findMapReference, MAX_MAP_LENGTH, MAP_REFERENCE_TAIL, SourceMap } from '../../syntax/sourceMap.ts';

/** How many files a program is expected to have; the places in any further files are left as they are. */
const MAX_FILES = 10_000;
/** How many places of one file are remembered. */
const MAX_PLACES_OF_FILE = 10_000;
/** No text that people read has longer lines: a place beyond this column is not remembered. */
const MAX_COLUMNS = 1 << 20;

interface MappedFile {
  readonly map: SourceMap;
  readonly known: Map<number, SourceLocation>;
}

/**
 * Maps places in compiled code back to the sources that people wrote, using the source maps next to the compiled files. A recording has the
 * places as the engine reported them, and it is read line by line, so this class answers synchronously.
 */
export class RecordedPlaces {
  readonly #files = new Map<string, MappedFile | undefined>();

  /** The place in the source; the given place if there is no map, or the map does not have it. */
  locate(at: SourceLocation): SourceLocation {
    const file = this.#find(at.path);
    if (file === undefined) return at;
    const { line, column = 1 } = at;
    const key = line * MAX_COLUMNS + column;
    const known = column < MAX_COLUMNS ? file.known.get(key) : undefined;
    if (known !== undefined) return known;
    const found = file.map.locate(line, column) ?? at;
    if (column < MAX_COLUMNS && file.known.size < MAX_PLACES_OF_FILE) file.known.set(key, found);
    return found;
  }

  #find(path: string): MappedFile | undefined {
    if (this.#files.has(path) || this.#files.size >= MAX_FILES) return this.#files.get(path);
    const map = readMap(path);
    const file = map === undefined ? undefined : { map, known: new Map<number, SourceLocation>() };
    this.#files.set(path, file);
    return file;
  }
}

/** Whatever goes wrong, the recorded place is still true. */
function readMap(path: string): SourceMap | undefined {
  try {
    const code = readTail(path, MAP_REFERENCE_TAIL);
    const reference = code === undefined ? undefined : findMapReference(code, path);
    if (reference === undefined) return undefined;
    const text = 'text' in reference ? reference.text : readWhole(reference.file);
    return text === undefined ? undefined : SourceMap.parse(text, reference.url);
  } catch {
    return undefined;
  }
}

function readWhole(path: string): string | undefined {
  const size = sizeOf(path);
  return size !== undefined && size <= MAX_MAP_LENGTH ? fs.readFileSync(path, 'utf8') : undefined;
}

/** The last bytes of a file; undefined if it does not exist. */
function readTail(path: string, bytes: number): string | undefined {
  const size = sizeOf(path);
  if (size === undefined) return undefined;
  const fd = fs.openSync(path, 'r');
  try {
    const tail = Buffer.alloc(Math.min(size, bytes));
    return tail.toString('utf8', 0, fs.readSync(fd, tail, 0, tail.length, size - tail.length));
  } finally {
    fs.closeSync(fd);
  }
}

/**
 * The size in bytes; undefined for what must not be read. The writer of the recording chose the name: reading something other than a file
 * may never end, and a name on another machine would be requested over the network.
 */
function sizeOf(path: string): number | undefined {
  const found = /^[\\/]{2}/.test(path) ? undefined : fs.statSync(path, { throwIfNoEntry: false });
  return found?.isFile() === true ? found.size : undefined;
}
