import * as fs from 'node:fs';
import type { SourceLocation } from '../../core/snapshot.ts';
import { findMapReference, LARGEST_MAP, MAP_REFERENCE_TAIL, SourceMap } from '../../syntax/sourceMap.ts';

/** A program has so many files; of a recording that names more the others are left as they are. */
const FILES = 10_000;
/** Places of one file that are remembered. */
const PLACES = 10_000;
/** Lines are longer than this in no text that a person looks at: a place beyond is not remembered. */
const COLUMNS = 1 << 20;

interface MappedFile {
  readonly map: SourceMap;
  readonly known: Map<number, SourceLocation>;
}

/**
 * Takes the places of compiled code back to the sources that people wrote, by the source maps that lie beside what ran. A recording has
 * them as the engine told them, and is read line by line: so this answers at once.
 */
export class RecordedPlaces {
  readonly #files = new Map<string, MappedFile | undefined>();

  /** The place in the source; the same one where there is no map, or it does not know the place. */
  locate(at: SourceLocation): SourceLocation {
    const file = this.#find(at.path);
    if (file === undefined) return at;
    const { line, column = 1 } = at;
    const key = line * COLUMNS + column;
    const known = column < COLUMNS ? file.known.get(key) : undefined;
    if (known !== undefined) return known;
    const found = file.map.locate(line, column) ?? at;
    if (column < COLUMNS && file.known.size < PLACES) file.known.set(key, found);
    return found;
  }

  #find(path: string): MappedFile | undefined {
    if (this.#files.has(path) || this.#files.size >= FILES) return this.#files.get(path);
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
  return size !== undefined && size <= LARGEST_MAP ? fs.readFileSync(path, 'utf8') : undefined;
}

/** The last bytes of a file; undefined where there is none. */
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
 * In bytes; undefined for what is not read. Whoever wrote the recording chose the name: what is no file may never end, and a name of
 * another machine would be asked for over the network.
 */
function sizeOf(path: string): number | undefined {
  const found = /^[\\/]{2}/.test(path) ? undefined : fs.statSync(path, { throwIfNoEntry: false });
  return found?.isFile() === true ? found.size : undefined;
}
