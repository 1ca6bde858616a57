import { originalPositionFor, sourceContentFor, TraceMap, traceSegment } from '@jridgewell/trace-mapping';
import { fileURLToPath, pathToFileURL } from 'node:url';
import * as path from 'node:path';
import type { SourceLocation } from '../core/snapshot.ts';

/** A source map with more UTF-16 units than this is not read: the answer is not worth the wait. */
export const MAX_MAP_LENGTH = 64 * 1024 * 1024;

/** How many characters at the end of a running text are searched for the reference to its map. */
export const MAP_REFERENCE_TAIL = 4 * 1024 * 1024;

/** Where a running text says that its source map is: in the text itself or in a file. */
export type MapReference = { readonly url: string } & ({ readonly text: string } | { readonly file: string });

/**
 * Where the last reference in a running text leads; undefined if there is none or it does not lead to a file. `file` is the text's path, or
 * the URL of a text that is not in a file.
 */
export function findMapReference(code: string, file: string): MapReference | undefined {
  try {
    const matches = [...code.slice(-MAP_REFERENCE_TAIL).matchAll(/^[ \t]*\/\/[#@][ \t]*sourceMappingURL=(\S+)[ \t]*$/gm)];
    const reference = matches.at(-1)?.[1];
    if (reference === undefined) return undefined;
    const base = /^[a-z][a-z\d+.-]+:\/\//i.test(file) ? new URL(file) : pathToFileURL(file);
    const text = decodeDataUrl(reference);
    if (text !== undefined) return { text, url: base.href };
    const url = new URL(reference, base);
    return url.protocol === 'file:' ? { file: fileURLToPath(url), url: url.href } : undefined;
  } catch {
    // Not an address, so it leads nowhere.
    return undefined;
  }
}

/** Takes positions in a running text back to the sources that people wrote. */
export class SourceMap {
  readonly #map: TraceMap;

  private constructor(map: TraceMap) {
    this.#map = map;
  }

  /** Parses a text as a map; undefined if it is not a map or is too large. Its sources are relative to `url`. */
  static parse(text: string, url: string): SourceMap | undefined {
    if (text.length > MAX_MAP_LENGTH) return undefined;
    try {
      return new SourceMap(new TraceMap(text, url));
    } catch {
      // The same as having no map: the running position is still true.
      return undefined;
    }
  }

  /** Where in the source a running position comes from, lines and columns 1-based; undefined where the map does not know. */
  locate(line: number, column: number): SourceLocation | undefined {
    const original = originalPositionFor(this.#map, { line, column: column - 1 });
    // A broken map may point to a source that it does not have, or before the first line; a map without the name of a source points to a
    // folder.
    const source = (original.source as string | null | undefined) ?? '/';
    if (original.line === null || source.endsWith('/') || original.line < 1 || original.column < 0) return undefined;
    return { path: toPath(source) ?? source, line: original.line, column: original.column + 1 };
  }

  /**
   * The same, but only if the map has an entry for exactly this position; otherwise the answer would be the place of something before it.
   */
  locateExactly(line: number, column: number): SourceLocation | undefined {
    return this.#isMapped(line, column) ? this.locate(line, column) : undefined;
  }

  /** The source's name for what stands at a running position. */
  nameAt(line: number, column: number): string | undefined {
    return this.#isMapped(line, column) ? (originalPositionFor(this.#map, { line, column: column - 1 }).name ?? undefined) : undefined;
  }

  /** The text of a source at the time it was compiled, if the map has it. */
  textOf(file: string): string | undefined {
    const source = this.#map.resolvedSources.find((one) => (toPath(one) ?? one) === file);
    return source === undefined ? undefined : (sourceContentFor(this.#map, source) ?? undefined);
  }

  #isMapped(line: number, column: number): boolean {
    return line >= 1 && column >= 1 && traceSegment(this.#map, line - 1, column - 1)?.[0] === column - 1;
  }
}

function decodeDataUrl(reference: string): string | undefined {
  const match = /^data:application\/json(?:;charset=[^;,]+)?(;base64)?,(.*)$/s.exec(reference);
  if (match === null) return undefined;
  return match[1] === undefined ? decodeURIComponent(match[2] ?? '') : Buffer.from(match[2] ?? '', 'base64').toString('utf8');
}

/** The file's path, for a path or a `file:` URL; undefined for anything else (`node:`, `evalmachine.<anonymous>`, http). */
export function toPath(url: string): string | undefined {
  try {
    if (url.startsWith('file:')) return fileURLToPath(url);
  } catch {
    return undefined;
  }
  return path.isAbsolute(url) ? path.normalize(url) : undefined;
}
